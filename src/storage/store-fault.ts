/**
 * The store could not be reached, did not answer in time or could not carry out what it was asked for. Nothing was
 * wrong with the request; of a write it is not known whether it took effect, so nobody may be told that it did.
 */
export class StoreFault extends Error {
  override readonly name = 'StoreFault'
  /** What the driver or the system calls it, such as `ECONNREFUSED`, `57P03` or `SQLITE_FULL`. */
  readonly code: string | undefined

  constructor(cause: unknown) {
    const { code, message } = cause as { code?: string; message?: string }
    super(`The store failed: ${message || code}`, { cause })
    this.code = code
  }
}
