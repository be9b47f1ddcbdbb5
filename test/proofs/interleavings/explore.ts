import type { Combination } from './actors.js'
import { areIndependent, type Footprint, meets } from './dependence.js'
import { letters } from './lane.js'
import type { Together } from './orders.js'
import type { Choice, Choose, Schedule, Waiting } from './run.js'

/**
 * Depth-first search over schedules. Runs cannot be rewound, so each begins afresh and follows the keys that lead to
 * an unexplored branch.
 *
 * Reduced, a branch is left out if an equal schedule was or will be run. Four sound rules are used:
 *
 * - Two statements commute if neither changes a table that the other touches: each finds and leaves the same whichever
 *   comes first, and so do both actors. Sleep sets leave out what differs only in that (Godefroid, LNCS 1032). What the
 *   oracle goes by is the order of looks at grants and tokens among writes to them, which never commute.
 * - A read of tables that no other actor of the combination ever changes runs at once.
 * - Actors that do the same are exchangeable: they take their first other step in the order of their letters.
 * - On SQLite, commits asked for together are run one after the other before any actor goes on, which is a schedule of
 *   single steps, unless one of them goes first: then it is asked for last.
 *
 * Otherwise commits in flight together are branches of their own and commute with nothing.
 */
export type Frontier = {
  /** The next run's choices, and what it comes to is one more schedule; undefined: all were run. */
  next(): { readonly choose: Choose } | undefined
}

export type Reduction = 'every schedule' | 'reduced'

type Asleep = ReadonlyMap<string, Footprint>
type Branch = { readonly path: readonly string[]; readonly asleep: Asleep }
type Option = { readonly choice: Choice; readonly asleep: Asleep }

export const createFrontier = (
  combination: Combination,
  reduction: Reduction,
  together: Together,
): Frontier => {
  const branches: Branch[] = [{ path: [], asleep: new Map() }]
  const expand =
    reduction === 'reduced'
      ? reducedOptions(combination, together)
      : (waiting: readonly Waiting[]): Option[] =>
          optionsOf(waiting).map((choice) => ({ choice, asleep: new Map() }))

  return {
    next() {
      const branch = branches.pop()
      if (!branch) return undefined
      const path: string[] = []
      const taken: Choice[] = []
      let { asleep } = branch
      const take = (choice: Choice): Choice => {
        path.push(keyOf(choice))
        taken.push(choice)
        return choice
      }
      const choose: Choose = (waiting) => {
        const known = branch.path[path.length]
        if (known !== undefined) return take(choiceOf(known, waiting))
        const [first, ...rest] = expand(waiting, asleep, taken)
        for (const { choice, asleep } of rest) {
          branches.push({ path: [...path, keyOf(choice)], asleep })
        }
        if (!first) return undefined
        asleep = first.asleep
        return take(first.choice)
      }
      return { choose }
    },
  }
}

const reducedOptions = ({ actors }: Combination, together: Together) => {
  /** The tables that the others of each actor may change. */
  const others = new Map(
    actors.map((_, n) => [
      letters[n],
      new Set(actors.flatMap(({ changes }, other) => (other === n ? [] : changes))),
    ]),
  )
  const meetsNobody = ({ actor, parked }: Waiting): boolean =>
    !parked.writes && !meets(parked.footprint.touches, others.get(actor) ?? new Set())

  const isAlone = (one: Waiting, waiting: readonly Waiting[]): boolean =>
    meetsNobody(one) && waiting.every((other) => other === one || other.actor !== one.actor)

  /** Has every actor of this kind with an earlier letter begun, by now or in the same choice? */
  const isInTurn = (choice: Choice, taken: readonly Choice[]): boolean => {
    const begun = new Set(
      [...taken, choice]
        .flat()
        .filter((one) => !meetsNobody(one))
        .map(({ actor }) => actor),
    )
    return choice.every(({ actor }) => {
      const n = letters.indexOf(actor)
      return letters
        .slice(0, n)
        .every((earlier, e) => actors[e] !== actors[n] || begun.has(earlier))
    })
  }

  const mattersTogether = (choice: Choice): boolean => {
    if (choice.length === 1 || together !== 'endings first') return true
    const first = choice.map(({ parked }) => parked.goesFirst)
    return (
      first.includes(true) &&
      first.includes(false) &&
      first.indexOf(true) > first.lastIndexOf(false)
    )
  }

  return (waiting: readonly Waiting[], asleep: Asleep, taken: readonly Choice[]): Option[] => {
    const alone = waiting.find((one) => isAlone(one, waiting))
    const all = alone ? [[alone]] : optionsOf(waiting).filter(mattersTogether)
    const done = new Map(asleep)
    return all
      .filter((choice) => !asleep.has(keyOf(choice)) && (alone || isInTurn(choice, taken)))
      .map((choice) => {
        if (choice.length > 1) return { choice, asleep: new Map() }
        const sleepers = [...done].filter(([, footprint]) => sleepsOn(footprint, choice))
        for (const { key, parked } of choice) done.set(key, parked.footprint)
        return { choice, asleep: new Map(sleepers) }
      })
  }
}

const sleepsOn = (footprint: Footprint, choice: Choice): boolean =>
  choice.every(({ parked }) => areIndependent(footprint, parked.footprint))

export const keyOf = (choice: Choice): string => choice.map(({ key }) => key).join('+')

/** The choice of these keys. */
export const choiceOf = (keys: string, waiting: readonly Waiting[]): Choice =>
  keys.split('+').map((key) => {
    const found = waiting.find((one) => one.key === key)
    if (!found) throw new Error(`${keys} was to follow, but only ${keysOf(waiting)} wait`)
    return found
  })

/** Each waiting statement, and every two or three commits of different requests together, in each order. */
export const optionsOf = (waiting: readonly Waiting[]): Choice[] => {
  const commits = waiting.filter(({ parked }) => parked.writes)
  const groups = commits.flatMap((first) =>
    commits.flatMap((second) => {
      if (first === second) return []
      const thirds = commits.filter((third) => third !== first && third !== second)
      return [[first, second], ...thirds.map((third) => [first, second, third])]
    }),
  )
  return [...waiting.map((one) => [one]), ...groups]
}

/** Follows a schedule of old. */
export const follow = (schedule: Schedule): Choose => {
  const keys = schedule.split('.')
  return (waiting) => {
    const next = keys.shift()
    if (next === undefined) throw new Error(`the schedule ends before ${keysOf(waiting)}`)
    return choiceOf(next, waiting)
  }
}

/** Takes any branch, by chance; the same ones for the same seed. */
export const wander = (seed: number): Choose => {
  const chance = chanceFrom(seed)
  return (waiting) => {
    const options = optionsOf(waiting)
    return options[Math.floor(chance() * options.length)]
  }
}

/** Numbers in [0, 1) (mulberry32). */
const chanceFrom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const keysOf = (waiting: readonly Waiting[]): string => waiting.map(({ key }) => key).join(', ')
