/** A picture of a workspace's own that stands where an emoji may. */
export type CustomEmoji = {
  readonly id: string
  readonly name: string
  /** A web address, or a path on this server. */
  readonly url: string
}

/** The address of its picture, as those see it who know this server by `origin`. */
export const pictureOf = ({ url }: CustomEmoji, origin: string): string =>
  url.startsWith('/') ? `${origin}${url}` : url
