// @ts-check
import Fastify from 'fastify'
import Database from 'libsql'
import pg from 'pg'
import { botUser } from './bot-user.mjs'
import { answer } from './messages.mjs'
import { poolSize } from './pool-size.mjs'
import { announce } from './server-process.mjs'

// The least a durable revocation can cost: one row, found by its primary key, flushed before the answer (on SQLite with
// all others of the same turn of the event loop). And the least that a check of a token can cost which asks the store
// every time: one row, read by its primary key.

/**
 * @typedef {object} Floor
 * @property {(tokens: readonly string[]) => unknown} seed
 * @property {() => unknown} live How many tokens are not revoked.
 * @property {(token: string) => Promise<void>} revoke
 * @property {(token: string) => Promise<boolean>} isLive
 */

/**
 * @param {string} file
 * @returns {Floor}
 */
function sqliteFloor(file) {
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  // As much memory as Tessera gives its store.
  database.pragma('cache_size = -65536')
  database.pragma('mmap_size = 1073741824')
  database.exec('CREATE TABLE tokens (id TEXT PRIMARY KEY, revoked_at INTEGER) WITHOUT ROWID')
  const insert = database.prepare('INSERT INTO tokens (id) VALUES (?)')
  const update = database.prepare('UPDATE tokens SET revoked_at = ? WHERE id = ?')
  const find = database.prepare('SELECT revoked_at FROM tokens WHERE id = ?').raw()
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const count = database.prepare('SELECT count(*) AS n FROM tokens WHERE revoked_at IS NULL')
  /** @type {{ token: string, done: () => void, failed: (error: unknown) => void }[]} */
  let waiting = []

  function flush() {
    const batch = waiting
    waiting = []
    try {
      begin.run()
      for (const { token } of batch) update.run(Date.now(), token)
      commit.run()
      for (const { done } of batch) done()
    } catch (error) {
      if (database.inTransaction) database.exec('ROLLBACK')
      for (const { failed } of batch) failed(error)
    }
  }

  return {
    seed(tokens) {
      begin.run()
      for (const token of tokens) insert.run(token)
      commit.run()
      database.pragma('wal_checkpoint(TRUNCATE)')
    },
    live: () => /** @type {any} */ (count.get()).n,
    isLive: async (token) => {
      const row = /** @type {unknown[] | undefined} */ (find.get(token))
      return row?.[0] === null
    },
    revoke(token) {
      return new Promise((done, failed) => {
        if (waiting.length === 0) setImmediate(flush)
        waiting.push({ token, done, failed })
      })
    },
  }
}

/**
 * @param {string} connectionString
 * @returns {Promise<Floor>}
 */
async function postgresFloor(connectionString) {
  const pool = new pg.Pool({
    connectionString,
    max: poolSize,
    options: '-c synchronous_commit=on',
  })
  await pool.query('CREATE TABLE tokens (id text PRIMARY KEY, revoked_at timestamptz)')
  const text = 'UPDATE tokens SET revoked_at = now() WHERE id = $1'
  const find = 'SELECT revoked_at FROM tokens WHERE id = $1'
  return {
    async seed(tokens) {
      await pool.query('INSERT INTO tokens (id) SELECT unnest($1::text[])', [tokens])
      await pool.query('VACUUM ANALYZE tokens')
      await pool.query('CHECKPOINT')
    },
    async live() {
      const { rows } = await pool.query('SELECT count(*) n FROM tokens WHERE revoked_at IS NULL')
      return Number(rows[0].n)
    },
    async revoke(token) {
      await pool.query({ name: 'revoke', text, values: [token] })
    },
    async isLive(token) {
      const { rows } = await pool.query({ name: 'find', text: find, values: [token] })
      return rows[0]?.revoked_at === null
    },
  }
}

const { DATABASE_URL, DATABASE_FILE, SABOTAGE } = process.env
const floor = DATABASE_URL ? await postgresFloor(DATABASE_URL) : sqliteFloor(String(DATABASE_FILE))
const app = Fastify({ logger: false })
let served = 0

function requestId() {
  served += 1
  return `00000000-0000-4000-8000-${String(served).padStart(12, '0')}`
}

app.post('/v1/oauth/revoke', async (request) => {
  const request_id = requestId()
  if (SABOTAGE && served % 2 === 0) return { request_id }
  await floor.revoke(/** @type {any} */ (request.body).token)
  return { request_id }
})

app.post('/v1/oauth/introspect', async (request) => {
  const active = await floor.isLive(/** @type {any} */ (request.body).token)
  const found = active ? { scope: 'read_content', iat: 1_700_000_000_000 } : {}
  return { active, ...found, request_id: requestId() }
})

app.get('/v1/users/me', async ({ headers }, reply) => {
  if (await floor.isLive(headers.authorization?.slice('Bearer '.length) ?? '')) return botUser
  return reply.code(401).send({ object: 'error' })
})

answer({ seed: (tokens) => floor.seed(tokens), live: () => floor.live() })
announce(await app.listen({ port: 0, host: '127.0.0.1' }))
