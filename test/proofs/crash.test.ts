import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { findPostgresBinaries } from '../support/postgres-binaries.js'

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))
const built = pathOf('../../dist/cli/main.js')
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
  if (!existsSync(built)) throw new Error('The server is not built. Run: npm run build')
  const child = spawn(process.execPath, [pathOf('./crash.mjs'), '--json', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
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
