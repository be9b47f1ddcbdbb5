// @ts-check
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'libsql'
import pg from 'pg'
import { openPostgres } from '../../dist/storage/sql/dialect/postgres.js'
import { openSqlite } from '../../dist/storage/sql/dialect/sqlite.js'
import { openStore } from '../../dist/storage/sql/store.js'

/** @typedef {import('../../dist/ports/store.js').Store} Store */
/** @typedef {Record<string, string | number | null>} Row */
/** @typedef {(typeof tables)[number]} Table */
/** @typedef {Record<Table, Row[]>} Content The whole trail, row by row. */

/**
 * @typedef {object} Ground A store, and a way past it that its owner never takes.
 * @property {'sqlite' | 'postgres'} kind
 * @property {Store} store
 * @property {(statements: readonly string[]) => Promise<void>} alter
 * @property {() => Promise<Content>} read
 * @property {() => Promise<void>} remember Keeps the trail as it is now.
 * @property {() => Promise<void>} restore Brings the remembered trail back.
 * @property {() => Promise<void>} tidy Forgets what was restored from: it would slow down every look.
 * @property {() => Promise<void>} remove
 */

export const tables = /** @type {const} */ (['audit_entries', 'audit_seals', 'audit_head'])

const remembering = tables.flatMap((table) => [
  `drop table if exists kept_${table}`,
  `create table kept_${table} as select * from ${table}`,
])
const restoring = tables.flatMap((table) => [
  `delete from ${table}`,
  `insert into ${table} select * from kept_${table}`,
])

/**
 * The same rows in the same order, wherever the store has put them.
 *
 * @param {readonly Row[]} rows
 */
const inOrder = (rows) =>
  rows
    .map((row) => ({ row, text: JSON.stringify(row) }))
    .toSorted((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ row }) => row)

/**
 * @param {Ground['alter']} alter
 * @param {(table: Table) => Promise<Row[]>} readTable
 */
const keeper = (alter, readTable) => ({
  alter,
  /** @returns {Promise<Content>} */
  read: async () => ({
    audit_entries: inOrder(await readTable('audit_entries')),
    audit_seals: inOrder(await readTable('audit_seals')),
    audit_head: inOrder(await readTable('audit_head')),
  }),
  remember: () => alter(remembering),
  restore: () => alter(restoring),
})

/** @returns {Promise<Ground>} */
export async function createSqliteGround() {
  const directory = mkdtempSync(join(tmpdir(), 'tessera-audit-'))
  const file = join(directory, 'tessera.db')
  const store = await openStore(openSqlite(file))
  const connection = new Sqlite(file)
  connection.exec('pragma synchronous = off')
  /** @type {Ground['alter']} */
  const alter = async (statements) => {
    connection.exec('begin immediate')
    try {
      for (const text of statements) connection.exec(text)
      connection.exec('commit')
    } catch (fault) {
      if (connection.inTransaction) connection.exec('rollback')
      throw fault
    }
  }
  return {
    kind: 'sqlite',
    store,
    ...keeper(
      alter,
      async (table) => /** @type {Row[]} */ (connection.prepare(`select * from ${table}`).all()),
    ),
    tidy: async () => {},
    async remove() {
      connection.close()
      await store.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/**
 * @param {{ url: string, stop(): Promise<void> }} cluster
 * @returns {Promise<Ground>}
 */
export async function createPostgresGround({ url, stop }) {
  const onIdleFault = () => {}
  const store = await openStore(openPostgres({ url, poolSize: 3, onIdleFault }))
  const types = { getTypeParser: () => (/** @type {string} */ text) => text }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return {
    kind: 'postgres',
    store,
    ...keeper(
      // Several statements of one query are one transaction.
      async (statements) => void (await client.query(statements.join(';\n'))),
      async (table) => {
        const { rows, fields } = await client.query({
          text: `select * from ${table}`,
          types: /** @type {never} */ (types),
        })
        const numeric = fields.filter(({ dataTypeID }) => dataTypeID === pg.types.builtins.INT8)
        for (const row of rows) {
          for (const { name } of numeric) if (row[name] !== null) row[name] = Number(row[name])
        }
        return rows
      },
    ),
    async tidy() {
      for (const table of tables) await client.query(`vacuum ${table}`)
    },
    async remove() {
      await client.end()
      await store.close()
      await stop()
    },
  }
}
