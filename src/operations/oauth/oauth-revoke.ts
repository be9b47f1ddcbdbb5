import { ApiError } from '../../contract/errors.js'
import { digestOf } from '../../domain/oauth/credential.js'
import { decideRevocation } from '../../domain/oauth/revocation.js'
import { contend } from '../contend.js'
import { occasionOf } from '../occasion.js'
import type { OneStep, Operation } from '../operation.js'

/**
 * Ends the grant of a token: the access token, the refresh token and every descendant, at once and for good.
 * Answers only after the durable commit. Errors: `unauthorized_client`.
 * Notion: reference/revoke-token; RFC 7009 §2.
 */
export const oauthRevoke: Operation<'oauthRevoke'> = (call, { integrationId }, { body }) =>
  contend(async () => {
    const { grants } = call.store
    const token = await grants.findToken(digestOf(body.token))
    const occasion = occasionOf(call, { kind: 'client', id: integrationId })
    const { lifetimes } = call.settings
    const decision = decideRevocation(token, integrationId, occasion.at, lifetimes)
    if (decision.kind === 'refuse') throw new ApiError('unauthorized_client', decision.message)
    if (decision.kind === 'nothing' || !token) return {}
    if (decision.kind === 'end-replay') {
      return (await grants.endReplay(token.grant, occasion)) ? {} : undefined
    }
    // It was live when this request read it, so its grant ends, even if a refresh has replaced it since.
    await grants.revoke(token.grant.grantId, 'token_revoked', occasion)
    return {}
  })

/** The client proves itself and names a live token of its own: one conditional write says it all. */
export const revokeInOneStep: OneStep<'oauthRevoke'> = async (call, claimant, { body }) => {
  const { store, settings } = call
  const occasion = occasionOf(call, { kind: 'client', id: claimant.clientId })
  const { accessToken, refreshToken } = settings.lifetimes
  const revoked = await store.grants.revokeOfClient(
    { ...claimant, tokenDigest: digestOf(body.token) },
    { access: cutoff(occasion.at, accessToken), refresh: cutoff(occasion.at, refreshToken) },
    settings.environment === 'production' ? 'live' : 'all',
    occasion,
  )
  return revoked ? {} : undefined
}

/** Tokens issued at this time or before are expired. */
const cutoff = (now: number, lifetime: number | undefined): number =>
  lifetime === undefined ? -1 : now - lifetime
