import type { FastifyBaseLogger } from 'fastify'
import { ApiError } from '../../contract/errors.js'
import { type LimitName, type LimitSettings, ratesOf } from '../../domain/limits/limits.js'
import type { Clock } from '../../ports/clock.js'
import { type Buckets, createBuckets } from './buckets.js'

/** Every limit of this node. Keys are what a limit counts by: an address, a client, an account. */
export type Limiter = {
  /** Whole seconds until the next one of the key passes; undefined: it passes now. A refusal is counted and told. */
  waitFor(limit: LimitName, key: string): number | undefined
  passes(limit: LimitName, key: string): boolean
  /** Errors: `rate_limited` if the next one of the key does not pass now. */
  require(limit: LimitName, key: string): void
  spend(limit: LimitName, key: string): void
  giveBack(limit: LimitName, key: string): void
}

export type LimiterOutside = {
  readonly clock: Clock
  readonly logger: Pick<FastifyBaseLogger, 'warn'>
  readonly countRefusal: (limit: LimitName) => void
}

/** One log line a minute for each key. */
const TOLD = { burst: 1, interval: 60_000_000 }

export const createLimiter = (settings: LimitSettings, outside: LimiterOutside): Limiter => {
  const { clock, logger, countRefusal } = outside
  const buckets = Object.fromEntries(
    Object.entries(ratesOf(settings)).map(([name, rate]) => [name, createBuckets(rate, clock)]),
  ) as Record<LimitName, Buckets>
  const told = createBuckets(TOLD, clock)

  const waitFor = (limit: LimitName, key: string): number | undefined => {
    const at = buckets[limit].nextAt(key)
    if (at === undefined) return undefined
    countRefusal(limit)
    const line = `${limit} ${key}`
    if (told.nextAt(line) === undefined) {
      told.spend(line)
      logger.warn({ limit, key }, 'over the limit')
    }
    return Math.max(1, Math.ceil((at - clock()) / 1000))
  }

  return {
    waitFor,
    passes: (limit, key) => buckets[limit].nextAt(key) === undefined,
    require(limit, key) {
      const wait = waitFor(limit, key)
      if (wait !== undefined) throw rateLimited(wait)
    },
    spend: (limit, key) => buckets[limit].spend(key),
    giveBack: (limit, key) => buckets[limit].giveBack(key),
  }
}

/** Notion: reference/request-limits. */
const rateLimited = (retryAfter: number): ApiError =>
  new ApiError(
    'rate_limited',
    'You have been rate limited. Please try again in a few minutes.',
    undefined,
    retryAfter,
  )
