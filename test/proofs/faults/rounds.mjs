// @ts-check
import { setTimeout as delay } from 'node:timers/promises'
import { createApiClient, eachInParallel } from '../crash-client.mjs'
import { demoClient, prepareGrants } from '../grants.mjs'
import { openBrowser } from './browser.mjs'
import { judge } from './judge.mjs'
import { lifeOf, live } from './life.mjs'
import { count, emptyTally } from './tally.mjs'

/** @typedef {import('./fault.mjs').Fault} Fault */
/** @typedef {import('./ground.mjs').Ground} Ground */
/** @typedef {import('./life.mjs').Life} Life */
/** @typedef {import('./tally.mjs').Tally} Tally */

const inFlight = 12
const grantsPerRound = 60

/**
 * One of ten begins with its code.
 * @param {unknown} _
 * @param {number} index
 */
const kindOf = (_, index) => (index % 10 === 7 ? 'redeem' : 'refresh')

/** Faults of one round, after which the server has to recover and is judged. */
const perRound = 24

/** Milliseconds that a probe may take while the store cannot be reached. */
const probeBound = 2500

/** Milliseconds within which a server must be itself again. */
const recoveryBound = 15_000

/**
 * @param {Ground} ground
 * @param {{ perKind: number, patience: number, random: import('./wire-faults.mjs').Random }} options
 * @param {(tally: Tally) => void} onRound
 * @returns {Promise<Tally[]>}
 */
export async function injectFaults(ground, { perKind, patience, random }, onRound) {
  const { node, store } = ground
  // Getting a connection, and running a statement on it, may each take the patience, and both happen once more after a
  // fault near the end of the first; the rest is for a busy machine.
  const answerBound = 4 * patience + 2000
  const api = createApiClient(node.url, demoClient(), inFlight)
  const browser = await openBrowser(node.url)
  /** @type {Tally[]} */
  const tallies = []
  /** @type {import('../grants.mjs').PreparedGrant[]} */
  let pool = []

  /**
   * @param {Fault} fault
   * @param {Tally} tally
   */
  const round = async (fault, tally) => {
    if (pool.length < grantsPerRound) {
      const kinds = Array.from({ length: grantsPerRound - pool.length }, kindOf)
      pool.push(...(await ground.withStore((past) => prepareGrants(past, kinds))))
    }
    const quota = Math.min(perRound, perKind - tally.injected)
    const width = Math.min(inFlight, 2 * quota)
    let struck = 0
    const means = {
      api,
      browser,
      /** @param {Promise<{ status: number }>} answer */
      async observe(answer) {
        struck += 1
        const began = performance.now()
        const { status } = await answer
        const took = performance.now() - began
        tally.answers[status] = (tally.answers[status] ?? 0) + 1
        tally.longest = Math.max(tally.longest, took)
        if (took > answerBound) tally.complaints.push(`an answer took ${Math.round(took)} ms`)
        if (status === 0) tally.complaints.push('a request got no answer')
        if (fault.isHarmless && status >= 500)
          tally.complaints.push(`it cost an answer of ${status}`)
      },
    }
    /** @type {Life[]} */
    const lives = []
    /** @type {typeof pool} */
    const untouched = []
    await fault.start(quota)
    const probing = fault.isOutage ? probe(node.url) : []
    await eachInParallel(pool, width, async (grant) => {
      if (fault.injected(struck) >= quota) {
        untouched.push(grant)
        return
      }
      const life = lifeOf(grant)
      lives.push(life)
      await live(life, means, random)
    })
    pool = untouched
    tally.complaints.push(...(await probing))
    tally.injected += fault.injected(struck)
    await fault.stop()
    tally.recovery = Math.max(tally.recovery, await recovered(node.url, api, untouched))
    await ground.settled()
    const judging = { ...means, observe: async () => {} }
    await eachInParallel(lives, inFlight, async (life) => {
      for (const finding of await judge(life, judging)) count(tally, finding)
    })
    const halves = await ground.halfPairs()
    if (halves > 0) count(tally, { kind: 'half state', text: `${halves} pairs of one token` })
    if (node.child.exitCode !== null || node.child.signalCode !== null) {
      throw new Error(`The server died of "${fault.name}".`)
    }
    tally.rounds += 1
  }

  for (const fault of ground.faults) {
    const tally = emptyTally(store, fault.name)
    tallies.push(tally)
    while (tally.injected < perKind) {
      await round(fault, tally)
      onRound(tally)
    }
  }
  api.close()
  browser.close()
  return tallies
}

/**
 * Asks the node how it is while its store cannot be reached.
 * @param {string} url
 * @returns {Promise<string[]>} What was wrong.
 */
async function probe(url) {
  const complaints = []
  for (const [path, wanted] of /** @type {const} */ ([
    ['/healthz', 200],
    ['/readyz', 503],
  ])) {
    const began = performance.now()
    const { status } = await fetch(url + path)
    const took = Math.round(performance.now() - began)
    if (status !== wanted) complaints.push(`${path} answered ${status}`)
    if (took > probeBound) complaints.push(`${path} took ${took} ms`)
  }
  return complaints
}

/**
 * Waits until the node is ready and serves a call, and answers how long that took.
 * @param {string} url
 * @param {import('../crash-client.mjs').ApiClient} api
 * @param {readonly import('../grants.mjs').PreparedGrant[]} untouched
 */
async function recovered(url, api, untouched) {
  const began = performance.now()
  const pair = untouched.flatMap((grant) => (grant.kind === 'redeem' ? [] : [grant.pair]))[0]
  for (;;) {
    const isReady = (await fetch(`${url}/readyz`)).status === 200
    // Both are asked for, so that not only the connection of the probe is whole.
    const serves = !pair || (await api.me(pair.access)).status === 200
    const took = performance.now() - began
    if (isReady && serves) return took
    if (took > recoveryBound) throw new Error('The server does not recover.')
    await delay(10)
  }
}
