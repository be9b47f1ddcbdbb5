// @ts-check
import { readFile } from 'node:fs/promises'
import { HttpConnection, statusOf } from './http-connection.mjs'
import { answer } from './messages.mjs'
import { percentile } from './statistics.mjs'

/**
 * @typedef {object} LoadJob
 * @property {readonly string[]} urls The nodes; connections are dealt out to them in turn.
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
 * @property {number} [rate] Requests per second that arrive whether or not earlier ones were answered; without it
 *   every connection sends its next request as soon as it has the answer to the last.
 */

/**
 * @typedef {object} LoadResult
 * @property {number} requests
 * @property {number} next Index after the last request sent.
 * @property {number} failed
 * @property {string | undefined} firstFailure
 * @property {number} seconds
 * @property {number} requestsPerSecond
 * @property {number} p50 Milliseconds.
 * @property {number} p99 Milliseconds.
 * @property {number} p999 Milliseconds.
 * @property {number} generatorCpu Microseconds.
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
  close()
  const nodes = job.urls.map((url) => new URL(url))
  connections = Array.from({ length: job.connections }, (_, index) => {
    const node = /** @type {URL} */ (nodes[index % nodes.length])
    return new HttpConnection(node, (error) => onBroken(error))
  })
  await Promise.all(connections.map((connection) => connection.opened()))
}

/**
 * @param {LoadPhase} phase
 * @returns {Promise<LoadResult>}
 */
function run({ from, to, distinct, maxSeconds, rate }) {
  return new Promise((resolve, reject) => {
    onBroken = reject
    /** @type {number[]} */
    const latencies = []
    let failed = 0
    /** @type {string | undefined} */
    let firstFailure
    let next = from
    const cpuBefore = process.cpuUsage()
    const started = performance.now()
    const deadline = started + maxSeconds * 1000
    /** Connections without a request under way. */
    const idle = [...connections]
    let sent = 0
    let over = false

    const finish = () => {
      if (over) return
      over = true
      clearInterval(clock)
      const seconds = (performance.now() - started) / 1000
      const { user, system } = process.cpuUsage(cpuBefore)
      const sorted = Float64Array.from(latencies).sort()
      resolve({
        requests: latencies.length,
        next,
        failed,
        firstFailure,
        seconds,
        requestsPerSecond: latencies.length / seconds,
        p50: percentile(sorted, 0.5),
        p99: percentile(sorted, 0.99),
        p999: percentile(sorted, 0.999),
        generatorCpu: user + system,
      })
    }

    /**
     * When the next request is due, or nothing when there is none.
     * @param {number} now
     */
    const dueTime = (now) => {
      if (next === to && !distinct) next = from
      // A latency counts from when its request was due, so that a server which stalls is charged for all who wait.
      const due = rate ? started + (sent * 1000) / rate : now
      return next < to && due < deadline ? due : undefined
    }

    const sendDue = () => {
      const now = performance.now()
      let due = dueTime(now)
      while (due !== undefined && due <= now) {
        const connection = idle.shift()
        if (!connection) return
        send(connection, due)
        due = dueTime(now)
      }
      if (due === undefined && idle.length === connections.length) finish()
    }

    /**
     * @param {HttpConnection} connection
     * @param {number} due
     */
    const send = (connection, due) => {
      const request = /** @type {Buffer} */ (requests[next])
      next += 1
      sent += 1
      connection.send(request, (response) => {
        latencies.push(performance.now() - due)
        const status = statusOf(response)
        if (status < 200 || status > 299 || (needle && !response.includes(needle))) {
          failed += 1
          firstFailure ??= response.toString('utf8', 0, 600)
        }
        idle.push(connection)
        sendDue()
      })
    }

    // Spinning would arrive more evenly, on a core that the server needs.
    const clock = rate ? setInterval(sendDue, 1) : undefined
    sendDue()
  })
}

function close() {
  for (const connection of connections) connection.close()
  connections = []
}

answer({ prepare, run, close })
