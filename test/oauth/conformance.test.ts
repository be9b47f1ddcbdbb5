import { describe, expect, inject, test } from 'vitest'
import { runProof } from '../proofs/run-proof.js'
import { createDatabase } from '../support/postgres.js'

const short = ['--json', '--rounds', '6', '--parallel', '8']

type Result = { readonly id: string; readonly result: 'pass' | 'fail' | 'skip' }

const prove = (...args: string[]) => runProof('conformance.mjs', ...short, ...args)

const expectAllToPass = async (...args: string[]): Promise<void> => {
  const { code, printed } = await prove(...args)
  const results = JSON.parse(printed) as Result[]
  expect(results.filter(({ result }) => result !== 'pass')).toEqual([])
  expect(results.length).toBeGreaterThan(150)
  expect(code).toBe(0)
}

describe.concurrent('the conformance suite', { timeout: 120_000 }, () => {
  test('finds nothing wrong on SQLite', () => expectAllToPass())

  const postgresUrl = inject('postgresUrl')
  test.skipIf(postgresUrl === null)('finds nothing wrong on PostgreSQL', async () => {
    const database = await createDatabase(postgresUrl ?? '')
    try {
      await expectAllToPass('--database-url', database.url)
    } finally {
      await database.drop()
    }
  })

  test.each(['answers 200 and revokes a moment later', 'searches only where the hint points'])(
    'catches a server that %s',
    async (sabotage) => {
      const { code, printed } = await prove('--sabotage', sabotage, '--only', 'revoke-')
      expect(JSON.parse(printed)).toMatchObject({ name: sabotage, caught: true, missed: [] })
      expect(code).toBe(0)
    },
  )
})
