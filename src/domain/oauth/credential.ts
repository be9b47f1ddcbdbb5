import { checksumOf, integerOf, takeDigits } from '../../lib/base62.js'
import { sha256 } from '../../lib/digest.js'

/**
 * The three kinds of secret text that the server issues. Each ends in a base-62 CRC-32 checksum of the rest,
 * so that a malformed one is refused without a query and a scanner can tell a real one from noise.
 * Access and refresh tokens have the documented shape: prefix, 11 digits, 35 alphanumerics.
 */
const shapes = {
  access: { prefix: 'ntn_', digits: 11, letters: 29 },
  refresh: { prefix: 'nrt_', digits: 11, letters: 29 },
  secret: { prefix: 'secret_', digits: 0, letters: 37 },
} as const

export type CredentialKind = keyof typeof shapes

/** How many random bytes one credential takes. */
export const CREDENTIAL_ENTROPY = 40

/** Spells a credential from random bytes. ≥ 200 bits of them reach the text. */
export const spellCredential = (kind: CredentialKind, entropy: Uint8Array): string => {
  const { prefix, digits, letters } = shapes[kind]
  const numeric = takeDigits(integerOf(entropy), 10, digits)
  const body = `${prefix}${numeric.digits}${takeDigits(numeric.rest, 62, letters).digits}`
  return body + checksumOf(body)
}

const TOKEN = /^n(?:tn|rt)_\d{11}[0-9A-Za-z]{35}$/

const CREDENTIAL = /^(?:n(?:tn|rt)_\d{11}[0-9A-Za-z]{35}|secret_[0-9A-Za-z]{43})$/

const hasChecksum = (text: string): boolean => checksumOf(text.slice(0, -6)) === text.slice(-6)

/** Could the server have issued this text as a token? Costs no query. */
export const isWellFormedToken = (text: string): boolean => TOKEN.test(text) && hasChecksum(text)

/** Which kind of credential the server could have issued this text as, by its form and checksum. */
export const kindOfCredential = (text: string): CredentialKind | undefined => {
  if (!CREDENTIAL.test(text) || !hasChecksum(text)) return undefined
  if (text.startsWith(shapes.secret.prefix)) return 'secret'
  return text.startsWith(shapes.access.prefix) ? 'access' : 'refresh'
}

/** What is stored in a credential's place. */
export const digestOf = (credential: string): string => sha256(credential)

/** The same from the credential's SHA-256 alone, in hexadecimal or any base64. */
export const digestOfSha256 = (text: string): string =>
  Buffer.from(text, text.length === 64 ? 'hex' : 'base64').toString('base64url')

/** What may be shown of a credential: enough to recognise it, too little to use it. */
export const hintOf = (credential: string): string => credential.slice(-4)

/** A text that may quote what a client sent, with every credential in it cut down to its prefix. */
export const withoutCredentials = (text: string): string =>
  text.replace(/(ntn_|nrt_|secret_)[0-9A-Za-z]+/g, '$1…')
