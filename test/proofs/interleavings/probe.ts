import type { Lane } from './lane.js'
import { type Fault, type Judgement, pairsOf } from './oracle.js'
import type { Answer, Trace } from './trace.js'

/**
 * Asks about everything that anybody was ever given, as any client could: by introspection, as bearer, by refreshing,
 * by redeeming; first what changes nothing, last what a spent credential would end.
 */
export const probe = async (
  lane: Pick<Lane, 'ask' | 'sibling' | 'renewSibling'>,
  trace: Pick<Trace, 'start' | 'calls'>,
  { expected, siblingLives }: Pick<Judgement, 'expected' | 'siblingLives'>,
): Promise<Fault[]> => {
  const { ask } = lane
  const faults: Fault[] = []
  const expect = async (asked: Promise<Answer>, shouldLive: boolean, what: string) => {
    const { status, active } = await asked
    const lives = active ?? status === 200
    if (lives && !shouldLive) faults.push({ kind: 'survivor', text: `${what} lives` })
    if (!lives && shouldLive) faults.push({ kind: 'collateral', text: `${what} is dead` })
  }
  const pairs = pairsOf(trace)
  const named = pairs.map((pair, n) => ({ ...pair, name: `pair ${n + 1}` }))
  const alive = expected.kind === 'alive' ? expected.pair : undefined
  const lives = ({ access }: { access: string }) => access === alive?.access

  await Promise.all([
    expect(ask.introspect(lane.sibling.access), siblingLives, 'the grant beside it'),
    ...named.flatMap((pair) => [
      expect(ask.introspect(pair.access), lives(pair), `the access token of ${pair.name}`),
      expect(ask.introspect(pair.refresh), lives(pair), `the refresh token of ${pair.name}`),
    ]),
  ])
  if (!siblingLives) {
    await lane.renewSibling()
    await expect(ask.introspect(lane.sibling.access), true, 'a grant made afterwards')
  }
  if (expected.kind === 'alive' && expected.replay !== undefined) {
    const { status, pair } = await ask.refresh(expected.replay)
    if (pair?.access !== alive?.access || pair?.refresh !== alive?.refresh) {
      const text = `a client that lost the answer got ${status} instead of the same pair`
      faults.push({ kind: 'collateral', text })
    }
  }
  await Promise.all(
    named.map((pair) =>
      expect(ask.bearer(pair.access), lives(pair), `the access token of ${pair.name} as bearer`),
    ),
  )
  if (expected.kind === 'pending') {
    await expect(ask.redeem(trace.start.code), true, 'the pending code')
    return faults
  }
  const next = alive && (await ask.refresh(alive.refresh))
  if (alive && !next?.pair) {
    faults.push({ kind: 'collateral', text: 'the newest pair could not be refreshed' })
  }
  // From here on every credential is spent, and its return kills what is left.
  for (const { refresh, name } of named.reverse()) {
    if (refresh !== alive?.refresh) {
      await expect(ask.refresh(refresh), false, `a refresh with the refresh token of ${name}`)
    }
  }
  await expect(ask.redeem(trace.start.code), false, 'the used code')
  if (next?.pair) {
    await expect(ask.bearer(next.pair.access), false, 'what a returned code had given')
  }
  return faults
}
