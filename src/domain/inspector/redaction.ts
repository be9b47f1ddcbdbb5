import { withoutCredentials } from '../oauth/credential.js'

/** What stands in the place of a secret. */
export const REDACTED = '[redacted]'

/** Members of OAuth bodies, answers and queries whose values are secrets or lead to one. */
const secretNames = new Set([
  'code_verifier',
  'token',
  'access_token',
  'refresh_token',
  'client_secret',
  'password',
  'assertion',
  'client_assertion',
  'state',
])

const SECRET_MEMBER =
  /("(?:access_token|refresh_token|client_secret|code_verifier|password|authorization|cookie|upload_url)"\s*:\s*")(?:[^"\\]|\\.)*/gi

const SIGNATURE =
  /([?&](?:amp;)?(?:signature|sig|token|code|access_token|refresh_token|client_secret|x-amz-[a-z-]+)=)[^&"'\s\\)\]<>]+/gi

const SCHEME = /\b(bearer|basic)(\s+)[\w+/=.~-]{8,}/gi

/** A text without anything that looks like a credential, a signed address or a header that holds one. */
export const withoutSecrets = (text: string): string =>
  withoutCredentials(text)
    .replace(SECRET_MEMBER, `$1${REDACTED}`)
    .replace(SIGNATURE, `$1${REDACTED}`)
    .replace(SCHEME, `$1$2${REDACTED}`)

const UUID = /[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}/gi

/** Of requests only: in an answer, `code` says what is wrong. */
const isSecret = (name: string, isAnswer: boolean): boolean =>
  secretNames.has(name.toLowerCase()) || (name.toLowerCase() === 'code' && !isAnswer)

/** In what a client sends to an OAuth endpoint any UUID may be a code, wherever it stands. */
const withoutCodes = (text: string): string => withoutSecrets(text).replace(UUID, REDACTED)

const cleaned = (value: unknown, isAnswer: boolean): unknown => {
  if (typeof value === 'string') return isAnswer ? withoutSecrets(value) : withoutCodes(value)
  if (Array.isArray(value)) return value.map((one) => cleaned(one, isAnswer))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isSecret(name, isAnswer) ? REDACTED : cleaned(inner, isAnswer),
    ]),
  )
}

/**
 * A body or answer of an OAuth endpoint without its secrets. What cannot be read in its dialect is not shown at all:
 * nobody can tell what is secret in it.
 */
export const withoutOAuthSecrets = (
  text: string,
  dialect: 'form' | 'json' | 'answer',
): string | undefined => {
  if (text === '') return ''
  if (dialect === 'form') {
    const fields = [...new URLSearchParams(text)].map(([name, value]): [string, string] => [
      name,
      isSecret(name, false) ? REDACTED : withoutCodes(value),
    ])
    return fields.map(([name, value]) => `${encodeURIComponent(name)}=${value}`).join('&')
  }
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
      ? JSON.stringify(cleaned(value, dialect === 'answer'))
      : undefined
  } catch {
    return undefined
  }
}

/** The address of a request. */
export const withoutSecretsInAddress = (address: string, isOAuth: boolean): string =>
  isOAuth ? withoutCodes(address) : withoutSecrets(address)
