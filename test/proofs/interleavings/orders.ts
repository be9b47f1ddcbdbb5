import type { Step, Trace } from './trace.js'

/** How the parts of statements that are in flight together follow each other. */
export type Together =
  /** One after the other, those that end a grant before those that extend it. */
  | 'endings first'
  /** All judge before any writes, and their writes come in either order. */
  | 'judged before written'

/** A statement looks, then writes; of statements in flight together these may lie apart. */
export type Event = { readonly step: Step; readonly part: 'look' | 'write' }

/** Every order in which what a run's statements saw and wrote can have followed each other. */
export const ordersOf = ({ moments }: Trace, together: Together): Event[][] =>
  moments.reduce<Event[][]>(
    (orders, moment) =>
      orders.flatMap((before) => tails(moment, together).map((after) => [...before, ...after])),
    [[]],
  )

const tails = (moment: readonly Step[], together: Together): Event[][] => {
  const look = (step: Step): Event => ({ step, part: 'look' })
  const written = (step: Step): Event => ({ step, part: 'write' })
  const inTurn = (steps: readonly Step[]) => steps.flatMap((step) => [look(step), written(step)])
  if (moment.length === 1) return [inTurn(moment)]
  if (together === 'endings first') {
    const endings = moment.filter(isEnding)
    return [inTurn([...endings, ...moment.filter((step) => !endings.includes(step))])]
  }
  return permutations(moment).map((steps) => [...moment.map(look), ...steps.map(written)])
}

/** A revoke that looks and writes at once, or one of the requests that only ever write to end a grant. */
const isEnding = ({ call, names }: Step): boolean =>
  (call.operation === 'revoke' && names) || ['disconnect', 'bulk'].includes(call.operation)

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item, n) =>
        permutations(items.filter((_, other) => other !== n)).map((rest) => [item, ...rest]),
      )
