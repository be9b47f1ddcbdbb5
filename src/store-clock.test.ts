import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { followStore } from './store-clock.js'

const HOUR = 3_600_000
const start = 1_700_000_000_000

beforeEach(() => {
  vi.useFakeTimers({ now: start, toFake: ['Date', 'setInterval', 'clearInterval', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A store whose time is ahead of this machine's, and whose answer takes a while each way. */
const storeAhead = (by: () => number, delay: number) => ({
  async now() {
    vi.advanceTimersByTime(delay)
    const now = Date.now() + by()
    vi.advanceTimersByTime(delay)
    return now
  },
})

test('the time is that of the store, not of the machine', async () => {
  const clock = await followStore(
    storeAhead(() => HOUR, 20),
    Date.now,
  )
  expect(clock()).toBe(Date.now() + HOUR)
  vi.advanceTimersByTime(5000)
  expect(clock()).toBe(Date.now() + HOUR)
})

test('the quickest of several answers tells it', async () => {
  const delays = [300, 2, 400, 100]
  const slowBack = {
    async now() {
      const now = Date.now() + HOUR
      vi.advanceTimersByTime(delays.shift() ?? 0)
      return now
    },
  }
  const clock = await followStore(slowBack, Date.now)
  expect(clock() - Date.now() - HOUR).toBe(-1)
})

test('the time is compared again until it is no longer needed, and kept when the store does not answer', async () => {
  let by = HOUR
  let isAway = false
  const store = {
    now: () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(Date.now() + by)),
  }
  const closing = new AbortController()
  const clock = await followStore(store, Date.now, closing.signal)
  by = 2 * HOUR
  await vi.advanceTimersByTimeAsync(60_000)
  expect(clock()).toBe(Date.now() + 2 * HOUR)
  isAway = true
  await vi.advanceTimersByTimeAsync(60_000)
  expect(clock()).toBe(Date.now() + 2 * HOUR)
  isAway = false
  by = 3 * HOUR
  closing.abort()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(clock()).toBe(Date.now() + 2 * HOUR)
  expect(vi.getTimerCount()).toBe(0)
})

test('at the start a slow answer is better than none, later it changes nothing', async () => {
  let by = HOUR
  const closing = new AbortController()
  const slow = storeAhead(() => by, 600)
  const clock = await followStore(slow, Date.now, closing.signal)
  expect(clock()).toBe(Date.now() + HOUR)
  by = 2 * HOUR
  await vi.advanceTimersByTimeAsync(60_000)
  expect(clock()).toBe(Date.now() + HOUR)
  closing.abort()
})

test('a store that does not tell the time at first is an error', async () => {
  const away = { now: () => Promise.reject(new Error('away')) }
  await expect(followStore(away, Date.now)).rejects.toThrow('away')
})
