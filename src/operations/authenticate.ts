import { ApiError, InvalidTokenError } from '../contract/errors.js'
import type { AuditActor } from '../domain/audit/entry.js'
import type { Integration } from '../domain/integrations/integration.js'
import { isSigned, type SigningKey } from '../domain/leaks/signing-key.js'
import { readingsOfBasic } from '../domain/oauth/basic-credentials.js'
import { digestOf, isWellFormedToken } from '../domain/oauth/credential.js'
import { isLive } from '../domain/oauth/grant.js'
import { equalInConstantTime, sha256 } from '../lib/digest.js'
import { dashed, isUuid } from '../lib/uuid.js'
import { contend } from './contend.js'
import type { Deps } from './deps.js'
import type { Bearer } from './operation.js'

/** How stale `last used` may be, in milliseconds: one write a minute and grant, not one a request. */
const TOUCH_INTERVAL = 60_000

const NOBODY = '00000000-0000-0000-0000-000000000000'

/**
 * Finds the live access token of an `Authorization: Bearer` header; every call reads the store, so that no node can be
 * stale. Errors: `unauthorized`.
 */
export const authenticateBearer = async (
  { store, clock, settings }: Deps,
  header: string | undefined,
): Promise<Bearer> => {
  const token = /^bearer[ \t]+(\S+)[ \t]*$/i.exec(header ?? '')?.[1]
  if (token === undefined) {
    throw new ApiError('unauthorized', 'Authorization header must use the format "Bearer <token>".')
  }
  if (!isWellFormedToken(token)) throw new InvalidTokenError()
  const digest = digestOf(token)
  return contend(async () => {
    const found = await store.grants.findToken(digest)
    const now = clock()
    if (found?.kind !== 'access' || !isLive(found, now, settings.lifetimes))
      throw new InvalidTokenError()
    if (isForbiddenTest(settings, found.party)) throw new InvalidTokenError()
    const { grant } = found
    if (grant.sealedPair !== null) {
      return (await store.grants.markPairUsed(grant, now)) ? found : undefined
    }
    if (now - (grant.lastUsedAt ?? 0) > TOUCH_INTERVAL) {
      // Losing this write loses a minute of "last used"; it must not fail or delay the call.
      store.grants.touch(grant.grantId, now).catch(() => {})
    }
    return found
  })
}

/**
 * Finds the integration of an `Authorization: Basic` header (RFC 6749 §2.3.1), trying every way in which clients
 * encode the pair. Errors: `invalid_client`, `test_env_error`.
 */
export const authenticateClient = async (
  { store, settings }: Deps,
  header: string | undefined,
): Promise<Integration> => {
  for (const { clientId, clientSecret } of readingsOfBasic(header)) {
    // An unknown client takes the same query and comparison as a wrong secret.
    const integration = await store.integrations.find(isUuid(clientId) ? dashed(clientId) : NOBODY)
    const given = digestOf(clientSecret)
    const secrets = integration?.secrets ?? [{ digest: digestOf(NOBODY) }]
    const matching = secrets.filter(({ digest }) => equalInConstantTime(digest, given))
    if (!integration || matching.length === 0) continue
    if (isForbiddenTest(settings, integration)) {
      throw new ApiError(
        'test_env_error',
        'This integration belongs to the test environment and cannot be used on a production server.',
      )
    }
    return integration
  }
  throw new ApiError('invalid_client', 'Client authentication failed.')
}

/**
 * Lets the operator of the server in by its admin token; `null`: the API is closed. Errors: `object_not_found` where
 * it is closed, `unauthorized`.
 */
export const authenticateOperator = (
  adminToken: string | null,
  header: string | undefined,
): AuditActor => {
  if (adminToken === null) {
    throw new ApiError(
      'object_not_found',
      'The admin API is closed: this server has no TESSERA_ADMIN_TOKEN.',
    )
  }
  const [, given = ''] = /^bearer[ \t]+(\S+)[ \t]*$/i.exec(header ?? '') ?? []
  if (!equalInConstantTime(sha256(given), sha256(adminToken))) {
    throw new ApiError('unauthorized', 'The admin API needs TESSERA_ADMIN_TOKEN as bearer token.')
  }
  return { kind: 'operator', id: null }
}

/**
 * Lets in what one of the trusted keys signed; `null`: none are trusted. Errors: `object_not_found` where none are,
 * `unauthorized`.
 */
export const authenticateSignature = (
  keys: readonly SigningKey[] | null,
  signed: { readonly keyId: string; readonly signature: string },
  body: Uint8Array,
): AuditActor => {
  if (keys === null) {
    throw new ApiError(
      'object_not_found',
      'Reports of GitHub are not taken: this server has no TESSERA_GITHUB_KEYS.',
    )
  }
  if (!isSigned(keys, signed, body)) {
    throw new ApiError('unauthorized', 'The signature does not match the body and a trusted key.')
  }
  return { kind: 'system', id: null }
}

/** Credentials of test integrations stand in seeds and documents: they never open a production server. */
export const isForbiddenTest = (
  settings: Deps['settings'],
  { environment }: Pick<Integration, 'environment'>,
): boolean => environment === 'test' && settings.environment === 'production'
