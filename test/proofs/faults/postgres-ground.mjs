// @ts-check
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { openPostgres } from '../../../dist/storage/sql/dialect/postgres.js'
import { openStore } from '../../../dist/storage/sql/store.js'
import { halfPairs } from '../ground.mjs'
import { startNode } from './node.mjs'
import { postgresFaults } from './postgres-faults.mjs'
import { startProxy } from './proxy.mjs'
import { takeAim } from './wire-faults.mjs'

/** @typedef {import('../ground.mjs').Cluster} Cluster */
/** @typedef {import('./ground.mjs').Ground} Ground */
/** @typedef {import('./wire-faults.mjs').Random} Random */

/**
 * @typedef {object} PostgresGround
 * @property {import('./wire-faults.mjs').Aim} aim
 * @property {{ answer: ((client: import('node:net').Socket) => void) | undefined }} door Takes new connections.
 * @property {{ answer: ((answer: Buffer) => void) | undefined }} watch
 * @property {Random} random
 * @property {number} patience
 * @property {import('./proxy.mjs').Proxy} proxy
 * @property {(text: string) => Promise<Record<string, unknown>[]>} admin Past the proxy, in one session.
 * @property {() => Promise<void>} crash
 * @property {() => Promise<void>} restart
 */

const busy = "select 1 from pg_stat_activity where application_name = 'tessera' and state <> 'idle'"

/**
 * A node that reaches its PostgreSQL through the proxy. The node's role is no superuser: a limit of connections holds.
 * @param {Cluster} cluster
 * @param {{ random: Random, patience: number, sabotaged: boolean }} options
 * @returns {Promise<Ground>}
 */
export async function createPostgresGround(cluster, { random, patience, sabotaged }) {
  const directory = mkdtempSync(join(tmpdir(), 'tessera-faults-'))
  const remove = () => rmSync(directory, { recursive: true, force: true })
  process.on('exit', remove)
  const here = new URL(cluster.url)
  const urlOf = (/** @type {string} */ user, /** @type {string} */ port) =>
    `postgres://${user}@127.0.0.1:${port}/faults`

  /** @param {string} url */
  const openAdmin = async (url) => {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
    return client
  }
  const first = await openAdmin(cluster.url)
  await first.query('create role tessera login')
  await first.query('create database faults owner tessera')
  await first.end()
  let session = await openAdmin(urlOf('postgres', here.port))

  /** @type {PostgresGround['aim']} */
  const aim = { strike: undefined, left: 0, isCertain: false }
  /** @type {PostgresGround['door']} */
  const door = { answer: undefined }
  /** @type {PostgresGround['watch']} */
  const watch = { answer: undefined }
  const proxy = await startProxy(
    { host: '127.0.0.1', port: Number(here.port) },
    {
      onExchange: (link, exchange) => takeAim(aim, random, link, exchange),
      onConnection(client) {
        door.answer?.(client)
        return door.answer !== undefined
      },
      onAnswer: (answer) => watch.answer?.(answer),
    },
  )
  /** @type {PostgresGround} */
  const ground = {
    aim,
    door,
    watch,
    random,
    patience,
    proxy,
    async admin(text) {
      const results = await session.query(text)
      return Array.isArray(results) ? [] : results.rows
    },
    crash: () => cluster.stopImmediate(),
    async restart() {
      await cluster.restart()
      session = await openAdmin(urlOf('postgres', here.port))
    },
  }
  const node = await startNode({
    directory,
    patience,
    sabotaged,
    databaseUrl: urlOf('tessera', String(proxy.port)),
  })
  return {
    store: 'postgres',
    node,
    faults: postgresFaults(ground),
    async withStore(work) {
      const onIdleFault = () => {}
      const url = urlOf('tessera', here.port)
      const store = await openStore(openPostgres({ url, poolSize: 10, onIdleFault }))
      try {
        return await work(store)
      } finally {
        await store.close()
      }
    },
    async settled() {
      // What a client gave up may still run in the database.
      while ((await ground.admin(busy)).length > 0) await delay(10)
    },
    async halfPairs() {
      const [row] = await ground.admin(halfPairs)
      return Number(row?.n)
    },
    async remove() {
      await node.stop()
      await proxy.close()
      await session.end()
      await cluster.stop()
      remove()
    },
  }
}
