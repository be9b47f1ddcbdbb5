import { ApiError } from '../../contract/errors.js'
import { digestOf } from '../../domain/oauth/credential.js'
import { decideRevocation } from '../../domain/oauth/revocation.js'
import { contend } from '../contend.js'
import type { OneStep, Operation } from '../operation.js'

/**
 * Ends the grant of a token: the access token, the refresh token and every descendant, at once and for good.
 * Answers only after the durable commit. Errors: `unauthorized_client`.
 * Notion: reference/revoke-token; RFC 7009 §2.
 */
export const oauthRevoke: Operation<'oauthRevoke'> = (
  { store, clock, settings },
  { integrationId },
  { body },
) =>
  contend(async () => {
    const token = await store.grants.findToken(digestOf(body.token))
    const now = clock()
    const decision = decideRevocation(token, integrationId, now, settings.lifetimes)
    if (decision.kind === 'refuse') throw new ApiError('unauthorized_client', decision.message)
    if (decision.kind === 'nothing' || !token) return {}
    if (decision.kind === 'end-replay') {
      return (await store.grants.markPairUsed(token.grant, now)) ? {} : undefined
    }
    // It was live when this request read it, so its grant ends, even if a refresh has replaced it since.
    await store.grants.revoke(token.grant.grantId, 'token_revoked', now)
    return {}
  })

/** The client proves itself and names a live token of its own: one conditional write says it all. */
export const revokeInOneStep: OneStep<'oauthRevoke'> = async (
  { store, clock, settings },
  claimant,
  { body },
) => {
  const now = clock()
  const { accessToken, refreshToken } = settings.lifetimes
  const revoked = await store.grants.revokeOfClient(
    { ...claimant, tokenDigest: digestOf(body.token) },
    { access: cutoff(now, accessToken), refresh: cutoff(now, refreshToken) },
    settings.environment === 'production' ? 'live' : 'all',
    now,
  )
  return revoked ? {} : undefined
}

/** Tokens issued at this time or before are expired. */
const cutoff = (now: number, lifetime: number | undefined): number =>
  lifetime === undefined ? -1 : now - lifetime
