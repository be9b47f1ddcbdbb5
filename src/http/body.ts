import { ApiError } from '../contract/errors.js'

/** The media type of a `Content-Type` header, without parameters and in lower case. */
export const mediaTypeOf = (header: string | undefined): string =>
  (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

/** The largest body of an OAuth request, in bytes. */
export const OAUTH_BODY_LIMIT = 64 * 1024

/** The largest body of any other request, in bytes. Notion: reference/request-limits. */
export const API_BODY_LIMIT = 500 * 1024

/** The largest body of a signed report, in bytes: some ten thousand findings in one. */
export const SIGNED_BODY_LIMIT = 2 * 1024 * 1024

/** Reads a bearer endpoint's body. Errors: `invalid_json`. */
export const parseJson = (raw: Buffer | undefined, reviver = keepable): unknown => {
  if (raw === undefined || raw.length === 0) return {}
  if (raw.length > MAX_DEPTH && isTooDeep(raw)) {
    throw new ApiError('invalid_json', 'Error parsing JSON body.')
  }
  const text = raw.toString('utf8')
  try {
    return UNKEPT_ESCAPE.test(text) ? JSON.parse(text, reviver) : JSON.parse(text)
  } catch {
    throw new ApiError('invalid_json', 'Error parsing JSON body.')
  }
}

/** Levels of a body: what reads and writes values goes down by calls. RFC 8259 §9. */
const MAX_DEPTH = 500

const [QUOTE, BACKSLASH, BRACKET, BRACE, END_OF_BRACKET, END_OF_BRACE] = Buffer.from('"\\[{]}')

const isTooDeep = (raw: Buffer): boolean => {
  let depth = 0
  let isText = false
  for (let at = 0; at < raw.length; at++) {
    const sign = raw[at]
    if (isText) {
      if (sign === BACKSLASH) at++
      else if (sign === QUOTE) isText = false
    } else if (sign === QUOTE) isText = true
    else if (sign === BRACKET || sign === BRACE) {
      depth++
      if (depth > MAX_DEPTH) return true
    } else if (sign === END_OF_BRACKET || sign === END_OF_BRACE) depth--
  }
  return false
}

const UNKEPT_ESCAPE = /\\u(?:[dD][89a-fA-F]|0000)/

const HALF_A_CHARACTER = /\p{Surrogate}/u

/** An escape for half a character, which no store and no answer could hold. RFC 7493 §2.1. */
const whole = (key: string, value: unknown): unknown => {
  if (HALF_A_CHARACTER.test(key) || (typeof value === 'string' && HALF_A_CHARACTER.test(value))) {
    throw new SyntaxError('half a character')
  }
  return value
}

/** Leaves NUL out of texts: PostgreSQL cannot keep it, and SQLite takes it for their end. */
const keepable = (key: string, value: unknown): unknown => {
  whole(key, value)
  return typeof value === 'string' ? value.replaceAll('\u0000', '') : value
}

/**
 * Reads an OAuth endpoint's body in the dialect that its media type names.
 * Errors: `invalid_json` or `validation_error`, both written as `invalid_request`.
 */
export const parseOAuthBody = (
  contentType: string | undefined,
  raw: Buffer | undefined,
): unknown => {
  switch (mediaTypeOf(contentType)) {
    // A credential is what was sent, or none.
    case 'application/json':
      return parseJson(raw, whole)
    case 'application/x-www-form-urlencoded':
      return parseForm(raw)
    default:
      throw new ApiError(
        'validation_error',
        'Content-Type should be `application/json` or `application/x-www-form-urlencoded`.',
      )
  }
}

/** A parameter without a value counts as left out, a repeated one is an error (RFC 6749 §3.2). */
const parseForm = (raw: Buffer | undefined): Record<string, string> => {
  const fields = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(raw?.toString('utf8'))) {
    if (fields.has(name)) {
      throw new ApiError('validation_error', `${name.slice(0, 100)} is given more than once.`)
    }
    fields.set(name, value)
  }
  return Object.fromEntries([...fields].filter(([, value]) => value !== ''))
}
