/** What a server on the web says of a file. */
export type RemoteHeading = {
  readonly contentType: string | undefined
  /** In bytes, if it says so. */
  readonly size: number | undefined
}

/**
 * Files on the public web. Nothing is ever asked of an address that is not public, whatever a name or a redirect leads
 * to. Both reject with a `RemoteFault`.
 */
export type RemoteFiles = {
  /** Asks for the heading alone; undefined: the server does not answer that. */
  probe(url: string): Promise<RemoteHeading | undefined>
  /** Opens a file; the bytes end in an error when it stalls or the signal aborts. */
  open(
    url: string,
    signal: AbortSignal,
  ): Promise<RemoteHeading & { readonly bytes: AsyncIterable<Uint8Array> }>
}
