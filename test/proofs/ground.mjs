// @ts-check
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'libsql'
import pg from 'pg'
import { startServer } from '../../bench/server-process.mjs'
import { databaseFile } from '../../dist/config.js'
import { openPostgres } from '../../dist/storage/sql/dialect/postgres.js'
import { openSqlite } from '../../dist/storage/sql/dialect/sqlite.js'
import { openStore } from '../../dist/storage/sql/store.js'

/** @typedef {import('../../dist/ports/store.js').Store} Store */
/** @typedef {import('../../bench/server-process.mjs').ServerProcess} ServerProcess */
/** @typedef {{ stopImmediate(): Promise<void>, restart(): Promise<void>, stop(): Promise<void>, url: string }} Cluster */

/**
 * @typedef {object} Ground A store that outlives the servers that are killed upon it.
 * @property {'sqlite' | 'postgres'} store
 * @property {() => Promise<ServerProcess>} startServer
 * @property {<T>(work: (store: Store) => Promise<T>) => Promise<T>} withStore Durable like the server's own, and fast.
 * @property {(() => Promise<void>) | undefined} crashDatabase
 * @property {(() => Promise<void>) | undefined} restartDatabase
 * @property {() => Promise<string[]>} faults What the store finds wrong with itself.
 * @property {() => Promise<number>} deadlocks How many the database has ended.
 * @property {() => Promise<void>} remove
 */

const executable = fileURLToPath(new URL('../../bin/tessera.js', import.meta.url))

/** Pairs are written whole or not at all. */
export const halfPairs = `select count(*) as n from grants g where g.generation > 0 and g.code_digest is not null
  and (select count(*) from tokens t where t.grant_id = g.grant_id and t.generation = g.generation) <> 2`

function createDirectory() {
  const directory = mkdtempSync(join(tmpdir(), 'tessera-proof-'))
  const remove = () => rmSync(directory, { recursive: true, force: true })
  process.on('exit', remove)
  return { directory, remove }
}

/**
 * @param {import('../../dist/storage/sql/database.js').Database} database
 * @param {(store: Store) => Promise<unknown>} work
 */
async function withStoreOn(database, work) {
  const store = await openStore(database)
  try {
    return /** @type {never} */ (await work(store))
  } finally {
    await store.close()
  }
}

/** @param {string | undefined} preload */
const importing = (preload) => (preload === undefined ? [] : ['--import', preload])

/**
 * @param {string} [preload] URL of a module that the servers import first.
 * @returns {Ground}
 */
export function createSqliteGround(preload) {
  const { directory, remove } = createDirectory()
  const file = databaseFile(directory)
  const start = [executable, 'start', '--port', '0', '--data-dir', directory]
  const args = [...importing(preload), ...start]
  return {
    store: 'sqlite',
    startServer: () => startServer(args, { DATABASE_URL: '' }),
    withStore: (work) => withStoreOn(openSqlite(file), work),
    crashDatabase: undefined,
    restartDatabase: undefined,
    async faults() {
      const connection = new Sqlite(file)
      try {
        const rows = connection.prepare('pragma integrity_check').all()
        const found = rows.map((row) => String(Object.values(/** @type {object} */ (row))[0]))
        const { n } = /** @type {{ n: number }} */ (connection.prepare(halfPairs).get([]))
        return [...found.filter((text) => text !== 'ok'), ...(n ? [`${n} half pairs`] : [])]
      } finally {
        connection.close()
      }
    },
    deadlocks: () => Promise.resolve(0),
    async remove() {
      remove()
    },
  }
}

/**
 * The database under a URL whose connections acknowledge before they are durable.
 * @param {string} url
 */
export const lazyUrl = (url) => `${url}?options=-c%20synchronous_commit%3Doff`

/**
 * @param {string} url
 * @param {string} text
 */
async function query(url, text) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

/**
 * @param {Cluster} cluster
 * @param {{ preload?: string | undefined, serverUrl?: string }} [options] A module that the servers import first, and
 *   the URL under which they know the database.
 * @returns {Ground}
 */
export function createPostgresGround(cluster, { preload, serverUrl = cluster.url } = {}) {
  const { directory, remove } = createDirectory()
  const { url } = cluster
  const lazy = lazyUrl(url)
  const start = [executable, 'start', '--port', '0', '--data-dir', directory]
  const args = [...importing(preload), ...start]
  return {
    store: 'postgres',
    startServer: () => startServer(args, { DATABASE_URL: serverUrl }),
    async withStore(work) {
      const onIdleFault = (/** @type {Error} */ fault) => {
        throw fault
      }
      const done = await withStoreOn(openPostgres({ url: lazy, poolSize: 10, onIdleFault }), work)
      await query(url, 'checkpoint')
      return done
    },
    crashDatabase: () => cluster.stopImmediate(),
    restartDatabase: () => cluster.restart(),
    async faults() {
      const [row] = await query(url, halfPairs)
      return Number(row.n) ? [`${row.n} half pairs`] : []
    },
    async deadlocks() {
      const [row] = await query(url, 'select sum(deadlocks) as n from pg_stat_database')
      return Number(row.n)
    },
    async remove() {
      await cluster.stop()
      remove()
    },
  }
}
