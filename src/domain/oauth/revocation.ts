import { canRevoke, findUnusedSuccessor, type IssuedToken, type Lifetimes } from './grant.js'

/** What a revocation request does. */
export type RevocationDecision =
  | { readonly kind: 'revoke' }
  /** A spent refresh token that could still fetch the pair that replaced it: it must not, the pair lives on. */
  | { readonly kind: 'end-replay' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refuse'; readonly message: string }

/**
 * Decides a revocation from what the store knows of the token (undefined: unknown). A dead, expired or unknown token
 * is no error (RFC 7009 §2.2); a live token of another client is refused and the client told so (§2.1).
 */
export const decideRevocation = (
  token: IssuedToken | undefined,
  integrationId: string,
  now: number,
  lifetimes: Lifetimes,
): RevocationDecision => {
  if (!token) return { kind: 'nothing' }
  if (!canRevoke(token, now, lifetimes)) {
    // Not asked by the clock: on a node whose clock is behind the window may still be open.
    const replayable =
      token.kind === 'refresh' &&
      token.party.integrationId === integrationId &&
      findUnusedSuccessor(token) !== null
    return { kind: replayable ? 'end-replay' : 'nothing' }
  }
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
