import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { StoreFault } from '../../store-fault.js'
import { endsConnection, fateOf, isOwnError } from './postgres-faults.js'

export type PoolOptions = {
  readonly url: string
  /** Connections of this node. */
  readonly size: number
  /** How long a question may take, in milliseconds, its connection and its repetition included. */
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

/** A question that waits for its answer. */
type Asked = {
  /** Milliseconds until it is given up. */
  left: number
  /** Ends the attempt that is under way. */
  giveUp: (() => void) | undefined
}

type Attempt =
  | { readonly result: pg.QueryResult }
  | { readonly fault: unknown /** Whether a connection was had. */; readonly isSent: boolean }

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

/** Milliseconds between two looks at what is under way: a timer for each statement would cost a sixth of its time. */
const LOOK = 100

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
    // Compiling a walk along an index takes longer than the walk: the planner fears that it goes on to its end.
    // Of a walk up the parents it expects ten at each step, and would hash the whole table rather than search for one.
    options: [
      'synchronous_commit=on',
      'jit=off',
      'enable_hashjoin=off',
      'enable_mergejoin=off',
      `statement_timeout=${patience}`,
    ]
      .map((setting) => `-c ${setting}`)
      .join(' '),
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

  const underWay = new Set<Asked>()
  let watch: NodeJS.Timeout | undefined
  const look = (): void => {
    for (const asked of underWay) {
      asked.left -= LOOK
      if (asked.left <= 0) asked.giveUp?.()
    }
    if (underWay.size > 0) return
    clearInterval(watch)
    watch = undefined
  }

  // With callbacks, as the driver has them inside: its promises cost more.
  const attempt = (question: pg.QueryConfig, asked: Asked): Promise<Attempt> =>
    new Promise((resolve) => {
      let isSettled = false
      const settle = (outcome: Attempt): void => {
        isSettled = true
        asked.giveUp = undefined
        resolve(outcome)
      }
      const late = (isSent: boolean): Attempt => ({
        fault: new Error('No answer in time.'),
        isSent,
      })
      asked.giveUp = () => settle(late(false))
      pool.connect((unsent, client, release) => {
        if (!client) {
          if (!isSettled) settle({ fault: unsent, isSent: false })
          return
        }
        if (isSettled) {
          release()
          return
        }
        asked.giveUp = () => {
          settle(late(true))
          release(true)
        }
        client.query(question, (fault: unknown, result) => {
          if (isSettled) return
          settle(fault ? { fault, isSent: true } : { result })
          release(fault ? endsConnection(fault) : false)
        })
      })
    })

  const askUntilLate = async (question: pg.QueryConfig, repeatable: boolean, asked: Asked) => {
    for (let tries = 0; ; tries++) {
      const outcome = await attempt(question, asked)
      if ('result' in outcome) return outcome.result
      const { fault, isSent } = outcome
      if (isSent && isOwnError(fault)) throw fault
      const fate = fateOf(fault, isSent)
      const mayRepeat = fate === 'undone' || (fate === 'unknown' && repeatable)
      const pause = PAUSES[tries]
      if (!mayRepeat || pause === undefined || asked.left < GRACE + pause)
        throw new StoreFault(fault)
      await setTimeout(pause)
    }
  }

  return {
    async ask(question, repeatable) {
      const asked: Asked = { left: patience + GRACE, giveUp: undefined }
      underWay.add(asked)
      watch ??= setInterval(look, LOOK)
      try {
        return await askUntilLate(question, repeatable, asked)
      } finally {
        underWay.delete(asked)
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
