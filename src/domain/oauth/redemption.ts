import { type Grant, type GrantParty, hasEnded, type Lifetimes } from './grant.js'
import { answersChallenge } from './pkce.js'

/** An authorization code as the store knows it, with the grant that it stands for. */
export type IssuedCode = {
  /** The redirect URI that the browser was sent to. */
  readonly redirectUri: string
  /** Whether the authorization URL named it, or left it to the only registered one. */
  readonly redirectUriGiven: boolean
  readonly codeChallenge: string | null
  readonly grant: Grant
  readonly party: GrantParty
}

export type RedemptionRequest = {
  readonly integrationId: string
  readonly redirectUri: string | undefined
  readonly codeVerifier: string | undefined
}

export type RedemptionDecision =
  | { readonly kind: 'redeem' }
  /** The code was used before: the grant dies with everything it gave (RFC 6749 §4.1.2). */
  | { readonly kind: 'revoke'; readonly message: string }
  | { readonly kind: 'refuse'; readonly message: string }

const refuse = (message: string): RedemptionDecision => ({ kind: 'refuse', message })

/** Decides whether a code may be redeemed. A code of another client is as good as unknown. */
export const decideRedemption = (
  code: IssuedCode | undefined,
  request: RedemptionRequest,
  now: number,
  lifetimes: Lifetimes,
): RedemptionDecision => {
  if (!code || code.party.integrationId !== request.integrationId) {
    return refuse('Invalid code.')
  }
  const { grant } = code
  if (hasEnded(code)) {
    return refuse('Invalid code: this code has been revoked.')
  }
  if (grant.generation > 0) {
    return { kind: 'revoke', message: 'Invalid code: this code has been revoked.' }
  }
  if (now >= grant.createdAt + lifetimes.authorizationCode) {
    return refuse('Invalid code: this code has expired.')
  }
  if (code.redirectUriGiven && request.redirectUri === undefined) {
    return refuse('Missing redirect_uri: it stood in the authorization URL, so it must be sent.')
  }
  if (!code.redirectUriGiven && request.redirectUri !== undefined) {
    return refuse('Unexpected redirect_uri: it did not stand in the authorization URL.')
  }
  if (request.redirectUri !== undefined && request.redirectUri !== code.redirectUri) {
    return refuse('Invalid redirect_uri: it differs from the one in the authorization URL.')
  }
  if (!answersChallenge(code.codeChallenge, request.codeVerifier)) {
    return refuse('Invalid code_verifier: it does not answer the code challenge.')
  }
  return { kind: 'redeem' }
}
