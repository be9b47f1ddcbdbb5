import { ApiError } from '../../contract/errors.js'
import type { Endpoints, Input } from '../../contract/index.js'
import type { Integration } from '../../domain/integrations/integration.js'
import { digestOf } from '../../domain/oauth/credential.js'
import type { Grant } from '../../domain/oauth/grant.js'
import { decideRedemption } from '../../domain/oauth/redemption.js'
import { decideRefresh } from '../../domain/oauth/refresh.js'
import { openPair, sealPair } from '../../domain/oauth/sealed-pair.js'
import { contend } from '../contend.js'
import type { Call } from '../deps.js'
import { occasionOf } from '../occasion.js'
import type { Operation } from '../operation.js'
import { mintPair, storedForm } from './mint-pair.js'
import { presentTokenPair } from './present.js'

type TokenRequest = Input<Endpoints['oauthToken']>['body']

/** Bytes of the nonce that seals a pair. */
const NONCE_ENTROPY = 12

/**
 * Redeems an authorization code or refreshes a pair. Errors: `invalid_request`, `invalid_grant`,
 * `unsupported_grant_type`. Notion: reference/create-a-token; RFC 6749 §4.1.3, §6.
 */
export const oauthToken: Operation<'oauthToken'> = (call, integration, { body }) => {
  switch (body.grant_type) {
    case 'authorization_code':
      return redeem(call, integration, body)
    case 'refresh_token':
      return refresh(call, integration, body)
    default:
      throw new ApiError(
        'unsupported_grant_type',
        'body failed validation: body.grant_type should be `"authorization_code"` or `"refresh_token"`.',
      )
  }
}

const redeem = (call: Call, { integrationId }: Integration, body: TokenRequest) => {
  const { store, settings } = call
  const code = required(body.code, 'code')
  const request = {
    integrationId,
    redirectUri: body.redirect_uri,
    codeVerifier: body.code_verifier,
  }
  return contend(async () => {
    const found = await store.grants.findCode(digestOf(code))
    const occasion = occasionOf(call, { kind: 'client', id: integrationId })
    const decision = decideRedemption(found, request, occasion.at, settings.lifetimes)
    if (decision.kind === 'refuse' || !found) throw invalidGrant(decision)
    const { grant, party, bot } = found
    if (decision.kind === 'revoke') {
      await store.grants.revoke(grant.grantId, 'code_replayed', occasion)
      throw invalidGrant(decision)
    }
    const pair = mintPair(call)
    const won = await store.grants.redeem(grant, storedForm(pair), occasion)
    return won ? presentTokenPair(pair, bot, party.capabilities) : undefined
  })
}

/**
 * Rotates in two commits: the pair is written, then handed over, if the grant is still alive, and only then answered.
 * A revocation that presents the former pair in between is concurrent with this refresh and ends the grant.
 */
const refresh = (call: Call, { integrationId }: Integration, body: TokenRequest) => {
  const { store, random, settings } = call
  const refreshToken = required(body.refresh_token, 'refresh_token')
  return contend(async () => {
    const found = await store.grants.findToken(digestOf(refreshToken))
    const occasion = occasionOf(call, { kind: 'client', id: integrationId })
    const decision = decideRefresh(found, integrationId, occasion.at, settings.lifetimes)
    if (decision.kind === 'refuse' || !found) throw invalidGrant()
    const { grant, party, bot } = found
    if (decision.kind === 'revoke') {
      await store.grants.revoke(grant.grantId, 'refresh_token_replayed', occasion)
      throw invalidGrant()
    }
    if (decision.kind === 'repeat') {
      if (grant.handedOver < grant.generation) await handOver(call, grant, grant.generation)
      const same = openPair(decision.sealedPair, refreshToken, grant.grantId)
      return presentTokenPair(same, bot, party.capabilities)
    }
    const pair = mintPair(call)
    const sealed = sealPair(pair, refreshToken, grant.grantId, random(NONCE_ENTROPY))
    if (!(await store.grants.rotate(grant, storedForm(pair), sealed, occasion))) return undefined
    await handOver(call, grant, grant.generation + 1)
    return presentTokenPair(pair, bot, party.capabilities)
  })
}

/** To read and decide again instead would take this request's own, now spent, token for a replay. */
const handOver = async ({ store }: Call, { grantId }: Grant, generation: number): Promise<void> => {
  if (!(await store.grants.handOver(grantId, generation))) throw invalidGrant()
}

const required = (value: string | undefined, name: string): string => {
  if (value !== undefined) return value
  throw new ApiError(
    'invalid_request',
    `body failed validation: body.${name} should be defined, instead was \`undefined\`.`,
  )
}

const invalidGrant = (refusal: object = {}): ApiError =>
  new ApiError(
    'invalid_grant',
    'message' in refusal ? String(refusal.message) : 'Invalid refresh token.',
  )
