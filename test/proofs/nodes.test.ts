import { describe, expect, test } from 'vitest'
import { findPostgresBinaries } from '../support/postgres-binaries.js'
import { runProof } from './run-proof.js'

type Result = {
  readonly judgement: Readonly<Record<'survivors' | 'judged' | 'wronglyDead', number>>
  readonly disturbances: Readonly<Record<string, number>>
  readonly failedCalm: number
}

const run = async (...args: string[]): Promise<{ code: number; result: Result }> => {
  const { code, printed } = await runProof('nodes.mjs', '--json', '--seed', '20250903', ...args)
  return { code, result: JSON.parse(printed) as Result }
}

describe.skipIf(!findPostgresBinaries())('three nodes whose clocks disagree', () => {
  test('none is behind, whatever happens to them', { timeout: 240_000 }, async () => {
    const { code, result } = await run('--requests', '3000', '--disturb', 'pause,restart')
    expect(result.judgement, JSON.stringify(result)).toMatchObject({ survivors: 0, wronglyDead: 0 })
    expect(result.judgement.judged).toBeGreaterThan(100)
    expect(result.disturbances.pause).toBeGreaterThan(0)
    expect(result.disturbances.restart).toBeGreaterThan(0)
    expect(result.failedCalm).toBe(0)
    expect(code).toBe(0)
  })

  test('one that believes for a second what it found is caught', { timeout: 240_000 }, async () => {
    const { code, result } = await run('--requests', '1000', '--disturb', 'pause', '--sabotage')
    expect(result.judgement.survivors).toBeGreaterThan(0)
    expect(code).toBe(1)
  })
})
