import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { findPostgresBinaries } from '../support/postgres-binaries.js'

const hasPostgres = findPostgresBinaries() !== undefined
const timeout = 120_000

type Result = {
  readonly changes: number
  readonly found: number
  readonly slipped: readonly string[]
  readonly falseAlarms: number
}

const prove = async (...args: string[]): Promise<{ code: number; result: Result }> => {
  const proof = fileURLToPath(new URL('./audit.mjs', import.meta.url))
  const child = spawn(process.execPath, [proof, '--json', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  const [result] = JSON.parse(printed) as Result[]
  if (!result) throw new Error('there is no result')
  return { code, result }
}

const everyOneFound = { slipped: [], falseAlarms: 0, changes: 300, found: 300 }

test('every change to a trail on SQLite is found', { timeout }, async () => {
  const { code, result } = await prove('--changes', '300', '--store', 'sqlite')
  expect(result).toMatchObject(everyOneFound)
  expect(code).toBe(0)
})

test.skipIf(!hasPostgres)(
  'every change to a trail on PostgreSQL is found',
  { timeout },
  async () => {
    const { code, result } = await prove('--changes', '300', '--store', 'postgres')
    expect(result).toMatchObject(everyOneFound)
    expect(code).toBe(0)
  },
)

test.each(['column', 'chain'])(
  'a trail without its %s lets changes slip',
  { timeout },
  async (piece) => {
    const { code, result } = await prove(
      '--changes',
      '300',
      '--store',
      'sqlite',
      '--sabotage',
      piece,
    )
    expect(result.slipped.length).toBeGreaterThan(0)
    expect(code).toBe(1)
  },
)
