import { type Event, ordersOf, type Together } from './orders.js'
import type { Call, Pair, Step, Trace } from './trace.js'

/**
 * The promises of docs/oauth.md, restated over the order of the steps and the answers, and nothing else: this file
 * imports no line of the server. It knows neither rows nor versions. What it knows of a statement is whose it was,
 * whether it looked for what its request presented (then the request judged it there), and whether it wrote.
 *
 * - A revoke judges its token where it looks for it. If the token was alive there, everything of the grant ends,
 *   whatever ran in between and whatever runs afterwards.
 * - A refresh is over when the last write before its answer is done: then the new pair is handed over. Until then the
 *   former pair still ends the grant; from then on it does nothing, but for the spent refresh token, which can end
 *   its own replay.
 * - A spent refresh token fetches the same pair until one of that pair was used or the window is over; afterwards its
 *   return ends the grant. A request that wrote the new pair itself is no return.
 * - Every second redemption of a code counts as reuse, also one that began before the first was done: of two at once
 *   one gets a pair, and when both are over the grant is dead (RFC 6749 §4.1.2).
 * - What a disconnection finds redeemed is dead afterwards. A bulk revocation ends every grant there is when it is
 *   written, pending codes among them, and none made later.
 * - No pair is answered that was dead when it was written or handed over.
 */

export type Fault = {
  /** Something lives, or was accepted, that must be dead; the opposite; or an answer that fits no promise. */
  readonly kind: 'survivor' | 'collateral' | 'answer'
  readonly text: string
}

/** What must be found when all is over. */
export type Expectation =
  | { readonly kind: 'dead' }
  /** The code still waits to be redeemed. */
  | { readonly kind: 'pending' }
  /** `replay`: a spent refresh token that must still fetch this very pair. */
  | { readonly kind: 'alive'; readonly pair: Pair; readonly replay: string | undefined }

export type Judgement = {
  readonly expected: Expectation
  /** Must another grant of the same person and bot live? */
  readonly siblingLives: boolean
  readonly faults: readonly Fault[]
}

type View = 'live' | 'dead' | 'either'

type Ledger = {
  codeTaken: boolean
  current: Pair | undefined
  /** The pair before it. */
  former: Pair | undefined
  replayable: boolean
  /** A pair was written that nobody has been given yet. */
  inTransit: boolean
  /** Calls that wrote a pair themselves. */
  readonly rotated: Set<Call>
  /** Pairs that were handed over. */
  readonly given: Set<Pair>
  /** Calls that found what they must end. */
  readonly ending: Set<Call>
  /** Calls that found a replay to end. */
  readonly closing: Set<Call>
  ended: boolean
  /** What a call's last look showed. */
  readonly seen: Map<Call, View>
  readonly faults: Fault[]
}

/** Judges a run. Where the order of writes in flight together is open, the order that explains most counts. */
export const judge = (trace: Trace, together: Together): Judgement => {
  const judgements = ordersOf(trace, together).map((events) => judgeInOrder(trace, events))
  return judgements.reduce((best, next) => (next.faults.length < best.faults.length ? next : best))
}

const judgeInOrder = (trace: Trace, events: readonly Event[]): Judgement => {
  const { start, calls } = trace
  const ledger: Ledger = {
    codeTaken: start.pairs.length > 0,
    current: start.pairs.at(-1),
    former: start.pairs.at(-2),
    replayable: start.replayable,
    inTransit: false,
    rotated: new Set(),
    given: new Set(),
    ending: new Set(),
    closing: new Set(),
    ended: false,
    seen: new Map(),
    faults: [],
  }
  const owners = ownersOf(trace)
  const handOvers = handOversOf(events)
  for (const { step, part } of events) {
    if (part === 'look') look(ledger, owners, step)
    else if (step.writes && step.won) written(ledger, owners, handOvers, step)
  }
  for (const call of calls) judgeAnswer(ledger, owners, call)
  const siblingLives = calls.every(({ operation }) => operation !== 'bulk')
  return { expected: expectationOf(ledger), siblingLives, faults: ledger.faults }
}

/** Which pair each token belongs to. */
const ownersOf = ({ start, calls }: Pick<Trace, 'start' | 'calls'>): Map<string, Pair> => {
  const owners = new Map<string, Pair>()
  for (const pair of [...start.pairs, ...calls.flatMap(({ answer }) => answer?.pair ?? [])]) {
    if (owners.has(pair.access)) continue
    owners.set(pair.access, pair)
    owners.set(pair.refresh, pair)
  }
  return owners
}

/** The step with which each answered refresh was over: its last write before the answer, if it did not look again. */
const handOversOf = (events: readonly Event[]): ReadonlySet<Step> => {
  const last = new Map<Call, Step>()
  for (const { step, part } of events) {
    const { call, names, writes, won } = step
    if (part === 'look' && names) last.delete(call)
    const gave = call.operation === 'refresh' && call.answer?.pair !== undefined
    if (part === 'write' && gave && writes && won) last.set(call, step)
  }
  return new Set(last.values())
}

const look = (ledger: Ledger, owners: ReadonlyMap<string, Pair>, { call, names, writes }: Step) => {
  if (!names) return
  const owner = owners.get(call.presented)
  const isCurrent = owner !== undefined && owner === ledger.current
  const canReplay =
    ledger.replayable && owner === ledger.former && owner?.refresh === call.presented
  ledger.seen.set(call, viewOf(ledger, call, isCurrent || canReplay, canReplay))
  ledger.closing.delete(call)
  if (ledger.ended) return
  switch (call.operation) {
    case 'revoke':
      if (isCurrent) ledger.ending.add(call)
      else if (canReplay) ledger.closing.add(call)
      return
    case 'redeem':
      if (ledger.codeTaken) ledger.ending.add(call)
      return
    case 'refresh':
      if (!isCurrent && !canReplay && !ledger.rotated.has(call)) ledger.ending.add(call)
      return
    case 'disconnect':
      if (ledger.codeTaken && !writes) ledger.ending.add(call)
  }
}

const viewOf = (ledger: Ledger, call: Call, opens: boolean, canReplay: boolean): View => {
  const { codeTaken, ending, ended, inTransit } = ledger
  if (call.operation === 'redeem' || call.operation === 'disconnect') {
    const waits = call.operation === 'redeem' ? !codeTaken : codeTaken
    if (call.operation === 'disconnect') return waits ? 'live' : 'dead'
    return ended || !waits ? 'dead' : ending.size > 0 ? 'either' : 'live'
  }
  if (ended || !opens) return 'dead'
  if (canReplay && call.operation !== 'refresh') return 'dead'
  return ending.size > 0 || inTransit ? 'either' : 'live'
}

const written = (
  ledger: Ledger,
  owners: ReadonlyMap<string, Pair>,
  handOvers: ReadonlySet<Step>,
  step: Step,
) => {
  const { call, afterAnswer } = step
  const owner = owners.get(call.presented)
  if (ledger.ending.has(call)) {
    ledger.ended = true
    return
  }
  switch (call.operation) {
    case 'revoke':
      if (ledger.closing.has(call)) ledger.replayable = false
      return
    case 'redeem':
      // Both of two redemptions were let through: the second is reuse all the same.
      if (ledger.ended) faultOfDeadPair(ledger, call)
      if (ledger.codeTaken) ledger.ending.add(call)
      else ledger.current = givenBy(owners, call)
      ledger.codeTaken = true
      return
    case 'refresh':
      if (owner === ledger.current) {
        // Whoever refreshes a pair has used it.
        ledger.rotated.add(call)
        ledger.replayable = false
        ledger.inTransit = true
      }
      if (handOvers.has(step)) handOver(ledger, call, owner, givenBy(owners, call))
      return
    case 'bearer':
      if (owner === ledger.current && !afterAnswer) ledger.replayable = false
      return
    case 'bulk':
      ledger.ended = true
  }
}

const givenBy = (owners: ReadonlyMap<string, Pair>, { answer }: Call): Pair | undefined =>
  answer?.pair && owners.get(answer.pair.access)

const faultOfDeadPair = ({ faults }: Ledger, call: Call) =>
  faults.push({ kind: 'answer', text: `${nameOf(call)} was answered with a pair of a dead grant` })

const handOver = (ledger: Ledger, call: Call, owner: Pair | undefined, pair: Pair | undefined) => {
  if (ledger.ended) faultOfDeadPair(ledger, call)
  if (!pair || ledger.given.has(pair) || pair === ledger.current) return
  ledger.given.add(pair)
  if (owner === ledger.current) {
    ledger.former = owner
    ledger.current = pair
    ledger.replayable = true
    ledger.inTransit = false
  } else {
    // One spent refresh token gave two pairs.
    ledger.ending.add(call)
  }
}

const nameOf = ({ actor, operation }: Call): string => `${actor}'s ${operation}`

const judgeAnswer = (ledger: Ledger, owners: ReadonlyMap<string, Pair>, call: Call) => {
  const { answer, operation } = call
  const view = ledger.seen.get(call)
  const isOver = ledger.ended || ledger.ending.size > 0
  const fault = (kind: Fault['kind'], text: string) =>
    ledger.faults.push({ kind, text: `${nameOf(call)} ${text}` })
  if (!answer || !(answer.status in statuses[operation])) {
    fault('answer', `was answered with ${answer?.status ?? 'nothing'}`)
    return
  }
  if (operation === 'revoke') return
  const accepted = answer.active ?? answer.status === 200
  if (accepted && view === 'dead') fault('survivor', 'was granted with what was dead')
  if (accepted || view !== 'live') return
  // What was alive when a redemption or refresh looked may have ended before it wrote; or another holder of the same
  // refresh token may have been given the pair, and have refreshed that.
  const mayHaveEnded = isOver && (operation === 'redeem' || operation === 'refresh')
  const owner = owners.get(call.presented)
  const isOvertaken = owner !== ledger.current && owner !== ledger.former
  if (!mayHaveEnded && !(operation === 'refresh' && isOvertaken))
    fault('collateral', 'was refused with what was alive')
}

/** What each request may be answered with. */
const statuses: Readonly<Record<Call['operation'], Readonly<Record<number, true>>>> = {
  redeem: { 200: true, 400: true },
  refresh: { 200: true, 400: true },
  revoke: { 200: true },
  bearer: { 200: true, 401: true },
  introspect: { 200: true },
  disconnect: { 200: true, 404: true },
  bulk: { 200: true },
}

const expectationOf = (ledger: Ledger): Expectation => {
  const { current: pair, former, replayable, ended, ending } = ledger
  if (ended || ending.size > 0) return { kind: 'dead' }
  if (!pair) return { kind: 'pending' }
  return { kind: 'alive', pair, replay: replayable ? former?.refresh : undefined }
}

/** Every pair that somebody was given. */
export const pairsOf = (trace: Pick<Trace, 'start' | 'calls'>): Pair[] => [
  ...new Set(ownersOf(trace).values()),
]
