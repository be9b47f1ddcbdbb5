// @ts-check
import { createHistogram } from 'node:perf_hooks'
import { demoSeed } from '../../dist/operations/seed/demo.js'
import { signIn } from './browser-session.mjs'
import { eachInParallel } from './crash-client.mjs'
import { demoClient, prepareGrants } from './grants.mjs'
import { LeanClient } from './lean-client.mjs'
import { kinds } from './races-kinds.mjs'
import { createRing, nameOf } from './races-ring.mjs'
import { emptyVerdict, judgeRace } from './races-verdict.mjs'
import { createDraw } from './random.mjs'
import { createRequests } from './wire.mjs'

/** @typedef {import('./ground.mjs').Ground} Ground */
/** @typedef {import('./grants.mjs').PreparedGrant} PreparedGrant */
/** @typedef {import('./races-verdict.mjs').Verdict} Verdict */

/**
 * @typedef {object} Result
 * @property {'sqlite' | 'postgres'} store
 * @property {number} seed
 * @property {number} races
 * @property {Verdict} verdict
 * @property {number} deadlocks That the database counted.
 * @property {number} p50 Milliseconds, of the requests that raced.
 * @property {number} p99
 * @property {number} seconds
 */

const racesPerBatch = 2000
const racesAtOnce = 24

/**
 * Runs randomised races at a server of its own.
 * @param {Ground} ground
 * @param {{ races: number, seed: number }} options
 * @param {(result: Result) => void} onBatch
 * @returns {Promise<Result>}
 */
export async function runRaces(ground, { races, seed }, onBatch) {
  const began = performance.now()
  const draw = createDraw(seed)
  const latencies = createHistogram()
  const server = await ground.startServer()
  const client = new LeanClient(server.url)
  /** @type {Result} */
  const result = {
    store: ground.store,
    seed,
    races: 0,
    verdict: emptyVerdict(),
    deadlocks: 0,
    p50: 0,
    p99: 0,
    seconds: 0,
  }
  try {
    const [owner] = demoSeed.workspaces[0]?.users ?? []
    const session = await signIn(client, owner?.email ?? '', owner?.password ?? '')
    const side = { client, requests: createRequests(demoClient()), session, draw }

    /** @param {{ kind: (typeof kinds)[number], grant: PreparedGrant }} race */
    const race = async ({ kind, grant }) => {
      const ring = createRing(side, grant)
      await kind.run(ring)
      const deeds = ring.takeDeeds()
      await ring.probe()
      const probes = ring.takeDeeds()
      const pairs = kind.code ? [] : [nameOf(ring.pair)]
      for (const { sentAt, receivedAt } of deeds) {
        latencies.record(Math.max(1, Math.round((receivedAt - sentAt) * 1000)))
      }
      judgeRace({ kind: kind.name, pairs, deeds, probes }, result.verdict)
      result.races += 1
    }

    while (result.races < races) {
      const count = Math.min(racesPerBatch, races - result.races)
      const drawn = Array.from({ length: count }, () => kinds[draw(kinds.length)] ?? kinds[0])
      const wanted = drawn.flatMap((kind) => kind ?? [])
      const grants = await ground.withStore((store) =>
        prepareGrants(
          store,
          wanted.map(({ code }) => (code ? 'redeem' : 'refresh')),
        ),
      )
      const batch = wanted.flatMap((kind, index) => {
        const grant = grants[index]
        return grant ? [{ kind, grant }] : []
      })
      await eachInParallel(batch, racesAtOnce, race)
      result.p50 = latencies.percentile(50) / 1000
      result.p99 = latencies.percentile(99) / 1000
      result.seconds = (performance.now() - began) / 1000
      onBatch(result)
    }
    result.deadlocks = await ground.deadlocks()
    return result
  } finally {
    client.close()
    await server.stop()
  }
}
