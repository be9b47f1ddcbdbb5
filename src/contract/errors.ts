/**
 * Every error code that the API knows and the status it travels with.
 * Notion: reference/status-codes; the OAuth rows: reference/revoke-token, RFC 6749 §5.2.
 */
export const statusOf = {
  invalid_json: 400,
  invalid_request_url: 400,
  invalid_request: 400,
  invalid_grant: 400,
  invalid_scope: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  validation_error: 400,
  missing_version: 400,
  unauthorized: 401,
  invalid_client: 401,
  restricted_resource: 403,
  test_env_error: 403,
  object_not_found: 404,
  conflict_error: 409,
  rate_limited: 429,
  internal_server_error: 500,
  service_unavailable: 503,
} as const

export type ErrorCode = keyof typeof statusOf

/** Facts beside an error's message: strings or lists of strings, as the contract allows. */
export type AdditionalData = Readonly<Record<string, string | readonly string[]>>

/** An answer that says no, in the contract's words. Anything else that is thrown becomes a 500. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly additionalData?: AdditionalData,
    /** Whole seconds after which the same request may be answered. */
    readonly retryAfter?: number,
  ) {
    super(message)
    this.status = statusOf[code]
  }
}

/** A token that was sent and opens nothing, whatever the reason. RFC 6750 §3.1. */
export class InvalidTokenError extends ApiError {
  constructor() {
    super('unauthorized', 'API token is invalid.')
  }
}
