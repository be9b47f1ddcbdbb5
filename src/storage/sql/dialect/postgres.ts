import type { QueryResult } from 'pg'
import { type Database, DEFAULT_PATIENCE, type Migration } from '../database.js'
import { type Bindable, ifGuardHeld, type Statement, valuesOf, type Write } from '../statement.js'
import {
  isClaim,
  type Lane,
  readTogether,
  revokeTogether,
  togetherOf,
} from './postgres-gathering.js'
import { openPool } from './postgres-pool.js'

/** Serialises migrations of many nodes; any constant of our own. */
const MIGRATION_LOCK = 7_365_737

/** Keeps the names of exclusive work apart from other advisory locks. */
const EXCLUSIVE_LOCKS = 7_365_738

/** Two exclusive works hold a connection each, and need one more to get anywhere. */
const MIN_POOL_SIZE = 3

/** SQLSTATE of the division by zero with which a lost guard undoes its statement. */
const DIVISION_BY_ZERO = '22012'

/** By the wall: inside a statement `now()` is when it began. */
const NOW = {
  name: 'now',
  text: 'select cast(extract(epoch from clock_timestamp()) * 1000 as bigint) as now',
}

export type PostgresOptions = {
  readonly url: string
  /** Connections of this node. */
  readonly poolSize: number
  /** How long a question may take, in milliseconds, its connection and its repetition included. */
  readonly patience?: number
  /** Told of every connection that breaks. */
  readonly onIdleFault: (fault: Error) => void
}

/** Opens a pool. Nothing is connected until the first query. Errors of its statements: `StoreFault`. */
export const openPostgres = (options: PostgresOptions): Database => {
  const { url, poolSize, patience = DEFAULT_PATIENCE, onIdleFault: onFault } = options
  const size = Math.max(poolSize, MIN_POOL_SIZE)
  const pool = openPool({ url, size, patience, onFault })

  const guarded = new Map<string, string>()
  const commitAll = async (writes: readonly Write[], repeatable: boolean): Promise<boolean> => {
    const name = writes.map(({ statement }) => statement.name).join('+')
    let text = guarded.get(name)
    if (text === undefined) {
      text = inOneStatement(writes)
      guarded.set(name, text)
    }
    const values = writes.flatMap((write) => write.values)
    try {
      // A name longer than 63 characters would be cut by the server: leave long batches unnamed.
      const question = name.length < 60 ? { name, text, values } : { text, values }
      return (await pool.ask(question, repeatable)).rows[0].held > 0
    } catch (fault) {
      if ((fault as { code?: string }).code === DIVISION_BY_ZERO) return false
      throw fault
    }
  }

  const lanes = new Map<string, Lane>()
  const laneOf = (statement: Statement<never, unknown>): Lane => {
    let lane = lanes.get(statement.name)
    if (!lane) {
      lane = readTogether(pool.ask, statement)
      lanes.set(statement.name, lane)
    }
    return lane
  }
  const revoke = revokeTogether(pool.ask)

  return {
    dialect: 'postgres',
    async get(statement, parameters) {
      if (statement.gathers) {
        const lane = laneOf(statement as unknown as Statement<never, unknown>)
        return (await lane(valuesOf(statement, parameters))) as never
      }
      return (await pool.ask(questionOf(statement, valuesOf(statement, parameters)), true)).rows[0]
    },
    async all(statement, parameters) {
      return (await pool.ask(questionOf(statement, valuesOf(statement, parameters)), true)).rows
    },
    async commit(...writes) {
      const [{ statement, values }] = writes
      if (isClaim(statement)) return revoke(writes)
      if (writes.length > 1) return commitAll(writes, statement.repeatable)
      const result = await pool.ask(questionOf(statement, values), statement.repeatable)
      return (result.rowCount ?? 0) > 0
    },
    async migrate(migrations: readonly Migration[]) {
      const client = await pool.connect()
      try {
        await client.query('begin')
        // Waiting for another node's migration and building an index may take long.
        await client.query('set local statement_timeout = 0')
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
    async exclusively(name, work) {
      const client = await pool.connect()
      let broken = false
      try {
        const values = [EXCLUSIVE_LOCKS, name]
        const ask = (text: string): Promise<QueryResult> => {
          // The driver's types do not know the time limit of a single query.
          const bounded = { text, values, query_timeout: patience }
          return client.query(bounded)
        }
        const { rows } = await ask('select pg_try_advisory_lock($1, hashtext($2)) as taken')
        if (!rows[0].taken) return false
        try {
          await work()
          return true
        } finally {
          await ask('select pg_advisory_unlock($1, hashtext($2))')
        }
      } catch (fault) {
        // A connection that may still hold the lock must not go back to the pool.
        broken = true
        throw fault
      } finally {
        client.release(broken)
      }
    },
    async now() {
      return (await pool.ask(NOW, true)).rows[0].now
    },
    async prepare(statement: Statement<never, unknown>) {
      const client = await pool.connect()
      try {
        for (const text of [statement.dollars, togetherOf(statement)]) {
          if (text === undefined) continue
          await client.query(`prepare dialect_check as ${text}`)
          await client.query('deallocate dialect_check')
        }
      } finally {
        client.release()
      }
    },
    close: () => pool.close(),
  }
}

const questionOf = ({ name, dollars }: { name: string; dollars: string }, values: Bindable[]) =>
  name === '' ? { text: dollars, values } : { name, text: dollars, values }

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
      .replace(ifGuardHeld, index === 0 ? 'true' : 'exists (select 1 from write_0)')
    return `write_${index} as (${text} returning 1)`
  })
  const allAsk = writes.slice(1).every(({ statement }) => statement.dollars.includes(ifGuardHeld))
  const held = allAsk ? 'count(*)' : '1 / count(*)'
  return `with ${branches.join(', ')} select ${held} as held from write_0`
}
