// @ts-check
import { fork } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { postgresCpu, processCpu } from './cpu.mjs'
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
 * }} Sample CPU times are microseconds per request.
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
    const cpuBefore = [processCpu(server.pid), postgresCpu(postmaster())]
    /** @type {LoadResult} */
    const result = await ask(generator, 'run', {
      from: plan.warmUp,
      to: requests.length,
      distinct,
      maxSeconds,
    })
    const cpuAfter = [processCpu(server.pid), postgresCpu(postmaster())]
    const liveAfter = await subject.liveTokens()
    if (distinct) checkRevoked(liveBefore, liveAfter, warm.requests + result.requests)

    const perRequest = [0, 1].map((index) => {
      const [before, after] = [cpuBefore[index], cpuAfter[index]]
      return before === undefined || after === undefined
        ? undefined
        : (after - before) / result.requests
    })
    const databaseCpu = subject.store === 'postgres' ? perRequest[1] : undefined
    return { ...result, serverCpu: perRequest[0], databaseCpu }
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
