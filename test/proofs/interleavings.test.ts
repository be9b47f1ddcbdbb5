import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { describeOnBothStores, type StoreKind } from '../support/server.js'
import { type Combination, pairs, threes } from './interleavings/actors.js'
import type { Opening } from './interleavings/lane.js'
import { proveAll, proveOne, proveSample, type Tally } from './interleavings/prove.js'
import { parseReplay, replayOf } from './interleavings/replay.js'
import type { Run } from './interleavings/run.js'
import { sabotages } from './interleavings/sabotage.js'
import { storyOf } from './interleavings/story.js'
import { openPostgresTrack, openSqliteTrack, type Track } from './interleavings/track.js'

const openTrack = async (kind: StoreKind, opening: Opening = (db) => db): Promise<Track> =>
  kind === 'sqlite'
    ? openSqliteTrack('test', opening)
    : openPostgresTrack(inject('postgresUrl') ?? '', 'test', opening)

const expectKept = (kind: StoreKind, tally: Tally): void => {
  expect(tally.failures.map((failure) => storyOf(kind, failure)).join('\n\n')).toBe('')
  expect(tally).toMatchObject({ survivors: 0, collateral: 0, answers: 0 })
}

/** The long form is `npm run prove:interleavings -- --threes`. */
describeOnBothStores('whatever the order of statements', (kind) => {
  const lanes = kind === 'sqlite' ? 1 : 4
  let track: Track
  beforeAll(async () => {
    track = await openTrack(kind)
  })
  afterAll(() => track.close())

  test('two requests keep every promise', { timeout: 300_000 }, async () => {
    const tally = await proveAll(track, pairs(), 'reduced', { lanes })
    expect(tally.combinations).toBe(pairs().length)
    expect(tally.schedules).toBeGreaterThan(800)
    expectKept(kind, tally)
  })

  test('so do three, in a sample of orders', { timeout: 300_000 }, async () => {
    const every = kind === 'sqlite' ? 2 : 5
    const some = threes().filter((_, n) => n % every === 0)
    const tally = await proveSample(track, some, { schedules: 1, seed: 7 }, { lanes })
    expect(tally.schedules).toBe(some.length)
    expectKept(kind, tally)
  })
})

/** What the requests of a run were answered with. */
const outcomeOf = ({ trace }: Run): string =>
  trace.calls
    .map(
      ({ actor, operation, answer }) => `${actor} ${operation} ${answer?.status} ${answer?.active}`,
    )
    .sort()
    .join(', ')

describe('the proof', () => {
  const combination = (scene: string, first: string, second: string): Combination =>
    parseReplay(`sqlite / ${scene} / ${first} & ${second} / a1`).combination

  test.each([
    combination('consented', 'redeem', 'redeem'),
    combination('redeemed', 'refresh', 'revoke refresh'),
    combination('refreshed', 'replay', 'use'),
  ])('loses no outcome by the reduction', { timeout: 120_000 }, async (one) => {
    const track = await openTrack('sqlite')
    const outcomes = { 'every schedule': new Set<string>(), reduced: new Set<string>() }
    for (const reduction of ['every schedule', 'reduced'] as const) {
      const progress = (_: Tally, done: Run | undefined) => {
        if (done) outcomes[reduction].add(outcomeOf(done))
      }
      await proveAll(track, [one], reduction, { lanes: 1, progress })
    }
    await track.close()
    expect(outcomes['every schedule'].size).toBeGreaterThan(1)
    expect(outcomes.reduced).toEqual(outcomes['every schedule'])
  })

  const findsBreak = async (kind: StoreKind, name: string): Promise<void> => {
    const sabotage = sabotages[name]
    const track = await openTrack(kind, sabotage?.opening)
    const tally = await proveAll(track, pairs(), 'reduced', {
      lanes: kind === 'sqlite' ? 1 : 4,
      stopsAfter: sabotage?.finds,
    })
    await track.close()
    expect(tally[sabotage?.finds ?? 'survivors']).toBeGreaterThan(0)
    expect(tally.failures.map((failure) => storyOf(kind, failure)).join()).toContain('--replay')
  }

  test.each(Object.keys(sabotages))(
    'finds on SQLite what comes of %s',
    { timeout: 120_000 },
    (name) => findsBreak('sqlite', name),
  )

  test.skipIf(inject('postgresUrl') === null)(
    'finds on PostgreSQL what comes of a revoke that can lose',
    { timeout: 120_000 },
    () => findsBreak('postgres', 'revoke-by-version'),
  )

  test('runs a schedule again as it was told', { timeout: 120_000 }, async () => {
    const track = await openTrack('sqlite', sabotages['no-hand-over']?.opening)
    const found = await proveAll(track, pairs(), 'reduced', { lanes: 1, stopsAfter: 'survivors' })
    const [failure] = found.failures
    if (!failure) throw new Error('there is no failure')
    const { combination: one, schedule } = parseReplay(replayOf('sqlite', failure))
    const again = await proveOne(track, one, schedule)
    await track.close()
    expect(again.failures.map((told) => storyOf('sqlite', told))).toEqual([
      storyOf('sqlite', failure),
    ])
  })
})
