import type { Combination } from './actors.js'
import { createFrontier, follow, type Reduction, wander } from './explore.js'
import type { Lane } from './lane.js'
import { type Fault, judge } from './oracle.js'
import { probe } from './probe.js'
import { type Choose, type Run, run, type Schedule } from './run.js'
import type { Track } from './track.js'

/** A schedule after which something was as it must not be. */
export type Failure = {
  readonly combination: Combination
  readonly run: Run
  readonly faults: readonly Fault[]
}

export type Tally = {
  combinations: number
  schedules: number
  /** Runs given up because an equal schedule was run already. */
  redundant: number
  /** Schedules after which something lived that must be dead. */
  survivors: number
  /** Schedules after which something was dead that must live. */
  collateral: number
  /** Schedules in which an answer fitted no promise. */
  answers: number
  readonly failures: Failure[]
}

export const newTally = (): Tally => ({
  combinations: 0,
  schedules: 0,
  redundant: 0,
  survivors: 0,
  collateral: 0,
  answers: 0,
  failures: [],
})

/** Failures that are kept to be told; all are counted. */
const KEPT = 50

const prove = async (
  lane: Lane,
  combination: Combination,
  choose: Choose,
  tally: Tally,
): Promise<Run | undefined> => {
  const done = await run(lane, combination, choose)
  if (!done) {
    tally.redundant += 1
    // What was given up half-way may have ended it.
    await lane.renewSibling()
    return undefined
  }
  const judgement = judge(done.trace, lane.together)
  const all = [...judgement.faults, ...(await probe(lane, done.trace, judgement))]
  tally.schedules += 1
  const has = (kind: Fault['kind']) => Number(all.some((fault) => fault.kind === kind))
  tally.survivors += has('survivor')
  tally.collateral += has('collateral')
  tally.answers += has('answer')
  if (all.length > 0 && tally.failures.length < KEPT && isNews(tally, combination, all)) {
    tally.failures.push({ combination, run: done, faults: all })
  }
  // What one run has done to the grant beside it is not to be counted again.
  if (all.length > 0) await lane.renewSibling()
  return done
}

/** One story per combination and kind of end. */
const isNews = ({ failures }: Tally, combination: Combination, faults: readonly Fault[]): boolean =>
  !failures.some(
    (told) => told.combination === combination && signOf(told.faults) === signOf(faults),
  )

const signOf = (faults: readonly Fault[]): string => faults.map(({ text }) => text).join()

/** Hears of every run. */
export type Progress = (tally: Tally, done: Run | undefined) => void

export type Effort = {
  /** How many schedules run side by side, each on a lane of its own. */
  readonly lanes: number
  /** Ends when there is one of these. */
  readonly stopsAfter?: 'survivors' | 'collateral' | 'answers' | undefined
  readonly progress?: Progress
}

/** What picks the schedules of one combination; none left: undefined. */
type Picks = { next(): { readonly choose: Choose } | undefined }

const proveEach = async (
  track: Track,
  combinations: readonly Combination[],
  picksFor: (combination: Combination, lane: Lane) => Picks,
  { lanes, stopsAfter, progress }: Effort,
): Promise<Tally> => {
  const tally = newTally()
  const queue = [...combinations]
  const isOver = () => stopsAfter !== undefined && tally[stopsAfter] > 0
  const work = async (): Promise<void> => {
    const lane = await track.openLane()
    for (let next = queue.shift(); next && !isOver(); next = queue.shift()) {
      const picks = picksFor(next, lane)
      for (let pick = picks.next(); pick && !isOver(); pick = picks.next()) {
        const done = await prove(lane, next, pick.choose, tally)
        progress?.(tally, done)
      }
      tally.combinations += 1
    }
  }
  await Promise.all(Array.from({ length: lanes }, work))
  return tally
}

/** Runs each combination through every schedule, or as many as the reduction leaves. */
export const proveAll = (
  track: Track,
  combinations: readonly Combination[],
  reduction: Reduction,
  effort: Effort,
): Promise<Tally> =>
  proveEach(
    track,
    combinations,
    (one, { together }) => createFrontier(one, reduction, together),
    effort,
  )

/** Runs each combination through some schedules by chance, the same for the same seed. */
export const proveSample = (
  track: Track,
  combinations: readonly Combination[],
  { schedules, seed }: { schedules: number; seed: number },
  effort: Effort,
): Promise<Tally> =>
  proveEach(
    track,
    combinations,
    (combination) => {
      const choose = wander(seed + combinations.indexOf(combination))
      let left = schedules
      return { next: () => (left-- > 0 ? { choose } : undefined) }
    },
    effort,
  )

/** Runs one schedule again. */
export const proveOne = async (
  track: Track,
  combination: Combination,
  schedule: Schedule,
): Promise<Tally> => {
  const choose = follow(schedule)
  let left = 1
  const once = () => ({ next: () => (left-- > 0 ? { choose } : undefined) })
  return proveEach(track, [combination], once, { lanes: 1 })
}
