// @ts-check
import { createProgress } from './progress.mjs'

/**
 * @typedef {object} Job One stretch of measuring, repeated in every round.
 * @property {string} label
 * @property {number} seconds About how long it takes.
 * @property {(progress: (step: string) => void, round: number) => Promise<void>} work
 */

/**
 * @typedef {object} Stage
 * @property {Job[]} before Done once.
 * @property {Job[]} jobs In turn, round after round, so that a machine that slows down slows all of them alike.
 * @property {() => Promise<void>} after
 */

/**
 * About how many seconds the stages take.
 * @param {readonly Stage[]} stages
 * @param {number} rounds
 */
export function estimate(stages, rounds) {
  const sum = (/** @type {readonly Job[]} */ jobs) =>
    jobs.reduce((total, { seconds }) => total + seconds, 0)
  return stages.reduce((total, { before, jobs }) => total + sum(before) + rounds * sum(jobs), 0)
}

/**
 * Runs every stage. A job that fails is named and left out of later rounds.
 * @param {readonly Stage[]} stages
 * @param {number} rounds
 * @returns {Promise<string[]>} What failed.
 */
export async function runStages(stages, rounds) {
  /** @type {string[]} */
  const failures = []
  /** @type {Set<Job>} */
  const broken = new Set()
  const progress = createProgress(estimate(stages, rounds))

  /**
   * @param {Job} job
   * @param {number} round
   * @param {string} label
   */
  const run = async (job, round, label) => {
    try {
      if (!broken.has(job)) await job.work((step) => progress.show(`${label}: ${step}`), round)
    } catch (error) {
      broken.add(job)
      failures.push(`${label} failed: ${error instanceof Error ? error.message : String(error)}`)
    }
    progress.advance(job.seconds)
  }

  for (const { before, jobs, after } of stages) {
    try {
      for (const job of before) await run(job, 0, job.label)
      for (let round = 1; round <= rounds; round += 1) {
        for (const job of jobs) await run(job, round, `${round}/${rounds} ${job.label}`)
      }
    } finally {
      await after()
    }
  }
  progress.end()
  return failures
}
