import { findUnusedSuccessor, type IssuedToken, isLive, type Lifetimes } from './grant.js'

/** What a revocation request does. `oauth.md` §3 as a function. */
export type RevocationDecision =
  | { readonly kind: 'revoke' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refuse'; readonly message: string }

/**
 * Decides a revocation from what the store knows of the token (undefined: unknown). A dead, expired or unknown token
 * is no error (RFC 7009 §2.2); a live token of another client is refused and the client told so (§2.1). A token that a
 * concurrent or lost refresh has just replaced counts as live, or its successor would outlive the revocation.
 */
export const decideRevocation = (
  token: IssuedToken | undefined,
  integrationId: string,
  now: number,
  lifetimes: Lifetimes,
): RevocationDecision => {
  if (!token || !speaksForItsGrant(token, now, lifetimes)) return { kind: 'nothing' }
  if (token.party.kind === 'internal') {
    return {
      kind: 'refuse',
      message:
        'The token of an internal integration cannot be revoked here. Rotate it in the dashboard.',
    }
  }
  if (token.party.integrationId !== integrationId) {
    return { kind: 'refuse', message: 'The token was issued to another client.' }
  }
  return { kind: 'revoke' }
}

const speaksForItsGrant = (token: IssuedToken, now: number, lifetimes: Lifetimes): boolean =>
  isLive(token, now, lifetimes) || findUnusedSuccessor(token, now, lifetimes) !== null
