// @ts-check
import { readFile } from 'node:fs/promises'
import { HttpConnection, statusOf } from './http-connection.mjs'
import { answer } from './messages.mjs'

/**
 * @typedef {object} LoadJob
 * @property {string} url
 * @property {string} file A JSON array of serialised HTTP/1.1 requests.
 * @property {number} connections
 * @property {string} [mustContain] Text without which a response counts as failed.
 */

/**
 * @typedef {object} LoadPhase
 * @property {number} from Index of the first request.
 * @property {number} to Index after the last request.
 * @property {boolean} distinct Each request is sent at most once.
 * @property {number} maxSeconds
 */

/**
 * @typedef {object} LoadResult
 * @property {number} requests
 * @property {number} failed
 * @property {string | undefined} firstFailure
 * @property {number} seconds
 * @property {number} requestsPerSecond
 * @property {number} p50 Milliseconds.
 * @property {number} p99 Milliseconds.
 * @property {number} generatorBusy Share of one core that the generator itself used.
 */

/** @type {Buffer[]} */
let requests = []
/** @type {HttpConnection[]} */
let connections = []
/** @type {Buffer | undefined} */
let needle
/** @type {(error: Error) => void} */
let onBroken = () => undefined

/** @param {LoadJob} job */
async function prepare(job) {
  /** @type {string[]} */
  const texts = JSON.parse(await readFile(job.file, 'utf8'))
  requests = texts.map((text) => Buffer.from(text))
  needle = job.mustContain ? Buffer.from(job.mustContain) : undefined
  const url = new URL(job.url)
  connections = Array.from(
    { length: job.connections },
    () => new HttpConnection(url, (error) => onBroken(error)),
  )
  await Promise.all(connections.map((connection) => connection.opened()))
}

/**
 * @param {Float64Array} sorted
 * @param {number} share
 */
function percentile(sorted, share) {
  const index = Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)
  return sorted[Math.max(0, index)] ?? Number.NaN
}

/**
 * @param {LoadPhase} phase
 * @returns {Promise<LoadResult>}
 */
function run({ from, to, distinct, maxSeconds }) {
  return new Promise((resolve, reject) => {
    onBroken = reject
    /** @type {number[]} */
    const latencies = []
    let failed = 0
    /** @type {string | undefined} */
    let firstFailure
    let next = from
    let underWay = 0
    const cpuBefore = process.cpuUsage()
    const started = performance.now()
    const deadline = started + maxSeconds * 1000

    const finish = () => {
      const seconds = (performance.now() - started) / 1000
      const cpu = process.cpuUsage(cpuBefore)
      const sorted = Float64Array.from(latencies).sort()
      resolve({
        requests: latencies.length,
        failed,
        firstFailure,
        seconds,
        requestsPerSecond: latencies.length / seconds,
        p50: percentile(sorted, 0.5),
        p99: percentile(sorted, 0.99),
        generatorBusy: (cpu.user + cpu.system) / 1e6 / seconds,
      })
    }

    /**
     * @param {HttpConnection} connection
     * @param {number} now
     */
    const sendNext = (connection, now) => {
      if (next === to && !distinct) next = from
      const request = now < deadline && next < to ? requests[next] : undefined
      if (!request) {
        if (underWay === 0) finish()
        return
      }
      next += 1
      underWay += 1
      connection.send(request, (response) => {
        const received = performance.now()
        latencies.push(received - now)
        const status = statusOf(response)
        if (status < 200 || status > 299 || (needle && !response.includes(needle))) {
          failed += 1
          firstFailure ??= response.toString('utf8', 0, 600)
        }
        underWay -= 1
        sendNext(connection, received)
      })
    }

    for (const connection of connections) sendNext(connection, performance.now())
  })
}

function close() {
  for (const connection of connections) connection.close()
}

answer({ prepare, run, close })
