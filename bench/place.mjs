// @ts-check
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** @typedef {import('./server-process.mjs').ServerProcess} ServerProcess */
/** @typedef {import('./subjects.mjs').Ground} Ground */
/** @typedef {import('./subjects.mjs').Running} Running */
/** @typedef {import('./subjects.mjs').Subject} Subject */

/**
 * @param {Subject['store']} store
 * @param {Ground} ground
 */
export function missingPostgres(store, ground) {
  return store === 'postgres' && !ground.postgresUrl ? 'PostgreSQL was not found' : undefined
}

/**
 * A fresh, empty place for a server's data.
 * @param {Subject['store']} store
 * @param {Ground} ground
 * @returns {Promise<{ directory: string, databaseUrl?: string, environment: NodeJS.ProcessEnv, remove: () => Promise<void> }>}
 */
export async function createPlace(store, ground) {
  const directory = await mkdtemp(join(tmpdir(), 'tessera-bench-'))
  const removeDirectory = () => rm(directory, { recursive: true, force: true })
  if (store !== 'postgres') {
    const environment = { DATABASE_FILE: join(directory, 'floor.db') }
    return { directory, environment, remove: removeDirectory }
  }
  const database = await ground.createDatabase()
  return {
    directory,
    databaseUrl: database.url,
    environment: { DATABASE_URL: database.url },
    async remove() {
      await database.drop()
      await removeDirectory()
    },
  }
}

/**
 * @param {ServerProcess} server
 * @param {() => Promise<void>} remove
 * @returns {Running}
 */
export function withCleanup(server, remove) {
  return {
    url: server.url,
    pid: server.pid,
    async stop() {
      await server.stop()
      await remove()
    },
  }
}
