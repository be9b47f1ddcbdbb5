import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FullAt, giveBack, nextAt, perSecond, type Rate, spend } from './rate.js'

const START = 1_790_000_000_000

const rates = fc.record({
  burst: fc.integer({ min: 1, max: 50 }),
  interval: fc.integer({ min: 1, max: 90_000_000 }),
})

/** Times of requests, in milliseconds, close together and far apart. */
const times = fc
  .array(fc.oneof(fc.constant(0), fc.integer({ max: 30, min: 0 }), fc.nat(100_000)), {
    minLength: 1,
    maxLength: 200,
  })
  .map((gaps) => {
    let now = START
    return gaps.map((gap) => {
      now += gap
      return now
    })
  })

/** The times at which requests passed. */
const passed = (rate: Rate, asked: readonly number[]): number[] => {
  let fullAt: FullAt
  return asked.filter((now) => {
    if (nextAt(rate, fullAt, now) > now) return false
    fullAt = spend(rate, fullAt, now)
    return true
  })
}

describe('a rate', () => {
  it('lets no more than its burst and its rate pass in any window', () => {
    fc.assert(
      fc.property(rates, times, (rate, asked) => {
        const at = passed(rate, asked)
        at.forEach((from, first) => {
          at.slice(first).forEach((to, more) => {
            const allowed = rate.burst + Math.floor(((to - from) * 1000) / rate.interval)
            expect(more + 1).toBeLessThanOrEqual(allowed)
          })
        })
      }),
      { numRuns: 300 },
    )
  })

  it('names the very millisecond at which the next one passes', () => {
    fc.assert(
      fc.property(rates, times, (rate, asked) => {
        let fullAt: FullAt
        for (const now of asked) {
          const at = nextAt(rate, fullAt, now)
          expect(nextAt(rate, fullAt, at)).toBeLessThanOrEqual(at)
          if (at > now) expect(nextAt(rate, fullAt, at - 1)).toBeGreaterThan(at - 1)
          else fullAt = spend(rate, fullAt, now)
        }
      }),
    )
  })

  it('lets the whole burst pass at once, and again once it has had the time', () => {
    fc.assert(
      fc.property(rates, (rate) => {
        const burst = Array.from({ length: rate.burst + 1 }, () => START)
        const later = START + Math.ceil((rate.burst * rate.interval) / 1000)
        expect(passed(rate, [...burst, ...burst.map(() => later)])).toHaveLength(2 * rate.burst)
      }),
    )
  })

  it('is as before when one is put back', () => {
    fc.assert(
      fc.property(rates, times, (rate, asked) => {
        let fullAt: FullAt
        for (const now of asked) {
          const at = nextAt(rate, fullAt, now)
          if (at > now) continue
          const spent = spend(rate, fullAt, now)
          expect(nextAt(rate, giveBack(rate, spent), now)).toBe(at)
          fullAt = spent
        }
      }),
    )
  })

  it('locks nobody out for longer than one interval when the clock is set back', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 0, max: START }), (rate, back) => {
        let fullAt: FullAt
        for (let taken = 0; taken < rate.burst; taken += 1) fullAt = spend(rate, fullAt, START)
        const now = START - back
        expect(nextAt(rate, fullAt, now) - now).toBeLessThanOrEqual(Math.ceil(rate.interval / 1000))
      }),
    )
  })

  it.each([
    [3, 333_333],
    [100, 10_000],
    [9999, 100],
  ])('of %i a second is one in %i microseconds', (count, interval) => {
    expect(perSecond(count, 1)).toEqual({ burst: 1, interval })
  })
})
