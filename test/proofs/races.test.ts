import { describe, expect, test } from 'vitest'
import { findPostgresBinaries } from '../support/postgres-binaries.js'
import { runProof } from './run-proof.js'

type Result = {
  readonly races: number
  readonly deadlocks: number
  readonly verdict: Readonly<Record<string, number>>
}

const seed = '20250903'

const race = async (...args: string[]): Promise<{ code: number; result: Result }> => {
  const { code, printed } = await runProof('races.mjs', '--json', '--seed', seed, ...args)
  const [result] = JSON.parse(printed) as Result[]
  if (!result) throw new Error('there is no result')
  return { code, result }
}

const stores = [
  { store: 'sqlite', races: 500 },
  ...(findPostgresBinaries() ? [{ store: 'postgres', races: 250 }] : []),
]

describe.each(stores)('races over HTTP ($store)', ({ store, races }) => {
  test('every one ends well', { timeout: 240_000 }, async () => {
    const { code, result } = await race('--store', store, '--races', String(races))
    expect(result).toMatchObject({ races, deadlocks: 0 })
    expect(result.verdict, JSON.stringify(result.verdict)).toMatchObject({
      survivors: 0,
      unexplained: 0,
      honestKills: 0,
      serverErrors: 0,
      replayKills: result.verdict.replays,
    })
    expect(result.verdict.replays).toBeGreaterThan(0)
    expect(code).toBe(0)
  })
})

test.each([
  ['a refresh that writes the grant back', 'revival', 'survivors'],
  ['changes that are not conditional', 'fence', 'unexplained'],
  ['a use that is not written down', 'replay', 'unexplained'],
])('%s is caught', { timeout: 240_000 }, async (_, sabotage, caught) => {
  const args = ['--store', 'sqlite', '--races', '200', '--sabotage', sabotage]
  const { code, result } = await race(...args)
  expect(result.verdict[caught]).toBeGreaterThan(0)
  expect(code).toBe(1)
})
