import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { CAPACITY, createBuckets } from './buckets.js'

const rate = { burst: 5, interval: 60_000_000 }

describe('buckets', () => {
  it('keep keys apart', () => {
    const buckets = createBuckets(rate, () => 1_000_000)
    for (let taken = 0; taken < 5; taken += 1) buckets.spend('a')
    expect(buckets.nextAt('a')).toBe(1_060_000)
    expect(buckets.nextAt('b')).toBeUndefined()
    buckets.giveBack('a')
    expect(buckets.nextAt('a')).toBeUndefined()
  })

  it('forget a bucket that is full again once everything was put back', () => {
    const buckets = createBuckets(rate, () => 1_000_000)
    buckets.spend('a')
    expect(buckets.size).toBe(1)
    buckets.giveBack('a')
    buckets.giveBack('a')
    expect(buckets.size).toBe(0)
  })

  it('forget no key at its limit for a flood of new ones', () => {
    let now = 1_000_000
    const buckets = createBuckets(rate, () => now, 1000)
    const limited = Array.from({ length: 249 }, (_, index) => `limited ${index}`)
    for (const key of limited) for (let taken = 0; taken < 5; taken += 1) buckets.spend(key)
    for (let flood = 0; flood < 100_000; flood += 1) {
      buckets.spend(`flood ${flood}`)
      if (flood % 10_000 === 0) now += 100
    }
    expect(buckets.size).toBeLessThanOrEqual(1000)
    expect(limited.filter((key) => buckets.nextAt(key) === undefined)).toEqual([])
  })

  it('forget a key at its limit only for as many others that came to theirs after it', () => {
    const buckets = createBuckets(rate, () => 1_000_000, 16)
    const limit = (key: string) => {
      for (let taken = 0; taken < 5; taken += 1) buckets.spend(key)
    }
    limit('a')
    for (const key of ['b', 'c', 'd', 'e', 'f', 'g']) limit(key)
    expect(buckets.nextAt('a')).toBe(1_060_000)
    limit('h')
    expect(['a', 'b', 'c', 'd', 'e'].map((key) => buckets.nextAt(key))).toEqual([
      ...[1, 2, 3, 4].map(() => undefined),
      1_060_000,
    ])
  })

  it('count a key on when it comes back from its limit', () => {
    let now = 1_000_000
    const buckets = createBuckets(rate, () => now, 8)
    for (let taken = 0; taken < 5; taken += 1) buckets.spend('a')
    now += 120_000
    buckets.spend('a')
    expect(buckets.nextAt('a')).toBeUndefined()
    expect(buckets.size).toBe(1)
    buckets.spend('a')
    expect(buckets.nextAt('a')).toBe(now + 60_000)
    expect(buckets.size).toBe(1)
  })

  it.each([
    ['fresh', 1_000_000, 1],
    ['at their limit', 200_000, 5],
  ])('stay small under a flood of random keys, %s', (_, keys, each) => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const buckets = createBuckets(rate, Date.now)
    collect()
    const before = process.memoryUsage().heapUsed
    for (let key = 0; key < keys; key += 1) {
      const name = `2001:db8:${key.toString(16)}:${(key % 65_536).toString(16)}::/64`
      for (let taken = 0; taken < each; taken += 1) buckets.spend(name)
    }
    collect()
    const grown = (process.memoryUsage().heapUsed - before) / 2 ** 20
    expect(buckets.size).toBeGreaterThanOrEqual(CAPACITY / 4)
    expect(buckets.size).toBeLessThanOrEqual(CAPACITY)
    expect(grown).toBeLessThan(8)
  })
})
