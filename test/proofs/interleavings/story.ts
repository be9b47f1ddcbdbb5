import type { Failure } from './prove.js'
import { replayOf } from './replay.js'
import type { Moment, Step, Trace } from './trace.js'

/** Tells a failing schedule step by step: actor, request, statement, what came of it, and the answers. */
export const storyOf = (store: string, { combination, run, faults }: Failure): string => {
  const { scene, actors } = combination
  const cast = actors.map(({ name }, n) => `${'abc'[n]}: ${name}`).join('; ')
  return [
    `${scene.name}; ${cast}`,
    ...run.trace.moments.map((moment, n) => lineOf(run.trace, moment, n)),
    ...run.trace.calls.map(({ actor, operation, answer }) => {
      const { status, active } = answer ?? {}
      return `     ${actor}'s ${operation} was answered with ${status}${active === undefined ? '' : active ? ' active' : ' inactive'}`
    }),
    ...faults.map(({ kind, text }) => `  => ${kind}: ${text}`),
    `     --replay '${replayOf(store, { combination, run })}'`,
  ].join('\n')
}

const lineOf = (trace: Trace, moment: Moment, n: number): string => {
  const number = String(n + 1).padStart(3)
  const joined = moment.length > 1 ? ' (in flight together)' : ''
  return moment.map((step) => `${number}  ${partOf(trace, step)}${joined}`).join('\n')
}

const partOf = ({ start, calls }: Trace, { call, statement, writes, won }: Step): string => {
  const outcome = writes ? (won ? 'written' : 'lost') : won ? 'found' : 'found nothing'
  const given = [...start.pairs, ...calls.flatMap(({ answer }) => answer?.pair ?? [])]
  const what = nameOf(call.presented, start.code, given)
  return `${`${call.actor}  ${call.operation} ${what}`.padEnd(34)}${statement}: ${outcome}`
}

const nameOf = (
  presented: string,
  code: string,
  pairs: readonly { access: string; refresh: string }[],
): string => {
  if (presented === code) return 'code'
  const n = pairs.findIndex(({ access, refresh }) => [access, refresh].includes(presented))
  if (n < 0) return 'grant'
  return `${presented === pairs[n]?.access ? 'access' : 'refresh'} token ${n + 1}`
}
