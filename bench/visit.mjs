// @ts-check
import { startGenerator } from './generator.mjs'
import { shuffled } from './statistics.mjs'
import { checkCount, sampleOf, verify } from './truth.mjs'

/** @typedef {import('./generator.mjs').Sample} Sample */
/** @typedef {import('./requests.mjs').Operation} Operation */
/** @typedef {import('./subjects.mjs').Running} Running */
/** @typedef {import('./subjects.mjs').Subject} Subject */

/**
 * @typedef {object} Plan
 * @property {number} connections
 * @property {number} warmUp Revocations before their measurement; the others warm up by time.
 * @property {number} requests Tokens that a subject of scale 1 gets for its revocation.
 * @property {number} reusable Tokens that the operations share which leave them alive.
 * @property {number} maxSeconds Longest measurement.
 */

/** @typedef {{ operation: Operation, kind: 'full' | 'steady', sample: Sample }} Finding */

/** What part of a subject's greatest rate it is asked to bear steadily. */
export const STEADY_SHARE = 0.7

export const WARM_UP_SECONDS = 0.75

/** The revocation comes last: its tokens are gone afterwards. */
const order = /** @type {const} */ (['introspect', 'bearer', 'revoke'])

/**
 * Measures the operations at a running subject, one after the other. Throws if an answer was 2xx but not true.
 * @param {object} visit
 * @param {Subject} visit.subject
 * @param {Running} visit.running
 * @param {readonly string[]} visit.tokens Live ones.
 * @param {readonly Operation[]} visit.operations
 * @param {readonly Operation[]} visit.steady Those that are also measured at a part of their greatest rate.
 * @param {Plan} visit.plan
 * @param {number | undefined} visit.postmaster
 * @param {(step: string) => void} visit.progress
 * @returns {Promise<Finding[]>}
 */
export async function visit({ subject, running, operations, steady, plan, progress, ...rest }) {
  const generator = startGenerator(subject, running, plan.connections, rest.postmaster)
  /** @type {Finding[]} */
  const findings = []
  // Found by time of issue, the rows of tokens would lie side by side.
  const tokens = shuffled(rest.tokens)
  try {
    for (const operation of order) {
      if (!operations.includes(operation)) continue
      const distinct = operation === 'revoke' && subject.store !== 'none'
      const used = distinct ? tokens : tokens.slice(0, plan.reusable)
      const isSteady = steady.includes(operation)
      const liveBefore = distinct ? await subject.liveTokens() : undefined
      if (distinct) await verify(subject, running, sampleOf(tokens), 'live')
      await generator.prepare(operation, used)

      const { warmUp, maxSeconds } = plan
      const phase = { to: used.length, distinct, maxSeconds }
      progress(`${operation}, warming up`)
      // As long as it may take for the server's code to be compiled; tokens to revoke are dearer.
      const warmTo = distinct ? Math.min(warmUp, Math.ceil(used.length / 5)) : used.length
      const warmFor = Math.min(WARM_UP_SECONDS, maxSeconds)
      const warm = await generator.run({ ...phase, from: 0, to: warmTo, maxSeconds: warmFor })
      progress(`${operation}, as fast as it can`)
      // The steady load needs its part of the tokens.
      const share = isSteady ? 1 / (1 + STEADY_SHARE) : 1
      const to = distinct ? warm.next + Math.floor((used.length - warm.next) * share) : used.length
      const full = await generator.run({ ...phase, from: distinct ? warm.next : 0, to })
      findings.push({ operation, kind: 'full', sample: full })
      let sent = warm.requests + full.requests
      let { next } = full
      if (isSteady) {
        progress(`${operation}, at ${STEADY_SHARE * 100} % of that`)
        const rate = full.requestsPerSecond * STEADY_SHARE
        const calm = await generator.run({ ...phase, from: distinct ? next : 0, rate })
        findings.push({ operation, kind: 'steady', sample: calm })
        sent += calm.requests
        next = calm.next
      }
      if (!distinct) continue
      progress('looking at what was revoked')
      checkCount(liveBefore, await subject.liveTokens(), sent)
      await verify(subject, running, sampleOf(used.slice(0, next)), 'dead')
    }
    return findings
  } finally {
    generator.stop()
  }
}
