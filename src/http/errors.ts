import type { FastifyRequest } from 'fastify'
import { ApiError, type ErrorCode, InvalidTokenError, statusOf } from '../contract/errors.js'
import { withoutCredentials } from '../domain/oauth/credential.js'
import { StoreFault } from '../storage/store-fault.js'
import { mediaTypeOf } from './body.js'

/**
 * How an error is written: the API's own shape, the OAuth endpoints' documented shape for JSON requests, or RFC 6749
 * §5.2 for form requests.
 */
export type Dialect = 'api' | 'oauth-json' | 'oauth-form'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set on the OAuth endpoints, whose errors have shapes of their own. */
    oauth?: boolean
    /** Name for metrics and logs. */
    operation?: string
  }
}

export const dialectOf = (request: FastifyRequest): Dialect => {
  if (!request.routeOptions.config.oauth) return 'api'
  const mediaType = mediaTypeOf(request.headers['content-type'])
  return mediaType === 'application/x-www-form-urlencoded' ? 'oauth-form' : 'oauth-json'
}

export type WireError = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: object
}

/** Seconds after which it makes sense to ask a server again whose store failed. */
const RETRY_AFTER = 2

/**
 * The only place that knows what an error looks like on the wire. A failing store is a 503, on the OAuth endpoints a 500
 * because no other is documented there; whatever else is no `ApiError` is a 500.
 */
export const wireError = (error: unknown, dialect: Dialect, requestId: string): WireError => {
  const known = knownFrom(error, dialect)
  const { code, status, additionalData } = dialect === 'api' ? known : asOAuth(known)
  const { retryAfter } = known
  const message = unrevealing(known.message, dialect)
  const extra = additionalData ? { additional_data: additionalData } : {}
  const challenge = challengeOf(known)
  const headers: Record<string, string> = {
    ...(challenge !== undefined && { 'www-authenticate': challenge }),
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  }
  if (dialect === 'oauth-form') {
    return {
      status,
      headers,
      body: {
        error: registered(code),
        error_description: quotable(message),
        request_id: requestId,
      },
    }
  }
  const body = { object: 'error', status, code, message, ...extra }
  return { status, headers, body: dialect === 'api' ? { ...body, request_id: requestId } : body }
}

const knownFrom = (error: unknown, dialect: Dialect): ApiError => {
  if (error instanceof ApiError) return error
  if (error instanceof StoreFault) return dialect === 'api' ? unavailable : unanswered
  return refusedByFramework(error) ?? unexpected
}

/** RFC 6749 knows no code of its own for a limit; of those that it registers this one asks to try again. */
const registered = (code: ErrorCode): string =>
  code === 'rate_limited' ? 'temporarily_unavailable' : code

/** RFC 9110 §15.5.2: a 401 names the scheme that it asks for; RFC 6750 §3: and why, if a token was sent. */
const challengeOf = (error: ApiError): string | undefined => {
  if (error instanceof InvalidTokenError) return 'Bearer realm="API", error="invalid_token"'
  if (error.code === 'unauthorized') return 'Bearer realm="API"'
  return error.code === 'invalid_client' ? 'Basic realm="OAuth", charset="UTF-8"' : undefined
}

const UUID = /[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}/gi

/**
 * Messages quote what was sent, and a client may have put a secret where none belongs. On the OAuth endpoints any UUID
 * may be an authorization code.
 */
const unrevealing = (message: string, dialect: Dialect): string => {
  const text = withoutCredentials(message)
  return dialect === 'api' ? text : text.replace(UUID, '…')
}

const unexpected = new ApiError('internal_server_error', 'Unexpected error occurred.')

/** Notion: reference/status-codes. */
const unavailable = new ApiError(
  'service_unavailable',
  'Tessera is unavailable, please try again later.',
  undefined,
  RETRY_AFTER,
)

/** Says nothing of what became of the request: that is not known. */
const unanswered = new ApiError(
  'internal_server_error',
  'Unexpected error occurred. Please try again.',
  undefined,
  RETRY_AFTER,
)

const oauthCodes: ReadonlySet<ErrorCode> = new Set([
  'invalid_request',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_client',
  'test_env_error',
  'rate_limited',
  'internal_server_error',
])

/** The OAuth endpoints know one code for every malformed request. */
const asOAuth = (error: ApiError): ApiError =>
  oauthCodes.has(error.code)
    ? error
    : new ApiError('invalid_request', error.message, error.additionalData)

/** RFC 6749 §5.2 allows printable ASCII without quote and backslash in a description. */
const quotable = (message: string): string =>
  message
    .replaceAll('"', "'")
    .replaceAll('≤', 'at most')
    .replaceAll('…', '...')
    .replaceAll('\n', ' ')
    .replace(/[^\x20-\x7e]|\\/g, '?')

/** What the web framework refuses before a handler runs, in the API's words. */
const refusedByFramework = (error: unknown): ApiError | undefined => {
  const { code, statusCode } = error as { code?: string; statusCode?: number }
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ApiError('validation_error', 'The request body is larger than the limit.')
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new ApiError('validation_error', 'The request body and Content-Length differ.')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ApiError('validation_error', 'The Content-Type header is malformed.')
    case 'FST_ERR_BAD_URL':
      return invalidRequestUrl()
    default:
      return code?.startsWith('FST_') && statusCode && statusCode < statusOf.internal_server_error
        ? new ApiError('validation_error', 'The request could not be read.')
        : undefined
  }
}

export const invalidRequestUrl = (): ApiError =>
  new ApiError('invalid_request_url', 'Invalid request URL.')
