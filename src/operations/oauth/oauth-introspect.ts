import { digestOf } from '../../domain/oauth/credential.js'
import { isLive } from '../../domain/oauth/grant.js'
import type { Operation } from '../operation.js'

/**
 * Says whether a token of this client is alive; of any other token nothing is told, not even that it exists.
 * Notion: reference/introspect-token; RFC 7662 §2.2.
 */
export const oauthIntrospect: Operation<'oauthIntrospect'> = async (
  { store, clock, settings },
  { integrationId },
  { body },
) => {
  const token = await store.grants.findToken(digestOf(body.token))
  const active =
    token !== undefined &&
    token.party.integrationId === integrationId &&
    isLive(token, clock(), settings.lifetimes)
  return active
    ? { active, scope: token.party.capabilities.join(' '), iat: token.issuedAt }
    : { active: false }
}
