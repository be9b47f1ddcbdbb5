/** Milliseconds since 1970. A port, so that a test can hold time still. */
export type Clock = () => number
