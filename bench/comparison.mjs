// @ts-check
import { labelOf } from './subjects.mjs'
import { visit, WARM_UP_SECONDS } from './visit.mjs'

/** @typedef {import('./generator.mjs').Sample} Sample */
/** @typedef {import('./jobs.mjs').Job} Job */
/** @typedef {import('./jobs.mjs').Stage} Stage */
/** @typedef {import('./requests.mjs').Operation} Operation */
/** @typedef {import('./subjects.mjs').Subject} Subject */
/** @typedef {import('./visit.mjs').Finding} Finding */
/** @typedef {import('./visit.mjs').Plan} Plan */

/**
 * @typedef {object} Series Every sample of one thing measured.
 * @property {Subject} subject
 * @property {Operation} operation
 * @property {Finding['kind']} kind
 * @property {number} [size] Tokens in the store besides those that are measured.
 * @property {Sample[]} samples
 */

/**
 * Puts what a visit found into the series it belongs to.
 * @param {Series[]} all
 * @param {Subject} subject
 * @param {readonly Finding[]} findings
 * @param {number} [size]
 */
export function collect(all, subject, findings, size) {
  for (const { operation, kind, sample } of findings) {
    let series = all.find(
      (one) =>
        one.subject === subject &&
        one.operation === operation &&
        one.kind === kind &&
        one.size === size,
    )
    if (!series) {
      series = { subject, operation, kind, samples: [], ...(size === undefined ? {} : { size }) }
      all.push(series)
    }
    series.samples.push(sample)
  }
}

/**
 * About how long the measuring of a visit takes, in seconds.
 * @param {readonly Operation[]} operations
 * @param {readonly Operation[]} steady
 * @param {Plan} plan
 */
export function visitSeconds(operations, steady, { maxSeconds }) {
  return operations.length * (maxSeconds + WARM_UP_SECONDS) + steady.length * maxSeconds
}

/** Seconds for start and tokens, by what makes them. */
const setupSeconds = { floor: 2, own: 5, peer: 6 }

/**
 * Every subject on a fresh store.
 * @param {object} comparison
 * @param {readonly Subject[]} comparison.subjects
 * @param {(text: string) => boolean} comparison.wanted
 * @param {Plan} comparison.plan
 * @param {() => number | undefined} comparison.postmaster
 * @param {string[]} comparison.notes
 * @returns {{ stage: Stage, series: Series[] }}
 */
export function comparison({ subjects, wanted, plan, postmaster, notes }) {
  /** @type {Series[]} */
  const series = []
  /** @type {Job[]} */
  const jobs = []
  for (const subject of subjects) {
    const label = labelOf(subject)
    const isWanted = (/** @type {Operation} */ operation) => wanted(`${label} ${operation}`)
    const operations = subject.operations.filter(isWanted)
    if (operations.length === 0) continue
    const reason = subject.missing()
    if (reason) {
      notes.push(`left out: ${label}: ${reason}`)
      continue
    }
    const steady = subject.steady.filter((operation) => operations.includes(operation))
    const work = async (/** @type {(step: string) => void} */ progress) => {
      progress('starting')
      const running = await subject.start()
      try {
        const count = Math.round(plan.requests * subject.tokenScale) || plan.reusable
        progress(`creating ${count} tokens`)
        const tokens = await subject.seed(count)
        const measured = { subject, running, tokens, operations, steady, plan, progress }
        collect(series, subject, await visit({ ...measured, postmaster: postmaster() }))
      } finally {
        await running.stop()
      }
    }
    const seconds = setupSeconds[subject.role] + visitSeconds(operations, steady, plan)
    jobs.push({ label, seconds, work })
  }
  return { stage: { before: [], jobs, after: async () => undefined }, series }
}
