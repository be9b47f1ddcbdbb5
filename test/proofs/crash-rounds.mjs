// @ts-check
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { createApiClient } from './crash-client.mjs'
import { inFlight, streamRequests } from './crash-traffic.mjs'
import { emptyVerdict, judgeRound } from './crash-verdict.mjs'
import { countLive, demoClient, prepareGrants } from './grants.mjs'

/** @typedef {import('./ground.mjs').Ground} Ground */
/** @typedef {import('./crash-verdict.mjs').Verdict} Verdict */
/** @typedef {import('../../bench/server-process.mjs').ServerProcess} ServerProcess */

/**
 * @typedef {object} Result
 * @property {'sqlite' | 'postgres'} store
 * @property {number} rounds
 * @property {number} crashes How many rounds crashed the database rather than the server.
 * @property {Verdict} verdict
 * @property {number} undoneLater Acknowledged revokes of any round that the store no longer knew at the end.
 * @property {string[]} damage What the store found wrong with itself.
 * @property {number} seconds
 */

const grantsPerRound = 500
const untouchedChecked = 20
const longestDelay = 300

/** @param {Result} result */
export const failuresOf = ({ verdict, undoneLater, damage }) =>
  verdict.undone + undoneLater + verdict.broken + damage.length

/**
 * Of ten grants eight will be revoked; one is refreshed and one has its code redeemed, as beside a real server.
 * @param {number} index
 * @returns {import('./grants.mjs').PreparedGrant['kind']}
 */
function kindOf(index) {
  if (index % 10 === 3) return 'refresh'
  return index % 10 === 7 ? 'redeem' : 'revoke'
}

/** @param {ServerProcess} server */
async function killServer({ child }) {
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

/**
 * @param {Ground} ground
 * @param {number} rounds
 * @param {(result: Result) => void} onRound
 * @returns {Promise<Result>}
 */
export async function crashRounds(ground, rounds, onRound) {
  const began = Date.now()
  const client = demoClient()
  const verdict = emptyVerdict()
  /** @type {Result} */
  const result = {
    store: ground.store,
    rounds: 0,
    crashes: 0,
    verdict,
    undoneLater: 0,
    damage: [],
    seconds: 0,
  }
  /** @type {string[]} */
  const acknowledged = []
  /** @type {import('./grants.mjs').PreparedGrant[]} */
  let pool = []
  let server = await ground.startServer()
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const missing = grantsPerRound - pool.length
      if (missing > 0) {
        const kinds = Array.from({ length: missing }, (_, index) => kindOf(index))
        pool.push(...(await ground.withStore((store) => prepareGrants(store, kinds))))
      }
      const crashDatabase = round % 2 === 0 ? ground.crashDatabase : undefined
      let stopped = false
      const api = createApiClient(server.url, client, inFlight)
      /** @type {PromiseWithResolvers} */
      const first = withResolvers()
      const streaming = streamRequests(api, pool, {
        firstAnswer: first.resolve,
        stopped: () => stopped,
      })
      await Promise.race([first.promise, streaming])
      await delay(Math.random() * longestDelay)
      if (crashDatabase) await crashDatabase()
      else await killServer(server)
      stopped = true
      const { sent, untouched } = await streaming
      api.close()
      pool = untouched
      if (crashDatabase && ground.restartDatabase) {
        result.crashes += 1
        await ground.restartDatabase()
        if (server.child.exitCode !== null) throw new Error('The server died with its database.')
      } else {
        server = await ground.startServer()
      }
      const witness = createApiClient(server.url, client, inFlight)
      const judged = await judgeRound(witness, sent, untouched.slice(0, untouchedChecked))
      witness.close()
      for (const { grant, answered } of sent) {
        if (grant.kind === 'revoke' && answered) acknowledged.push(grant.pair.access)
      }
      add(verdict, judged)
      result.damage.push(...(await ground.faults()))
      result.rounds = round
      result.seconds = (Date.now() - began) / 1000
      onRound(result)
    }
  } finally {
    await server.stop()
  }
  result.undoneLater = await ground.withStore((store) => countLive(store, acknowledged))
  result.seconds = (Date.now() - began) / 1000
  return result
}

/** @typedef {{ promise: Promise<void>, resolve: () => void }} PromiseWithResolvers */

/** @returns {PromiseWithResolvers} */
function withResolvers() {
  let resolve = () => {}
  /** @type {Promise<void>} */
  const promise = new Promise((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

/**
 * @param {Verdict} total
 * @param {Verdict} more
 */
function add(total, more) {
  for (const key of /** @type {(keyof Verdict)[]} */ (Object.keys(total))) total[key] += more[key]
}
