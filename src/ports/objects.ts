/** Keeps bytes by keys that the server mints: UUIDs, nothing of what a client sends. */
export type ObjectStore = {
  /** Durable when it resolves. If the bytes end in an error, nothing is kept and it rejects with that error. */
  put(key: string, bytes: AsyncIterable<Uint8Array>): Promise<void>
  /** The bytes from the first to the last one, both included. Rejects if there are none. */
  read(key: string, first: number, last: number): Promise<AsyncIterable<Uint8Array>>
  /** Removes the bytes, or what a put that broke off has left of them; no error if there are none. */
  remove(key: string): Promise<void>
}
