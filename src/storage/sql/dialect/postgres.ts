import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import type { Database, Migration } from '../database.js'
import { ifGuardHeld, type Statement, valuesOf, type Write } from '../statement.js'

/** Serialises migrations of many nodes; any constant of our own. */
const MIGRATION_LOCK = 7_365_737

/** SQLSTATE of the division by zero with which a lost guard undoes its statement. */
const DIVISION_BY_ZERO = '22012'

const INT8 = 20

/** Milliseconds that a database which no longer answers may delay the end of a node. */
const GOODBYE = 2000

/** Milliseconds and counters fit a double; the driver would hand them over as text. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

export type PostgresOptions = {
  readonly url: string
  /** Connections of this node. */
  readonly poolSize: number
  readonly onIdleFault: (fault: Error) => void
}

/** Opens a pool. Nothing is connected until the first query. */
export const openPostgres = ({ url, poolSize, onIdleFault }: PostgresOptions): Database => {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    types,
    connectionTimeoutMillis: 5000,
    application_name: 'tessera',
    // A server or role may default to answering before the commit is on disk; a revoke must not.
    options: '-c synchronous_commit=on',
  })
  pool.on('error', onIdleFault)
  // The pool stops listening to a connection that it closes; one that breaks meanwhile must not end the process.
  const open = new Set<pg.PoolClient>()
  pool.on('connect', (client) => {
    open.add(client)
    client.on('error', onIdleFault)
    client.once('end', () => open.delete(client))
  })

  const guarded = new Map<string, string>()
  const commitAll = async (writes: readonly Write[]): Promise<boolean> => {
    const name = writes.map(({ statement }) => statement.name).join('+')
    let text = guarded.get(name)
    if (text === undefined) {
      text = inOneStatement(writes)
      guarded.set(name, text)
    }
    const values = writes.flatMap((write) => write.values)
    try {
      // A name longer than 63 characters would be cut by the server: leave long batches unnamed.
      const query = name.length < 60 ? { name, text, values } : { text, values }
      return (await pool.query(query)).rows[0].held > 0
    } catch (fault) {
      if ((fault as { code?: string }).code === DIVISION_BY_ZERO) return false
      throw fault
    }
  }

  return {
    dialect: 'postgres',
    async get(statement, parameters) {
      const values = valuesOf(statement, parameters)
      return (await pool.query({ name: statement.name, text: statement.dollars, values })).rows[0]
    },
    async all(statement, parameters) {
      const values = valuesOf(statement, parameters)
      return (await pool.query({ name: statement.name, text: statement.dollars, values })).rows
    },
    async commit(...writes) {
      if (writes.length > 1) return commitAll(writes)
      const [{ statement, values }] = writes
      const result = await pool.query({ name: statement.name, text: statement.dollars, values })
      return (result.rowCount ?? 0) > 0
    },
    async migrate(migrations: readonly Migration[]) {
      const client = await pool.connect()
      try {
        await client.query('begin')
        await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
        await client.query('create table if not exists migrations (name text primary key)')
        const done = await client.query<{ name: string }>('select name from migrations')
        for (const { name, statements } of migrations) {
          if (done.rows.some((row) => row.name === name)) continue
          for (const text of statements) await client.query(text)
          await client.query('insert into migrations (name) values ($1)', [name])
        }
        await client.query('commit')
      } catch (fault) {
        await client.query('rollback').catch(() => {})
        throw fault
      } finally {
        client.release()
      }
    },
    async prepare(statement: Statement<never, unknown>) {
      const client = await pool.connect()
      try {
        await client.query(`prepare dialect_check as ${statement.dollars}`)
        await client.query('deallocate dialect_check')
      } finally {
        client.release()
      }
    },
    async close() {
      // The pool answers as soon as it has asked its connections to end, not when they have.
      const ended = [...open].map((client) => new Promise((done) => client.once('end', done)))
      const closed = Promise.all([pool.end(), ...ended])
      await Promise.race([closed, setTimeout(GOODBYE, undefined, { ref: false })])
    },
  }
}

/**
 * Several writes as one statement, so that a commit is one round trip. The guard is the first branch; the others ask
 * whether it changed a row. If one of them cannot ask, a division by zero undoes it with the statement.
 */
const inOneStatement = (writes: readonly Write[]): string => {
  let bound = 0
  const branches = writes.map(({ statement }, index) => {
    const offset = bound
    bound += statement.order.length
    const text = statement.dollars
      .replace(/\$(\d+)/g, (_, n: string) => `$${Number(n) + offset}`)
      .replace(ifGuardHeld, 'exists (select 1 from write_0)')
    return `write_${index} as (${text} returning 1)`
  })
  const allAsk = writes.slice(1).every(({ statement }) => statement.dollars.includes(ifGuardHeld))
  const held = allAsk ? 'count(*)' : '1 / count(*)'
  return `with ${branches.join(', ')} select ${held} as held from write_0`
}
