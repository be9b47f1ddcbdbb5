// @ts-check
import { revokeInBulk } from './bulk.mjs'
import { collect, visitSeconds } from './comparison.mjs'
import { createPlace } from './place.mjs'
import { startNodes, tessera } from './subject-tessera.mjs'
import { addTokens, demoClient } from './tessera-rows.mjs'
import { visit } from './visit.mjs'

/** @typedef {import('./bulk.mjs').Bulk} Bulk */
/** @typedef {import('./comparison.mjs').Series} Series */
/** @typedef {import('./jobs.mjs').Job} Job */
/** @typedef {import('./jobs.mjs').Stage} Stage */
/** @typedef {import('./place.mjs').Place} Place */
/** @typedef {import('./requests.mjs').Operation} Operation */
/** @typedef {import('./subjects.mjs').Ground} Ground */
/** @typedef {import('./visit.mjs').Plan} Plan */

/** From here on a store is made once and kept for all rounds. */
const LARGE = 100_000
const TOKENS_A_SECOND = 30_000

/** A store of a size, with live tokens to measure with that lie evenly among the others. */
class SizedStore {
  /** @type {Place | undefined} */
  #place
  /** @type {string[]} */
  #tokens = []

  /**
   * @param {'sqlite' | 'postgres'} store
   * @param {number} size
   * @param {Ground} ground
   */
  constructor(store, size, ground) {
    this.store = store
    this.size = size
    this.ground = ground
    this.subject = tessera(store, ground)
  }

  get isLarge() {
    return this.size >= LARGE
  }

  /** @param {number} count Tokens to measure with. */
  async fill(count) {
    const place = await createPlace(this.store, this.ground)
    this.#place = place
    const { urls, stop } = await startNodes(place, 1)
    try {
      this.#tokens = await addTokens(place, String(urls[0]), { count, others: this.size })
    } finally {
      await stop()
    }
  }

  /** @param {number} nodes */
  async start(nodes = 1) {
    if (!this.#place) throw new Error('The store has not been filled.')
    await this.subject.useAt(this.#place)
    return startNodes(this.#place, nodes)
  }

  /**
   * Live tokens that nobody else was given, from all over the store.
   * @param {number} rounds Among how many takers, this one included, the rest is to be shared.
   */
  take(rounds) {
    const taken = this.#tokens.filter((_, index) => index % rounds === 0)
    this.#tokens = this.#tokens.filter((_, index) => index % rounds !== 0)
    return taken
  }

  async remove() {
    await this.#place?.remove()
    this.#place = undefined
  }
}

/**
 * Tessera over stores of different sizes.
 * @param {object} scaling
 * @param {readonly number[]} scaling.sizes
 * @param {(text: string) => boolean} scaling.wanted
 * @param {Plan} scaling.plan
 * @param {number} scaling.runs
 * @param {Ground} scaling.ground
 * @param {() => number | undefined} scaling.postmaster
 * @returns {{ stage: Stage, series: Series[], bulks: Bulk[] }}
 */
export function scaling({ sizes, wanted, plan, runs, ground, postmaster }) {
  /** @type {Series[]} */
  const series = []
  /** @type {Bulk[]} */
  const bulks = []
  /** @type {Job[]} */
  const before = []
  /** @type {Job[]} */
  const jobs = []
  /** @type {SizedStore[]} */
  const stores = []
  const all = /** @type {const} */ (['bearer', 'revoke'])
  for (const size of sizes) {
    for (const store of /** @type {const} */ (['sqlite', 'postgres'])) {
      const sized = new SizedStore(store, size, ground)
      const label = `scaling Tessera (${store}) ${size}`
      const operations = all.filter((operation) => wanted(`${label} ${operation}`))
      if (operations.length === 0 || sized.subject.missing()) continue
      stores.push(sized)
      const count = Math.round(plan.requests * sized.subject.tokenScale * 0.6)
      const filling = { label, seconds: 1 + (size + count * runs) / TOKENS_A_SECOND }
      if (sized.isLarge) {
        const work = async (/** @type {(step: string) => void} */ progress) => {
          progress('filling the store')
          await sized.fill(count * runs)
        }
        before.push({ ...filling, work })
      }
      const work = async (/** @type {(step: string) => void} */ progress, round = 1) => {
        progress('starting')
        if (!sized.isLarge) await sized.fill(count)
        const { subject } = sized
        const running = await sized.start()
        try {
          const tokens = sized.take(sized.isLarge ? runs - round + 1 : 1)
          const measured = { subject, running, tokens, operations, steady: [], plan, progress }
          const findings = await visit({ ...measured, postmaster: postmaster() })
          collect(series, subject, findings, size)
          const bearer = findings.find(({ operation }) => operation === 'bearer')
          if (!sized.isLarge || round < runs || !bearer) return
          progress('revoking all at once')
          const rate = bearer.sample.requestsPerSecond
          const client = await demoClient()
          const shared = { subject, running, plan, postmaster: postmaster() }
          bulks.push(await revokeInBulk({ ...shared, store, client, rate }))
        } finally {
          await running.stop()
          if (!sized.isLarge) await sized.remove()
        }
      }
      const own = sized.isLarge ? 2 : filling.seconds + 2
      jobs.push({ label, seconds: own + visitSeconds(operations, [], plan), work })
    }
  }
  const after = async () => {
    for (const sized of stores) await sized.remove()
  }
  return { stage: { before, jobs, after }, series, bulks }
}
