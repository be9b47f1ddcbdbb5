import type { FastifyRequest } from 'fastify'
import { ApiError } from '../../contract/errors.js'
import type { Endpoint } from '../../contract/index.js'
import { readingsOfBasic } from '../../domain/oauth/basic-credentials.js'
import { sha256 } from '../../lib/digest.js'
import { dashed, isUuid } from '../../lib/uuid.js'
import { CAPACITY } from './buckets.js'
import type { Limiter } from './limiter.js'
import { createShelf } from './shelf.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who a counted request to an OAuth endpoint says it is. */
    claim: Claim | undefined
  }
}

type Claim = {
  /** Empty: the request names no client. */
  readonly clientId: string
  readonly proof: string
  /** The address and the client: what credentials, right and wrong, are remembered by. */
  readonly place: string
}

/**
 * Limits of the OAuth endpoints. Who has proven itself is limited by who it is, everybody else by where it comes from:
 * credentials that were right before are never refused for what a stranger at the same address does.
 */
export type ClientLimits = {
  /** Before anything else. Errors: `rate_limited`. */
  admit(request: FastifyRequest, network: string, lane: Endpoint['lane']): void
  /** The credentials of the request are right. */
  prove(request: FastifyRequest): void
  /** Authentication ended with this fault. */
  fail(request: FastifyRequest, fault: unknown): void
}

export const createClientLimits = (limiter: Limiter): ClientLimits => {
  /** The digest of the credentials that each client proved last at an address. */
  const proven = createShelf<string>(CAPACITY)

  return {
    admit(request, network, lane) {
      const { authorization = '' } = request.headers
      const clientId = claimedClient(authorization)
      const place = `${network} ${clientId}`
      const proof = sha256(authorization)
      request.claim = { clientId, proof, place }
      if (proven.get(place) === proof) {
        const limit = lane === 'revocation' ? 'client-revocations' : 'client'
        limiter.require(limit, clientId)
        limiter.spend(limit, clientId)
        return
      }
      limiter.require('address', network)
      limiter.spend('address', network)
      limiter.require('client-failures', place)
    },
    prove({ claim }) {
      if (!claim || claim.clientId === '' || proven.get(claim.place) === claim.proof) return
      proven.set(claim.place, claim.proof)
    },
    fail({ claim }, fault) {
      if (!claim || !(fault instanceof ApiError) || fault.code !== 'invalid_client') return
      limiter.spend('client-failures', claim.place)
      if (proven.get(claim.place) === claim.proof) proven.delete(claim.place)
    },
  }
}

const claimedClient = (authorization: string): string => {
  for (const { clientId } of readingsOfBasic(authorization)) {
    if (isUuid(clientId)) return dashed(clientId)
  }
  return ''
}
