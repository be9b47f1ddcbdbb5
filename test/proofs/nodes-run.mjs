// @ts-check
import { createHistogram } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { startNodes } from './nodes-cluster.mjs'
import { disturb, disturbanceKinds } from './nodes-disturbances.mjs'
import { emptyJudgement } from './nodes-history.mjs'
import { openTraffic } from './nodes-traffic.mjs'
import { createDraw } from './random.mjs'

/** @typedef {import('./ground.mjs').Cluster} Cluster */
/** @typedef {import('./nodes-disturbances.mjs').Disturbance} Disturbance */
/** @typedef {import('./nodes-disturbances.mjs').DisturbanceKind} DisturbanceKind */
/** @typedef {import('./nodes-history.mjs').Judgement} Judgement */

/**
 * @typedef {object} Result
 * @property {number} seed
 * @property {number} requests
 * @property {Record<string, number>} answered By what was asked.
 * @property {Judgement} judgement
 * @property {number} refusedCodes
 * @property {number} lostCodes
 * @property {Record<DisturbanceKind, number>} disturbances
 * @property {number} failedDisturbed Requests without answer, or with 5xx, while a disturbance was going on.
 * @property {number} failedCalm Those answered with 5xx, or whose connection broke, at any other time.
 * @property {number} lateCalm Those for whose answer the client did not wait, at any other time.
 * @property {number} slowestRecovery Milliseconds from the end of a disturbance until every node was ready.
 * @property {number} p50 Milliseconds.
 * @property {number} p99
 * @property {number} seconds
 */

const clients = 32
const patience = 2000
const shortestCalm = 1500
const longestCalm = 5000

/** A node must be ready again within this, in milliseconds. */
export const recoveryBar = 20_000

/** @param {Result} result */
export const failuresIn = ({ judgement, refusedCodes, failedCalm, slowestRecovery }) =>
  judgement.survivors +
  judgement.wronglyDead +
  refusedCodes +
  failedCalm +
  (slowestRecovery > recoveryBar ? 1 : 0)

/**
 * @param {Cluster} cluster
 * @param {{ requests: number, seed: number, sabotage: boolean, kinds: readonly DisturbanceKind[] }} options `requests`
 *   at least; `kinds`: the disturbances, each at least once, one after the other and from the beginning again.
 * @param {(result: Result) => void} onProgress
 * @returns {Promise<Result>}
 */
export async function runNodes(cluster, { requests, seed, sabotage, kinds }, onProgress) {
  const draw = createDraw(seed)
  const latencies = createHistogram()
  const judgement = emptyJudgement()
  /** @type {Disturbance[]} */
  const record = []
  const counts = { failedDisturbed: 0, failedCalm: 0, lateCalm: 0 }
  /** @type {import('./nodes-traffic.mjs').Traffic} */
  const traffic = {
    requests: 0,
    answered: {},
    refusedCodes: 0,
    lostCodes: 0,
    onAnswer(sentAt, receivedAt, outcome) {
      latencies.record(Math.max(1, Math.round((receivedAt - sentAt) * 1000)))
      if (outcome === 'answered') return
      // A request fails with the disturbance that came while it was under way, or was there when it was sent.
      const near = record.slice(-2)
      const disturbed = near.some(({ from, to = Infinity }) => from <= receivedAt && sentAt <= to)
      const calm = outcome === 'late' ? 'lateCalm' : 'failedCalm'
      counts[disturbed ? 'failedDisturbed' : calm] += 1
    },
  }
  const began = performance.now()
  const { nodes, stop } = await startNodes(cluster.url, { sabotage, patience })

  /** @returns {Result} */
  const resultNow = () => ({
    seed,
    requests: traffic.requests,
    answered: traffic.answered,
    judgement,
    refusedCodes: traffic.refusedCodes,
    lostCodes: traffic.lostCodes,
    disturbances: /** @type {Result['disturbances']} */ (
      Object.fromEntries(
        disturbanceKinds.map((kind) => [kind, record.filter((one) => one.kind === kind).length]),
      )
    ),
    ...counts,
    slowestRecovery: Math.max(0, ...record.map(({ recovery }) => recovery || 0)),
    p50: latencies.percentile(50) / 1000,
    p99: latencies.percentile(99) / 1000,
    seconds: (performance.now() - began) / 1000,
  })

  try {
    const step = await openTraffic(nodes, { draw, judgement, traffic })
    const over = new AbortController()
    const isOver = () => traffic.requests >= requests && record.length >= kinds.length
    const disturbing = async () => {
      for (let turn = 0; !isOver(); turn += 1) {
        const kind = kinds[turn % kinds.length]
        const calm = shortestCalm + draw(longestCalm - shortestCalm)
        await delay(calm, undefined, { signal: over.signal }).catch(() => {})
        if (kind && !isOver()) await disturb({ nodes, cluster, draw }, kind, record)
        onProgress(resultNow())
      }
    }
    const working = Array.from({ length: clients }, async () => {
      while (!isOver()) await step()
    })
    const disturbed = disturbing()
    await Promise.all(working)
    over.abort()
    await disturbed
    return resultNow()
  } finally {
    await stop()
  }
}
