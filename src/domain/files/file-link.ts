import { createHmac, timingSafeEqual } from 'node:crypto'
import { isUuid } from '../../lib/uuid.js'
import type { StoredFile } from '../content/media.js'

/** How long the address of a file opens it, in milliseconds. Contract §12. */
export const LINK_LIFETIME = 3_600_000

/** The key that signs addresses of files, from the server's secret key. */
export const linkKeyFrom = (secretKey: string): string =>
  createHmac('sha256', secretKey).update('addresses of files').digest('base64url')

/** Its name is there to be read: what is signed is which file it is, and until when. */
const signatureOf = (key: string, fileUploadId: string, expires: string): Buffer =>
  createHmac('sha256', key).update(`/files/${fileUploadId}?expires=${expires}`).digest()

export type FileLink = { readonly url: string; readonly expiry_time: string }

/** The address of a file for the next hour. */
export const linkTo = (
  { fileUploadId, name }: StoredFile,
  key: string,
  origin: string,
  now: number,
): FileLink => {
  const expires = String(now + LINK_LIFETIME)
  const signature = signatureOf(key, fileUploadId, expires).toString('base64url')
  return {
    url: `${origin}/files/${fileUploadId}/${encodeURIComponent(Buffer.from(name).toString())}?expires=${expires}&signature=${signature}`,
    expiry_time: new Date(Number(expires)).toISOString(),
  }
}

/** What an address claims. */
export type LinkClaim = {
  readonly fileUploadId: string
  readonly expires: string
  readonly signature: string
}

/** Did we write it, whether or not it has expired? */
export const isOurs = ({ fileUploadId, expires, signature }: LinkClaim, key: string): boolean => {
  const given = Buffer.from(signature, 'base64url')
  const right = signatureOf(key, fileUploadId, expires)
  return given.length === right.length && timingSafeEqual(given, right)
}

/** Does it open the file now? */
export const opens = (claim: LinkClaim, key: string, now: number): boolean =>
  /^\d{1,16}$/.test(claim.expires) && Number(claim.expires) > now && isOurs(claim, key)

/** The file that an address of ours leads to, although it may have expired; undefined: it is none of ours. */
export const linkedFile = (url: string, key: string): string | undefined => {
  if (!URL.canParse(url)) return undefined
  const { pathname, searchParams } = new URL(url)
  const [, fileUploadId = ''] = /^\/files\/([^/]+)\/[^/]*$/.exec(pathname) ?? []
  const expires = searchParams.get('expires') ?? ''
  const signature = searchParams.get('signature') ?? ''
  if (!isUuid(fileUploadId)) return undefined
  return isOurs({ fileUploadId, expires, signature }, key) ? fileUploadId : undefined
}
