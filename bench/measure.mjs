// @ts-check
import { fork } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { machineCpu, postgresCpu, processCpu } from './cpu.mjs'
import { ask } from './messages.mjs'
import { runDirectory } from './place.mjs'
import { serialise } from './requests.mjs'

/** @typedef {import('./load.mjs').LoadResult} LoadResult */
/** @typedef {import('./requests.mjs').Operation} Operation */
/** @typedef {import('./subjects.mjs').Subject} Subject */

/**
 * @typedef {LoadResult & {
 *   serverCpu: number | undefined,
 *   databaseCpu: number | undefined,
 *   strangersBusy: number | undefined,
 * }} Sample CPU times are microseconds per request; the busy ones are cores.
 */

/**
 * @typedef {object} Plan
 * @property {number} connections
 * @property {number} warmUp Requests before the measurement.
 * @property {number} requests Distinct requests where each may be sent only once.
 * @property {number} reusable Distinct requests where they may be sent again.
 * @property {number} maxSeconds
 */

const loadScript = fileURLToPath(new URL('./load.mjs', import.meta.url))

/**
 * Starts a fresh server, loads it once and stops it.
 * @param {Subject} subject
 * @param {Operation} operation
 * @param {Plan} plan
 * @param {() => number | undefined} postmaster
 * @param {(step: string) => void} progress
 * @returns {Promise<Sample>}
 */
export async function measure(subject, operation, plan, postmaster, progress) {
  progress('starting')
  const server = await subject.start()
  const file = join(runDirectory, 'requests.json')
  const generator = fork(loadScript)
  try {
    const distinct = operation === 'revoke' && subject.store !== 'none'
    const count = plan.warmUp + (distinct ? plan.requests * subject.tokenScale : plan.reusable)
    progress(`creating ${count} tokens`)
    const requests = await subject.prepare(operation, count)
    const { host } = new URL(server.url)
    await writeFile(file, JSON.stringify(requests.map((request) => serialise(request, host))))
    const { connections, maxSeconds } = plan
    const mustContain = subject.mustContain[operation]
    await ask(generator, 'prepare', { url: server.url, file, connections, mustContain })

    const liveBefore = await subject.liveTokens()
    progress('warming up')
    const warm = await ask(generator, 'run', {
      from: 0,
      to: plan.warmUp,
      distinct: true,
      maxSeconds,
    })
    progress('measuring')
    const before = readCpu(server.pid, postmaster())
    /** @type {LoadResult} */
    const result = await ask(generator, 'run', {
      from: plan.warmUp,
      to: requests.length,
      distinct,
      maxSeconds,
    })
    const used = difference(before, readCpu(server.pid, postmaster()))
    const liveAfter = await subject.liveTokens()
    if (distinct) checkRevoked(liveBefore, liveAfter, warm.requests + result.requests)

    return {
      ...result,
      serverCpu: perRequest(used.server, result),
      databaseCpu: subject.store === 'postgres' ? perRequest(used.database, result) : undefined,
      strangersBusy: strangersBusy(used, result),
    }
  } finally {
    generator.disconnect()
    await rm(file, { force: true })
    await server.stop()
  }
}

/**
 * A revocation endpoint answers 200 for an unknown token as well: only the store can tell.
 * @param {number | undefined} before
 * @param {number | undefined} after
 * @param {number} sent
 */
function checkRevoked(before, after, sent) {
  if (before === undefined || after === undefined) return
  if (before - after !== sent) {
    throw new Error(`${sent} tokens were revoked, but ${before - after} went out of use.`)
  }
}

/** @typedef {{ machine: number, server: number, database: number }} CpuReading NaN where unknown. */

/**
 * @param {number} server
 * @param {number | undefined} postmaster
 * @returns {CpuReading}
 */
function readCpu(server, postmaster) {
  return {
    machine: machineCpu() ?? Number.NaN,
    server: processCpu(server) ?? Number.NaN,
    database: postgresCpu(postmaster) ?? Number.NaN,
  }
}

/**
 * @param {CpuReading} before
 * @param {CpuReading} after
 */
function difference(before, after) {
  return {
    machine: after.machine - before.machine,
    server: after.server - before.server,
    database: after.database - before.database,
  }
}

/**
 * @param {number} microseconds
 * @param {LoadResult} result
 */
function perRequest(microseconds, result) {
  return Number.isNaN(microseconds) ? undefined : microseconds / result.requests
}

/**
 * How many cores were kept busy by whatever took no part in the measurement.
 * @param {CpuReading} used
 * @param {LoadResult} result
 */
function strangersBusy(used, { seconds, generatorBusy }) {
  if (Number.isNaN(used.machine)) return undefined
  const database = Number.isNaN(used.database) ? 0 : used.database
  const cores = (used.machine - used.server - database) / 1e6 / seconds - generatorBusy
  return Math.max(0, cores)
}
