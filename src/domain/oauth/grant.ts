import type { Capability } from '../../contract/capabilities.js'

/** Why a grant died. */
export type RevocationReason =
  | 'token_revoked'
  | 'disconnected_by_user'
  | 'code_replayed'
  | 'refresh_token_replayed'
  | 'revoked_by_operator'
  | 'static_token_removed'

/**
 * One authorization: everything that one consent produced. The row of a grant is the only thing that changes in a
 * token's life: tokens are written once and never updated. A token lives while its generation is the grant's own.
 */
export type Grant = {
  readonly grantId: string
  readonly botId: string
  /** Grows by one with every change: each change names the version it was decided upon, so that two cannot both win. */
  readonly version: number
  /** 0 until the code is redeemed; then the number of the newest token pair. */
  readonly generation: number
  readonly createdAt: number
  readonly rotatedAt: number | null
  /** The newest pair, closed under the token it replaced, until one of the pair is used or the window is over. */
  readonly sealedPair: string | null
  readonly lastUsedAt: number | null
  readonly revokedAt: number | null
}

/** The integration and the workspace that a grant belongs to, as far as a token's life depends on them. */
export type GrantParty = {
  readonly integrationId: string
  readonly integrationName: string
  readonly kind: IntegrationKind
  readonly environment: IntegrationEnvironment
  readonly capabilities: readonly Capability[]
  readonly integrationDeletedAt: number | null
  readonly workspaceId: string
  readonly ownerId: string | null
}

export type IntegrationKind = 'public' | 'internal'
export type IntegrationEnvironment = 'live' | 'test'

/** A token as the store knows it, with the grant that it belongs to. */
export type IssuedToken = {
  readonly kind: 'access' | 'refresh'
  readonly generation: number
  readonly issuedAt: number
  readonly grant: Grant
  readonly party: GrantParty
}

/** How long things live, in milliseconds; undefined: for ever. */
export type Lifetimes = {
  readonly authorizationCode: number
  readonly replayWindow: number
  readonly accessToken: number | undefined
  readonly refreshToken: number | undefined
}

export const defaultLifetimes: Lifetimes = {
  authorizationCode: 10 * 60_000,
  replayWindow: 60_000,
  accessToken: undefined,
  refreshToken: undefined,
}

/** Does this token open anything now? */
export const isLive = (token: IssuedToken, now: number, lifetimes: Lifetimes): boolean =>
  token.grant.revokedAt === null &&
  token.party.integrationDeletedAt === null &&
  token.generation === token.grant.generation &&
  !hasExpired(token, now, lifetimes)

/** The sealed pair that replaced this token's a moment ago, if nobody has used it: its client may have lost the answer. */
export const findUnusedSuccessor = (
  { grant, party, generation }: IssuedToken,
  now: number,
  lifetimes: Lifetimes,
): string | null => {
  const dead = grant.revokedAt !== null || party.integrationDeletedAt !== null
  const withinWindow = now < (grant.rotatedAt ?? 0) + lifetimes.replayWindow
  return !dead && withinWindow && generation === grant.generation - 1 ? grant.sealedPair : null
}

const hasExpired = (token: IssuedToken, now: number, lifetimes: Lifetimes): boolean => {
  const lifetime = token.kind === 'access' ? lifetimes.accessToken : lifetimes.refreshToken
  return lifetime !== undefined && token.party.kind === 'public' && now >= token.issuedAt + lifetime
}
