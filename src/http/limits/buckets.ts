import {
  type FullAt,
  giveBack,
  isFull,
  nextAt,
  type Rate,
  spend,
} from '../../domain/limits/rate.js'
import type { Clock } from '../../ports/clock.js'
import { createShelf } from './shelf.js'

/** The buckets of one limit, one for each key. */
export type Buckets = {
  /** When the next one of this key passes, in milliseconds; undefined: it passes now. */
  nextAt(key: string): number | undefined
  spend(key: string): void
  giveBack(key: string): void
  readonly size: number
}

/** Keys that a limit remembers at most: 4 MB of addresses. */
export const CAPACITY = 40_000

/**
 * Buckets of bounded memory. The empty ones, whose keys are at their limit, lie apart, so that a flood of new keys
 * makes none of them forgotten: whoever wants that must first bring thousands of keys to their limit.
 */
export const createBuckets = (rate: Rate, clock: Clock, capacity = CAPACITY): Buckets => {
  const empty = createShelf<number>(capacity / 2)
  const others = createShelf<number>(capacity / 2)

  const find = (key: string): FullAt => others.get(key) ?? empty.get(key)

  const put = (key: string, fullAt: number, now: number) => {
    const isEmpty = nextAt(rate, fullAt, now) > now
    const [shelf, other] = isEmpty ? [empty, others] : [others, empty]
    other.delete(key)
    if (isFull(fullAt, now)) shelf.delete(key)
    else shelf.set(key, fullAt)
  }

  return {
    nextAt(key) {
      const known = find(key)
      if (known === undefined) return undefined
      const now = clock()
      const at = nextAt(rate, known, now)
      return at > now ? at : undefined
    },
    spend(key) {
      const now = clock()
      put(key, spend(rate, find(key), now), now)
    },
    giveBack(key) {
      const known = find(key)
      if (known !== undefined) put(key, giveBack(rate, known), clock())
    },
    get size() {
      return empty.size + others.size
    },
  }
}
