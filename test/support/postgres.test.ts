import { existsSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import {
  createDatabase,
  type PostgresOptions,
  type RunningPostgres,
  startPostgres,
} from './postgres.js'
import { findPostgresBinaries } from './postgres-binaries.js'

async function query(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(statement)
    return rows
  } finally {
    await client.end()
  }
}

async function startOwn(options: PostgresOptions): Promise<RunningPostgres> {
  const started = await startPostgres({ ...options, own: true })
  if ('missing' in started) throw new Error(started.missing)
  return started
}

describe.skipIf(!findPostgresBinaries())('an own durable PostgreSQL', () => {
  let postgres: RunningPostgres

  beforeAll(async () => {
    postgres = await startOwn({ durable: true })
  })

  afterAll(() => postgres.stop())

  it('keeps the settings that make a commit durable', async () => {
    const rows = await query(
      postgres.url,
      "SELECT current_setting('fsync') f, current_setting('synchronous_commit') s, current_setting('full_page_writes') w",
    )
    expect(rows).toEqual([{ f: 'on', s: 'on', w: 'on' }])
  })

  it('finds committed rows after a stop without checkpoint and a restart', async () => {
    const database = await createDatabase(postgres.url)
    await query(database.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    const before = postgres.pid

    await postgres.stopImmediate()
    expect(postgres.pid).toBeUndefined()
    await expect(query(database.url, 'SELECT 1')).rejects.toThrow()

    await postgres.restart()
    expect(postgres.pid).not.toBe(before)
    expect(await query(database.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
    await database.drop()
    await expect(query(database.url, 'SELECT 1')).rejects.toThrow(/does not exist/)
  })

  it('leaves nothing behind when it is stopped', async () => {
    const other = await startOwn({ durable: false })
    expect(existsSync(other.dataDir ?? '')).toBe(true)
    await other.stop()
    expect(existsSync(other.dataDir ?? '')).toBe(false)
  })
})

const shared = inject('postgresUrl')

describe.skipIf(!shared)("the run's PostgreSQL", () => {
  it('gives every caller a database of its own', async () => {
    const [first, second] = await Promise.all([
      createDatabase(shared ?? ''),
      createDatabase(shared ?? ''),
    ])
    await query(first.url, 'CREATE TABLE mine (id int)')
    expect(await query(second.url, "SELECT to_regclass('mine') AS found")).toEqual([
      { found: null },
    ])
    await Promise.all([first.drop(), second.drop()])
  })
})
