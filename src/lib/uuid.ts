const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i

/** As nearly every client sends it: dashes, lower case, a version and the variant in place. */
const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/**
 * Is it a UUID as the API reads one: RFC 4122 versions 1 to 8 with its variant, or the nil UUID; dashes optional.
 * Contract §1: `12345678-1234-1234-1234-123456789abc` is refused, the nil UUID passes.
 */
export const isUuid = (text: string): boolean => {
  if (CANONICAL.test(text)) return true
  if (!UUID.test(text)) return false
  const hex = text.replaceAll('-', '')
  return /^0{32}$/.test(hex) || /^.{12}[1-8].{3}[89ab]/i.test(hex)
}

/** Puts the dashes in and lowers the case: the form in which answers show an id. */
export const dashed = (uuid: string): string =>
  CANONICAL.test(uuid)
    ? uuid
    : uuid
        .replaceAll('-', '')
        .toLowerCase()
        .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/** A UUID of the given version from 16 random bytes (RFC 9562 §5.4, §5.8). */
export const uuidFrom = (entropy: Uint8Array, version: 4 | 8 = 4): string => {
  const hex = Buffer.from(entropy.subarray(0, 16)).toString('hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16)
  return dashed(`${hex.slice(0, 12)}${version}${hex.slice(13, 16)}${variant}${hex.slice(17)}`)
}

/**
 * A UUID that sorts by time (RFC 9562 §5.7), from milliseconds and 16 random bytes. For ids that are never shown to
 * clients: rows made together lie together, so that a batch of writes touches few pages.
 */
export const timeOrderedUuid = (now: number, entropy: Uint8Array): string =>
  timeOrdered(now, uuidFrom(entropy))

/** The same from milliseconds and a random UUID, whose last 74 random bits it keeps. */
export const timeOrdered = (now: number, uuid: string, version: 7 | 8 = 7): string => {
  const time = now.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}${uuid.slice(15)}`
}
