import { expect, test } from 'vitest'
import { findPostgresBinaries } from '../support/postgres-binaries.js'
import { runProof } from './run-proof.js'

const hasPostgres = findPostgresBinaries() !== undefined

type Result = {
  readonly store: string
  readonly rounds: number
  readonly crashes: number
  readonly verdict: Readonly<Record<string, number>>
  readonly undoneLater: number
  readonly damage: readonly string[]
}

const crash = async (...args: string[]): Promise<{ code: number; results: Result[] }> => {
  const { code, printed } = await runProof('crash.mjs', '--json', ...args)
  return { code, results: printed === '' ? [] : JSON.parse(printed) }
}

const expectNothingUndone = ({ code, results }: { code: number; results: Result[] }): Result => {
  expect(results).toHaveLength(1)
  const [result] = results
  if (!result) throw new Error('there is no result')
  expect(result.verdict.acknowledged).toBeGreaterThan(0)
  expect(result.verdict).toMatchObject({ undone: 0, broken: 0 })
  expect(result).toMatchObject({ undoneLater: 0, damage: [] })
  expect(code).toBe(0)
  return result
}

test('on SQLite no acknowledged revoke is undone by SIGKILL', { timeout: 120_000 }, async () => {
  const result = expectNothingUndone(await crash('--sqlite', '5', '--postgres', '0'))
  expect(result.rounds).toBe(5)
})

test.skipIf(!hasPostgres)(
  'on PostgreSQL no acknowledged revoke is undone by SIGKILL or a crash of the database',
  { timeout: 120_000 },
  async () => {
    const result = expectNothingUndone(await crash('--sqlite', '0', '--postgres', '3'))
    expect(result).toMatchObject({ rounds: 3, crashes: 1 })
  },
)

test('a server that acknowledges before it commits is caught', { timeout: 120_000 }, async () => {
  const { code, results } = await crash('--sqlite', '3', '--postgres', '0', '--sabotage')
  expect(code).toBe(1)
  expect(results[0]?.verdict.undone).toBeGreaterThan(0)
})
