// @ts-check
import { setTimeout as delay } from 'node:timers/promises'

/** @typedef {import('./ground.mjs').Cluster} Cluster */
/** @typedef {import('./nodes-cluster.mjs').Node} Node */
/** @typedef {import('./random.mjs').Draw} Draw */

/** @typedef {'pause' | 'kill' | 'restart' | 'crash'} DisturbanceKind */
export const disturbanceKinds = /** @type {const} */ (['pause', 'kill', 'restart', 'crash'])

/** @typedef {{ kind: DisturbanceKind, from: number, to: number | undefined, recovery: number }} Disturbance Times in milliseconds; `recovery`: until all nodes were ready again. */

const readyEvery = 50
const longestPause = 4000

/**
 * Does it, and waits until every node is ready again.
 * @param {{ nodes: readonly Node[], cluster: Cluster, draw: Draw }} stage
 * @param {DisturbanceKind} kind
 * @param {Disturbance[]} record
 */
export async function disturb({ nodes, cluster, draw }, kind, record) {
  const node = nodes[draw(nodes.length)]
  if (!node) throw new Error('There are no nodes.')
  /** @type {Disturbance} */
  const disturbance = { kind, from: performance.now(), to: undefined, recovery: Number.NaN }
  record.push(disturbance)
  switch (kind) {
    case 'pause':
      node.pause()
      await delay(200 + draw(longestPause))
      node.resume()
      break
    case 'kill':
      await node.killAndRestart()
      break
    case 'restart':
      await cluster.restart()
      break
    case 'crash':
      await cluster.stopImmediate()
      await delay(draw(1000))
      await cluster.restart()
  }
  const over = performance.now()
  for (const one of nodes) while (!(await one.isReady())) await delay(readyEvery)
  disturbance.to = performance.now()
  disturbance.recovery = disturbance.to - over
}
