/** `length` random bytes fit for secrets. A port, so that a test can get the same ids and tokens twice. */
export type Random = (length: number) => Uint8Array
