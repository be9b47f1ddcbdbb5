import { findLostSuccessor, hasEnded, type IssuedToken, isLive, type Lifetimes } from './grant.js'

/** What a refresh request does. */
export type RefreshDecision =
  /** The token is the newest: mint the next pair. */
  | { readonly kind: 'rotate' }
  /** The answer was lost and nothing of the new pair was used: give the same pair again. */
  | { readonly kind: 'repeat'; readonly sealedPair: string }
  /** A spent token came back: theft. The grant dies. */
  | { readonly kind: 'revoke' }
  | { readonly kind: 'refuse' }

/**
 * Decides a refresh. A spent token is honoured only for the generation before the newest, within the replay window
 * and before the new pair was used; any other return of a spent token is a replay (RFC 9700 §4.14.2).
 */
export const decideRefresh = (
  token: IssuedToken | undefined,
  integrationId: string,
  now: number,
  lifetimes: Lifetimes,
): RefreshDecision => {
  if (token?.kind !== 'refresh' || token.party.integrationId !== integrationId) {
    return { kind: 'refuse' }
  }
  if (isLive(token, now, lifetimes)) return { kind: 'rotate' }
  if (hasEnded(token) || token.generation === token.grant.generation) return { kind: 'refuse' }
  const sealedPair = findLostSuccessor(token, now, lifetimes)
  return sealedPair === null ? { kind: 'revoke' } : { kind: 'repeat', sealedPair }
}
