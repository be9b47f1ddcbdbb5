// @ts-check
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from './server-process.mjs'

/** @typedef {import('./subjects.mjs').Ground} Ground */
/** @typedef {import('./subjects.mjs').Subject} Subject */

/**
 * @typedef {object} Place Where one server keeps its data.
 * @property {string} directory
 * @property {string | undefined} databaseUrl
 * @property {() => Promise<void>} remove
 */

/** Holds every file of this run; gone with the process, however it ends short of being killed. */
export const runDirectory = mkdtempSync(join(tmpdir(), 'tessera-bench-'))
process.on('exit', () => rmSync(runDirectory, { recursive: true, force: true }))

/**
 * @param {Subject['store']} store
 * @param {Ground} ground
 */
export function missingPostgres(store, ground) {
  return store === 'postgres' && !ground.postgresUrl ? 'PostgreSQL was not found' : undefined
}

/**
 * @param {Subject['store']} store
 * @param {Ground} ground
 * @returns {Promise<Place>}
 */
export async function createPlace(store, ground) {
  const directory = await mkdtemp(join(runDirectory, 'data-'))
  const database = store === 'postgres' ? await ground.createDatabase() : undefined
  return {
    directory,
    databaseUrl: database?.url,
    async remove() {
      await database?.drop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/**
 * Starts a Node server whose place goes away with it.
 * @param {Place} place
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [environment]
 */
export function startAt(place, args, environment) {
  return endingWith(place, () => startServer(args, environment))
}

/**
 * What `start` gives, with a place that goes away when it is stopped or cannot be started.
 * @template {{ stop: () => Promise<void> }} T
 * @param {Place} place
 * @param {() => Promise<T>} start
 * @returns {Promise<T>}
 */
export async function endingWith(place, start) {
  try {
    const server = await start()
    return {
      ...server,
      async stop() {
        await server.stop()
        await place.remove()
      },
    }
  } catch (error) {
    await place.remove()
    throw error
  }
}

/** For a server that cannot be told to take any port. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  server.close()
  await once(server, 'close')
  return port
}
