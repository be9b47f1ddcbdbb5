import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { StoreFault } from '../../store-fault.js'
import { endsConnection, fateOf, isOwnError } from './postgres-faults.js'

export type PoolOptions = {
  readonly url: string
  /** Connections of this node. */
  readonly size: number
  /** How long a connection may take to get, and a statement to run, in milliseconds. */
  readonly patience: number
  /** Told of every connection that breaks, in use or not. */
  readonly onFault: (fault: Error) => void
}

export type Pool = {
  /**
   * Runs a statement; again if a fault cannot have changed anything or the statement is `repeatable`, while the
   * patience lasts. Errors: {@link StoreFault}, or what the server says of the statement itself.
   */
  ask(question: pg.QueryConfig, repeatable: boolean): Promise<pg.QueryResult>
  /** A connection for a session of its own; its caller releases it. */
  connect(): Promise<pg.PoolClient>
  close(): Promise<void>
}

const INT8 = 20

/** Milliseconds and counters fit a double; the driver would hand them over as text. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/** Milliseconds before each new try: enough for a restarted listener or the winner of a deadlock. */
const PAUSES = [20, 100, 400]

/** Milliseconds that the server has to say that a statement took too long, before the connection is given up. */
const GRACE = 500

/** Milliseconds of silence after which the system asks whether the other side still lives. */
const KEEP_ALIVE = 10_000

/** Milliseconds that a database which no longer answers may delay the end of a node. */
const GOODBYE = 2000

/** Opens a pool. Nothing is connected until the first question. */
export const openPool = ({ url, size, patience, onFault }: PoolOptions): Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    types,
    connectionTimeoutMillis: patience,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE,
    application_name: 'tessera',
    // A server or role may default to answering before the commit is on disk; a revoke must not.
    options: `-c synchronous_commit=on -c statement_timeout=${patience}`,
  })
  // Told of below, before the pool hangs the whole connection on the fault, with the values of its last statement.
  pool.on('error', () => {})
  // The pool stops listening to a connection that it closes; one that breaks meanwhile must not end the process.
  const open = new Set<pg.PoolClient>()
  pool.on('connect', (client) => {
    open.add(client)
    client.on('error', onFault)
    client.once('end', () => open.delete(client))
  })

  return {
    async ask(question, repeatable) {
      const began = performance.now()
      const bounded = { ...question, query_timeout: patience + GRACE }
      for (let tries = 0; ; tries++) {
        let client: pg.PoolClient | undefined
        try {
          client = await pool.connect()
          const result = await client.query(bounded)
          client.release()
          return result
        } catch (fault) {
          const fate = fateOf(fault, client !== undefined)
          client?.release(endsConnection(fault))
          if (client && isOwnError(fault)) throw fault
          const pause = PAUSES[tries] ?? Number.POSITIVE_INFINITY
          const isInTime = performance.now() - began + pause < patience
          const mayRepeat = fate === 'undone' || (fate === 'unknown' && repeatable)
          if (!mayRepeat || !isInTime) throw new StoreFault(fault)
          await setTimeout(pause)
        }
      }
    },
    connect: () => pool.connect(),
    async close() {
      // The pool answers as soon as it has asked its connections to end, not when they have.
      const ended = [...open].map((client) => new Promise((done) => client.once('end', done)))
      const closed = Promise.all([pool.end(), ...ended])
      await Promise.race([closed, setTimeout(GOODBYE, undefined, { ref: false })])
    },
  }
}
