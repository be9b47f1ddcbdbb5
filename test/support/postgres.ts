import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { findPostgresBinaries } from './postgres-binaries.js'
import { PostgresCluster } from './postgres-cluster.js'

export interface PostgresOptions {
  /** `false`, the default, trades durability for speed; `true` keeps what PostgreSQL promises. */
  readonly durable?: boolean
  /** Starts an own cluster even when `TEST_DATABASE_URL` names one: only an own one can be stopped. */
  readonly own?: boolean
}

export interface RunningPostgres {
  readonly url: string
  /** Absent for a server named by `TEST_DATABASE_URL`. */
  readonly dataDir: string | undefined
  /** The postmaster's process id while an own cluster runs. */
  readonly pid: number | undefined
  /** Shuts an own cluster down and removes its directory. */
  stop(): Promise<void>
  /** Ends an own cluster without a checkpoint, as a crash would; its directory stays. */
  stopImmediate(): Promise<void>
  /** Starts an own cluster again on the same port and data directory. */
  restart(): Promise<void>
}

export interface MissingPostgres {
  readonly missing: string
}

export interface TestDatabase {
  readonly url: string
  drop(): Promise<void>
}

const missing = 'PostgreSQL was not found (install postgresql, or set TEST_DATABASE_URL)'

function refuse(): Promise<never> {
  return Promise.reject(new Error('The server of TEST_DATABASE_URL is not ours to stop.'))
}

function external(url: string): RunningPostgres {
  return {
    url,
    dataDir: undefined,
    pid: undefined,
    stop: () => Promise.resolve(),
    stopImmediate: refuse,
    restart: refuse,
  }
}

export async function startPostgres(
  options: PostgresOptions = {},
): Promise<RunningPostgres | MissingPostgres> {
  const { durable = false, own = false } = options
  const { TEST_DATABASE_URL } = process.env
  if (TEST_DATABASE_URL && !own) return external(TEST_DATABASE_URL)
  const binaries = findPostgresBinaries()
  if (!binaries) return { missing }
  const cluster = await PostgresCluster.create(binaries, durable)
  return {
    url: cluster.url,
    dataDir: cluster.dataDir,
    get pid() {
      return cluster.pid
    },
    async stop() {
      await cluster.stop('SIGINT')
      await cluster.remove()
    },
    stopImmediate: () => cluster.stop('SIGQUIT'),
    async restart() {
      await cluster.stop('SIGINT')
      await cluster.start()
    },
  }
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** A database of its own on the server of `url`, so that test files cannot meet each other's rows. */
export async function createDatabase(url: string): Promise<TestDatabase> {
  const name = `tessera_${randomBytes(8).toString('hex')}`
  await execute(url, `CREATE DATABASE ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  return {
    url: own.href,
    drop: () => execute(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}
