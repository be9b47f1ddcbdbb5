import type { AuditActor } from '../../domain/audit/entry.js'
import { decideLeak, type LeakedState } from '../../domain/leaks/leak.js'
import type { IssuedToken } from '../../domain/oauth/grant.js'
import type { SecretHolder } from '../../ports/store.js'
import { type Call, newId } from '../deps.js'
import { occasionOf } from '../occasion.js'

/** What the server knows of a leaked credential, and what it did. */
export type Finding =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'client-secret'; readonly integration: SecretHolder }
  | {
      readonly kind: 'token'
      readonly token: IssuedToken
      /** What it was before. */
      readonly state: LeakedState
      /** Did its grant end by this? */
      readonly revoked: boolean
    }

/** Changes asked for at once: enough to share a commit, too few to keep others from a connection for long. */
const AT_ONCE = 50

/**
 * Ends the grant of every token among these digests and says what each one was, in their order. A client secret is
 * only recognised: ending it would cut off everybody who uses the integration. May be repeated.
 */
export const revokeLeaked = async (
  call: Call,
  actor: AuditActor,
  digests: readonly string[],
): Promise<Finding[]> => {
  const { store, clock, settings } = call
  const wanted = [...new Set(digests)]
  const tokens = await store.grants.findTokens(wanted)
  const unknown = wanted.filter((digest) => !tokens.has(digest))
  const secrets = await store.integrations.findBySecrets(unknown)

  const now = clock()
  const judged = new Map(
    [...tokens].map(([digest, token]) => [
      digest,
      { token, ...decideLeak(token, now, settings.lifetimes) },
    ]),
  )
  const condemned = [...judged.values()].filter(({ mustRevoke }) => mustRevoke)
  const ended = await revokeGrants(
    call,
    actor,
    new Set(condemned.map(({ token }) => token.grant.grantId)),
  )
  return digests.map((digest): Finding => {
    const found = judged.get(digest)
    if (found) {
      const { token, state } = found
      return { kind: 'token', token, state, revoked: ended.has(token.grant.grantId) }
    }
    const integration = secrets.get(digest)
    return integration ? { kind: 'client-secret', integration } : { kind: 'unknown' }
  })
}

/** Answers those that ended by this. */
const revokeGrants = async (
  call: Call,
  actor: AuditActor,
  grantIds: ReadonlySet<string>,
): Promise<ReadonlySet<string>> => {
  const waiting = [...grantIds]
  const ended = new Set<string>()
  while (waiting.length > 0) {
    await Promise.all(
      waiting.splice(0, AT_ONCE).map(async (grantId) => {
        const occasion = occasionOf(call, actor, newId(call))
        if (await call.store.grants.revoke(grantId, 'token_leaked', occasion)) ended.add(grantId)
      }),
    )
  }
  return ended
}
