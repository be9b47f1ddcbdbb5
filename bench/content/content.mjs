// @ts-check
import { meter } from '../cpu-meter.mjs'
import { createPlace } from '../place.mjs'
import { percentile } from '../statistics.mjs'
import { startNodes } from '../subject-tessera.mjs'
import { otherQuestions, queries } from './questions.mjs'
import { createClient, makeRows } from './rows.mjs'

/** @typedef {import('../jobs.mjs').Stage} Stage */
/** @typedef {import('../jobs.mjs').Job} Job */
/** @typedef {import('../place.mjs').Place} Place */
/** @typedef {import('../subjects.mjs').Ground} BenchGround */
/** @typedef {import('./questions.mjs').Question} Question */

/**
 * @typedef {object} Finding Milliseconds of one question, round after round.
 * @property {'sqlite' | 'postgres'} store
 * @property {number} size Rows of the data source.
 * @property {Question} question
 * @property {number[]} times Of single requests, one after the other.
 * @property {number[]} serverCpu Of a request, for each round.
 * @property {number[]} databaseCpu
 */

const ROWS_A_SECOND = 3000

/** Requests before those that count, and for how many milliseconds at least: V8 compiles what has run often enough. */
const WARM_UP = 10
const WARM_UP_MS = 500

/**
 * Tessera over data sources of different sizes. All stores stand beside each other, and each question is put to all of
 * them in turn, so that a machine that slows down slows all alike.
 * @param {object} content
 * @param {readonly number[]} content.sizes
 * @param {readonly ('sqlite' | 'postgres')[]} content.stores
 * @param {number} content.requests Of each question in each round.
 * @param {(text: string) => boolean} content.wanted
 * @param {BenchGround} content.ground
 * @param {() => number | undefined} content.postmaster
 * @returns {{ stage: Stage, findings: Finding[] }}
 */
export function contentStage({ sizes, stores, requests, wanted, ground, postmaster }) {
  /** @type {Finding[]} */
  const findings = []
  /** @type {Job[]} */
  const before = []
  /** @type {Job[]} */
  const jobs = []
  /** @type {(() => Promise<void>)[]} */
  const endings = []
  const questions = [...otherQuestions(), ...queries()]
  /** @type {Map<string, { pids: number[], client: Awaited<ReturnType<typeof createClient>>, made: { page: string, source: string } }>} */
  const subjects = new Map()

  const cells = sizes.flatMap((size) => stores.map((store) => ({ size, store })))
  for (const { size, store } of cells) {
    const key = `${store} ${size}`
    if (!questions.some(({ name }) => wanted(`content ${key} ${name}`))) continue
    before.push({
      label: `${key} rows`,
      seconds: 5 + size / ROWS_A_SECOND,
      async work(progress) {
        const place = await createPlace(store, ground)
        endings.push(() => place.remove())
        const nodes = await startNodes(place, 1)
        endings.unshift(() => nodes.stop())
        const client = await createClient(String(nodes.urls[0]))
        progress('filling')
        const made = await makeRows(client, place, size)
        subjects.set(key, { pids: nodes.pids, client, made })
      },
    })
  }
  for (const question of questions) {
    for (const { size, store } of cells) {
      const key = `${store} ${size}`
      if (!wanted(`content ${key} ${question.name}`)) continue
      /** @type {Finding} */
      const finding = { store, size, question, times: [], serverCpu: [], databaseCpu: [] }
      findings.push(finding)
      jobs.push({
        label: `${key}: ${question.name}`,
        seconds: requests * 0.02,
        async work() {
          const subject = subjects.get(key)
          if (!subject) throw new Error('The store has not been filled.')
          const { client, pids, made } = subject
          const ask = await question.prepare(client, { ...made, size })
          const warm = performance.now() + WARM_UP_MS
          for (let n = 0; n < WARM_UP || performance.now() < warm; n += 1) await ask()
          const { used } = await meter(pids, postmaster(), async () => {
            for (let n = 0; n < requests; n += 1) {
              const began = performance.now()
              await ask()
              finding.times.push(performance.now() - began)
            }
          })
          finding.serverCpu.push(used.server / requests / 1000)
          finding.databaseCpu.push(used.database / requests / 1000)
          // A long run that is broken off has told what it found so far.
          const { p50, serverCpu, databaseCpu } = figuresOf(finding)
          const figures = [p50, serverCpu, databaseCpu].map((value) => value.toFixed(1))
          console.log(`${key}: ${question.name}: p50, CPU, database CPU ${figures.join(', ')} ms`)
        },
      })
    }
  }
  const after = async () => {
    for (const end of endings) await end()
  }
  return { stage: { before, jobs, after }, findings }
}

/** @param {Finding} finding */
export function figuresOf({ times, serverCpu, databaseCpu }) {
  const sorted = [...times].sort((left, right) => left - right)
  const middle = (/** @type {number[]} */ values) =>
    percentile(
      [...values].sort((left, right) => left - right),
      0.5,
    )
  return {
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    serverCpu: middle(serverCpu),
    databaseCpu: middle(databaseCpu),
  }
}
