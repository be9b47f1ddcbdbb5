import type { Capability } from '../../contract/capabilities.js'

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
  /** The newest pair whose answer may be on its way. Behind `generation` while a refresh is about to answer. */
  readonly handedOver: number
  /** The party's epoch under which the person consented. */
  readonly epoch: number
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
  /** Grows when all grants of the integration, the workspace or the owner are revoked at once. */
  readonly epoch: number
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

/** Did the grant end, by itself, with its integration, or with all grants of its party? Final. */
export const hasEnded = ({ grant, party }: Pick<IssuedToken, 'grant' | 'party'>): boolean =>
  grant.revokedAt !== null || party.integrationDeletedAt !== null || grant.epoch !== party.epoch

/** Does this token open anything now? */
export const isLive = (token: IssuedToken, now: number, lifetimes: Lifetimes): boolean =>
  token.generation === token.grant.generation &&
  !hasEnded(token) &&
  !hasExpired(token, now, lifetimes)

/**
 * May this token still end its grant? A live one, or one whose successor has not been handed over: that refresh and
 * this revocation are concurrent, and the revocation wins.
 */
export const canRevoke = (token: IssuedToken, now: number, lifetimes: Lifetimes): boolean =>
  token.generation >= token.grant.handedOver &&
  !hasEnded(token) &&
  !hasExpired(token, now, lifetimes)

/** The sealed pair that replaced this token's, while nobody has used it. */
export const findUnusedSuccessor = (token: IssuedToken): string | null => {
  const { grant, generation } = token
  return generation === grant.generation - 1 && !hasEnded(token) ? grant.sealedPair : null
}

/** The same while it may still be fetched: its client may have lost the answer. */
export const findLostSuccessor = (
  token: IssuedToken,
  now: number,
  lifetimes: Lifetimes,
): string | null => {
  const withinWindow = now < (token.grant.rotatedAt ?? 0) + lifetimes.replayWindow
  return withinWindow ? findUnusedSuccessor(token) : null
}

const hasExpired = (token: IssuedToken, now: number, lifetimes: Lifetimes): boolean => {
  const lifetime = token.kind === 'access' ? lifetimes.accessToken : lifetimes.refreshToken
  return lifetime !== undefined && token.party.kind === 'public' && now >= token.issuedAt + lifetime
}
