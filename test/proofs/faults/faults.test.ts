import { expect, test } from 'vitest'
import { findPostgresBinaries } from '../../support/postgres-binaries.js'
import { runProof } from '../run-proof.js'

type Tally = {
  readonly fault: string
  readonly injected: number
  readonly falseAnswers: number
  readonly complaints: readonly string[]
}

const inject = async (...args: string[]): Promise<{ code: number; tallies: Tally[] }> => {
  const { code, printed } = await runProof('faults/faults.mjs', '--json', ...args)
  return { code, tallies: printed === '' ? [] : JSON.parse(printed) }
}

const stores = [
  { store: 'sqlite', kinds: 3, hasStore: true },
  { store: 'postgres', kinds: 20, hasStore: findPostgresBinaries() !== undefined },
]

for (const { store, kinds, hasStore } of stores) {
  test
    .skipIf(!hasStore)
    .concurrent(
      `whatever fails between a server and its ${store}, every answer is true`,
      { timeout: 180_000 },
      async ({ expect }) => {
        // A SQLite run may have one kind more, where the machine allows to mount a small disk.
        const { code, tallies } = await inject(
          '--store',
          store,
          '--faults',
          String(3 * (kinds + 1)),
        )
        expect(tallies.length).toBeGreaterThanOrEqual(kinds)
        for (const { fault, injected, complaints } of tallies) {
          expect(complaints, fault).toEqual([])
          expect(injected, fault).toBeGreaterThanOrEqual(3)
        }
        expect(code).toBe(0)
      },
    )
}

test('a server that believes every write to be done is caught', { timeout: 120_000 }, async () => {
  const { code, tallies } = await inject('--store', 'sqlite', '--faults', '12', '--sabotage')
  expect(code).toBe(1)
  expect(tallies.reduce((sum, { falseAnswers }) => sum + falseAnswers, 0)).toBeGreaterThan(0)
})
