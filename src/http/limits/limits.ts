import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify'
import type { Endpoint } from '../../contract/index.js'
import type { LimitName, LimitSettings } from '../../domain/limits/limits.js'
import { isLoopback, networkOf, plainAddress } from '../../lib/network.js'
import { createClientLimits } from './client-limits.js'
import { createLimiter, type LimiterOutside } from './limiter.js'

/** What stands before the OAuth endpoints, signing in, consenting and, if the operator wants it, the API. */
export type Limits = {
  /** Hook of a client endpoint. Errors: `rate_limited`. */
  admitClient(lane: Endpoint['lane']): onRequestHookHandler
  /** Hook of a form on the web. Errors: `rate_limited`. */
  readonly admitForm: onRequestHookHandler
  /** The client of this request is who it says. */
  prove(request: FastifyRequest): void
  /** Watches a client being authenticated. */
  watch<T>(request: FastifyRequest, authentication: Promise<T>): Promise<T>
  /** Errors: `rate_limited`. */
  admitBot(botId: string): void
  /** Takes an attempt to sign in to an account; `browser` is one in which that account was signed in before. */
  beginSignIn(request: FastifyRequest, account: string, browser: string | undefined): SignInAttempt
}

export type SignInAttempt =
  /** Seconds to wait. */
  | { readonly kind: 'wait'; readonly seconds: number }
  /** Call `forget` unless a wrong password was given. */
  | { readonly kind: 'go'; forget(): void }

export const createLimits = (
  app: FastifyInstance,
  settings: LimitSettings,
  outside: LimiterOutside,
): Limits => {
  const limiter = createLimiter(settings, outside)
  const clients = createClientLimits(limiter)
  app.decorateRequest('claim', undefined)

  /** Undefined: this request is not counted. */
  const networkBehind = (request: FastifyRequest): string | undefined => {
    if (settings.reach === 'nobody') return undefined
    const address = plainAddress(request.ip)
    if (settings.reach === 'remote' && isLoopback(address)) return undefined
    return networkOf(address)
  }

  /** An account under attack is left a few tries for each address, so that attackers cannot use up its owner's. */
  const strangersLimits = (account: string, network: string): [LimitName, string][] => [
    ['sign-in-address', network],
    limiter.passes('sign-in-account', account)
      ? ['sign-in-account', account]
      : ['sign-in-attacked-account', `${account} ${network}`],
  ]

  return {
    admitClient: (lane) => (request, _reply, done) => {
      const network = networkBehind(request)
      if (network !== undefined) clients.admit(request, network, lane)
      done()
    },
    admitForm(request, _reply, done) {
      const network = networkBehind(request)
      if (network !== undefined) {
        limiter.require('address', network)
        limiter.spend('address', network)
      }
      done()
    },
    prove: clients.prove,
    async watch(request, authentication) {
      try {
        const client = await authentication
        clients.prove(request)
        return client
      } catch (fault) {
        clients.fail(request, fault)
        throw fault
      }
    },
    admitBot(botId) {
      if (settings.apiPerSecond === undefined) return
      limiter.require('api', botId)
      limiter.spend('api', botId)
    },
    beginSignIn(request, account, browser) {
      const network = networkBehind(request)
      if (network === undefined) return { kind: 'go', forget() {} }
      const counted: [LimitName, string][] =
        browser === undefined ? strangersLimits(account, network) : [['sign-in-browser', browser]]
      for (const [limit, key] of counted) {
        const seconds = limiter.waitFor(limit, key)
        if (seconds !== undefined) return { kind: 'wait', seconds }
      }
      for (const [limit, key] of counted) limiter.spend(limit, key)
      return {
        kind: 'go',
        forget() {
          for (const [limit, key] of counted) limiter.giveBack(limit, key)
        },
      }
    },
  }
}
