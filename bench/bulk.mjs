// @ts-check
import { setTimeout as delay } from 'node:timers/promises'
import { startGenerator } from './generator.mjs'
import { adminToken } from './subject-tessera.mjs'
import { internalToken } from './tessera-rows.mjs'

/** @typedef {import('./requests.mjs').Client} Client */
/** @typedef {import('./subjects.mjs').Running} Running */
/** @typedef {import('./subjects.mjs').Subject} Subject */
/** @typedef {import('./visit.mjs').Plan} Plan */

/**
 * @typedef {object} Bulk
 * @property {'sqlite' | 'postgres'} store
 * @property {number} tokens Live access tokens that it ended.
 * @property {number} milliseconds From the request to its answer, under load.
 * @property {number} grantsWritten Rows of grants that it changed.
 * @property {number} p99Before Milliseconds of a bearer check while nothing is revoked.
 * @property {number} p99During The same while the revocation runs.
 * @property {number} rate Bearer checks a second.
 */

/** What part of its greatest rate the server is asked to bear meanwhile. */
const SHARE = 0.5

/**
 * @param {string} url
 * @param {Client} client
 * @param {boolean} dryRun
 * @returns {Promise<{ grants: number | null }>}
 */
async function revokeAll(url, { id }, dryRun) {
  const response = await fetch(new URL('/admin/v1/revocations', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ integration_id: id, dry_run: dryRun }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`A bulk revocation was answered ${response.status}: ${text}`)
  return JSON.parse(text)
}

/**
 * Ends all grants of the public integration while an internal one, which must not notice, makes its calls.
 * @param {object} bulk
 * @param {'sqlite' | 'postgres'} bulk.store
 * @param {Subject} bulk.subject
 * @param {Running} bulk.running
 * @param {Client} bulk.client
 * @param {Plan} bulk.plan
 * @param {number} bulk.rate Bearer checks a second that the server was seen to answer.
 * @param {number | undefined} bulk.postmaster
 * @returns {Promise<Bulk>}
 */
export async function revokeInBulk({ store, subject, running, client, plan, rate, postmaster }) {
  const url = String(running.urls[0])
  const { grants } = await revokeAll(url, client, true)
  const untouchedBefore = await subject.liveTokens()
  const generator = startGenerator(subject, running, plan.connections, postmaster)
  try {
    await generator.prepare('bearer', Array(plan.reusable).fill(await internalToken()))
    const phase = { from: 0, to: plan.reusable, distinct: false, maxSeconds: plan.maxSeconds }
    await generator.run(phase)
    const steady = { ...phase, rate: rate * SHARE }
    const before = await generator.run(steady)
    const loading = generator.run(steady)
    await delay((plan.maxSeconds * 1000) / 2)
    const began = performance.now()
    await revokeAll(url, client, false)
    const milliseconds = performance.now() - began
    const during = await loading
    if (before.failed + during.failed > 0) throw new Error('A call of another integration failed.')
    const { grants: left } = await revokeAll(url, client, true)
    if (left !== 0) throw new Error(`${left} grants outlived a bulk revocation.`)
    return {
      store,
      tokens: grants ?? 0,
      milliseconds,
      grantsWritten: (untouchedBefore ?? 0) - ((await subject.liveTokens()) ?? 0),
      p99Before: before.p99,
      p99During: during.p99,
      rate: steady.rate,
    }
  } finally {
    generator.stop()
  }
}
