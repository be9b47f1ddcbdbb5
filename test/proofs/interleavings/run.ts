import { setImmediate as turn } from 'node:timers/promises'
import { digestOf } from '../../../src/domain/oauth/credential.js'
import type { Actor, Combination } from './actors.js'
import type { Parked } from './gate.js'
import { type Lane, type Letter, letters } from './lane.js'
import type { Call, Moment, Step, Trace } from './trace.js'

/** What may happen next: one parked statement, or several commits in flight together. */
export type Choice = readonly Waiting[]

export type Waiting = {
  readonly key: string
  readonly actor: Letter
  readonly call: Call
  readonly parked: Parked
}

/** Picks what happens next; undefined gives the run up. */
export type Choose = (waiting: readonly Waiting[]) => Choice | undefined

/** A schedule as text: `a1.b1.a2+b2`, the steps in order, what was in flight together joined by `+`. */
export type Schedule = string

export type Run = { readonly trace: Trace; readonly schedule: Schedule }

const keyOf = (choice: Choice): string => choice.map(({ key }) => key).join('+')

/** Runs a combination once, from a fresh grant, one statement after the other as `choose` says. */
export const run = async (
  lane: Lane,
  { scene, actors }: Combination,
  choose: Choose,
): Promise<Run | undefined> => {
  const start = await lane.prepare(scene)
  const calls: Call[] = []
  const moments: Moment[] = []
  const schedule: string[] = []
  const counts = { a: 0, b: 0, c: 0 }
  const current = new Map<Letter, Call>()
  let waiting: Waiting[] = []
  let running = actors.length
  let undeclared: string | undefined

  lane.park = (actor, parked) => {
    const call = current.get(actor)
    if (!call) throw new Error('a statement came from no request')
    counts[actor] += 1
    waiting.push({ key: `${actor}${counts[actor]}`, actor, call, parked })
    undeclared ??= undeclaredOf(parked, actors[letters.indexOf(actor)])
  }
  for (const [n, actor] of actors.entries()) {
    const letter = letters[n]
    if (!letter) throw new Error('too many actors')
    const requests = lane.requestsOf(letter, (call) => {
      calls.push(call)
      current.set(letter, call)
    })
    void actor.run(requests, start).finally(() => {
      running -= 1
    })
  }

  await turn()
  while (waiting.length > 0) {
    if (undeclared) throw new Error(undeclared)
    const choice = choose(waiting)
    if (!choice) return undefined
    waiting = waiting.filter((one) => !choice.includes(one))
    schedule.push(keyOf(choice))
    moments.push(await runChoice(lane, choice))
    // Between two statements a request does nothing that outlasts the turn: now it waits again or is over.
    await turn()
  }
  if (running > 0) throw new Error('a request waits for something that is no statement')
  return { trace: { start, moments, calls }, schedule: schedule.join('.') }
}

/** The reduction relies on what the table of actors says of their changes. */
const undeclaredOf = ({ footprint, statement }: Parked, actor?: Actor): string | undefined => {
  const table = [...footprint.changes].find((changed) => !actor?.changes.includes(changed))
  return table && `${statement} changes ${table}, which its actor does not declare`
}

const runChoice = async (lane: Lane, choice: Choice): Promise<Moment> => {
  const before = choice.map(({ call }) => call.answer !== undefined)
  const all = choice.map(({ actor, parked }) => ({ actor, run: parked.run }))
  const [first, ...others] = all
  const won = first && others.length === 0 ? [await first.run()] : await lane.runTogether(all)
  return choice.map(({ key, call, parked }, n): Step => {
    const { statement, writes, values } = parked
    const names = values
      .flat()
      .includes(call.operation === 'disconnect' ? call.presented : digestOf(call.presented))
    return {
      key,
      call,
      statement,
      names,
      writes,
      won: won[n] === true,
      afterAnswer: before[n] === true,
    }
  })
}
