// @ts-check
import { fork } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { meter } from './cpu-meter.mjs'
import { ask } from './messages.mjs'
import { runDirectory } from './place.mjs'
import { serialise } from './requests.mjs'

/** @typedef {import('./load.mjs').LoadPhase} LoadPhase */
/** @typedef {import('./load.mjs').LoadResult} LoadResult */
/** @typedef {import('./requests.mjs').Operation} Operation */
/** @typedef {import('./subjects.mjs').Running} Running */
/** @typedef {import('./subjects.mjs').Subject} Subject */

/**
 * @typedef {LoadResult & {
 *   rate: number | undefined,
 *   serverCpu: number | undefined,
 *   databaseCpu: number | undefined,
 *   serverCores: number | undefined,
 *   databaseCores: number | undefined,
 *   generatorCores: number,
 *   machineCores: number | undefined,
 *   strangerCores: number | undefined,
 * }} Sample CPU times are microseconds per request; cores are how many were kept busy. Strangers took no part.
 */

const loadScript = fileURLToPath(new URL('./load.mjs', import.meta.url))

/** @param {number} value */
const known = (value) => (Number.isNaN(value) ? undefined : value)

/**
 * A process of its own that loads one running subject.
 * @param {Subject} subject
 * @param {Running} running
 * @param {number} connections
 * @param {number | undefined} postmaster
 */
export function startGenerator(subject, running, connections, postmaster) {
  const child = fork(loadScript)
  const file = join(runDirectory, 'requests.json')
  return {
    /**
     * @param {Operation} operation
     * @param {readonly string[]} tokens
     */
    async prepare(operation, tokens) {
      const { host } = new URL(running.urls[0] ?? '')
      const texts = tokens.map((token) => serialise(subject.request(operation, token), host))
      await writeFile(file, JSON.stringify(texts))
      const mustContain = subject.mustContain[operation]
      await ask(child, 'prepare', { urls: running.urls, file, connections, mustContain })
      await rm(file)
    },
    /**
     * @param {LoadPhase} phase
     * @returns {Promise<Sample>}
     */
    async run(phase) {
      const { result, used } = await meter(
        running.pids,
        postmaster,
        () => /** @type {Promise<LoadResult>} */ (ask(child, 'run', phase)),
      )
      const onPostgres = subject.store === 'postgres'
      const microseconds = result.seconds * 1e6
      const others = used.machine - used.server - result.generatorCpu
      const strangers = Math.max(0, others - (known(used.database) ?? 0))
      return {
        ...result,
        rate: phase.rate,
        serverCpu: known(used.server / result.requests),
        databaseCpu: onPostgres ? known(used.database / result.requests) : undefined,
        serverCores: known(used.server / microseconds),
        databaseCores: onPostgres ? known(used.database / microseconds) : undefined,
        generatorCores: result.generatorCpu / microseconds,
        machineCores: known(used.machine / microseconds),
        strangerCores: known(strangers / microseconds),
      }
    },
    stop: () => child.disconnect(),
  }
}
