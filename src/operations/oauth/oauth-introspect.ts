import { digestOf } from '../../domain/oauth/credential.js'
import { type IssuedToken, isLive } from '../../domain/oauth/grant.js'
import { isForbiddenTest } from '../authenticate.js'
import type { Deps } from '../deps.js'
import type { OneStep, Operation } from '../operation.js'

/**
 * Says whether a token of this client is alive; of any other token nothing is told, not even that it exists.
 * Notion: reference/introspect-token; RFC 7662 §2.2.
 */
export const oauthIntrospect: Operation<'oauthIntrospect'> = async (
  deps,
  { integrationId },
  { body },
) => {
  const token = await deps.store.grants.findToken(digestOf(body.token))
  return token?.party.integrationId === integrationId ? present(deps, token) : { active: false }
}

/** The client proves itself and names a token of its own. */
export const introspectInOneStep: OneStep<'oauthIntrospect'> = async (deps, claimant, { body }) => {
  const tokenDigest = digestOf(body.token)
  const token = await deps.store.grants.findTokenOfClient({ ...claimant, tokenDigest })
  return token && !isForbiddenTest(deps.settings, token.party) ? present(deps, token) : undefined
}

const present = ({ clock, settings }: Deps, token: IssuedToken) =>
  isLive(token, clock(), settings.lifetimes)
    ? { active: true, scope: token.party.capabilities.join(' '), iat: token.issuedAt }
    : { active: false }
