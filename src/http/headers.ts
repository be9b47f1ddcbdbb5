import { hash } from 'node:crypto'

/** What every answer of the API carries. Contract §1, observed. */
export const apiHeaders = {
  'content-type': 'application/json; charset=utf-8',
  vary: 'Accept-Encoding',
  'content-security-policy': "default-src 'none'",
  'referrer-policy': 'strict-origin-when-cross-origin',
  'strict-transport-security': 'max-age=31536000; includeSubDomains; preload',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
} as const

/** RFC 6749 §5.1: nothing on the way may keep an answer that holds tokens. */
export const oauthHeaders = {
  ...apiHeaders,
  'cache-control': 'no-store',
  pragma: 'no-cache',
} as const

/** A weak entity tag in the service's form: hexadecimal length, dash, 27 characters of a digest. */
export const entityTag = (body: string): string =>
  `W/"${Buffer.byteLength(body).toString(16)}-${hash('sha1', body, 'base64').slice(0, 27)}"`
