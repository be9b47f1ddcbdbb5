import { hasEnded, type IssuedToken, isLive, type Lifetimes } from '../oauth/grant.js'

/** What a token was when it turned up where everybody can read it. */
export type LeakedState = 'live' | 'spent' | 'expired' | 'ended'

/**
 * Judges a leaked token. Its grant must end unless it has: a spent or expired token opens nothing by itself, but who
 * kept it where it leaked from has its successors in the same place (as RFC 9700 §4.14.2 takes a spent refresh token).
 */
export const decideLeak = (
  token: IssuedToken,
  now: number,
  lifetimes: Lifetimes,
): { readonly state: LeakedState; readonly mustRevoke: boolean } => {
  if (hasEnded(token)) return { state: 'ended', mustRevoke: false }
  if (isLive(token, now, lifetimes)) return { state: 'live', mustRevoke: true }
  const isSpent = token.generation < token.grant.generation
  return { state: isSpent ? 'spent' : 'expired', mustRevoke: true }
}
