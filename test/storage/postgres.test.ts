import pg from 'pg'
import { describe, expect, inject, test } from 'vitest'
import { openPostgres } from '../../src/storage/sql/dialect/postgres.js'
import { statement } from '../../src/storage/sql/statement.js'
import { createDatabase } from '../support/postgres.js'

const sleep = statement<Record<never, never>, { n: number }>(
  'test_sleep',
  'select count(*) as "n" from (select pg_sleep(0.01)) as slept',
)

describe.runIf(inject('postgresUrl'))('the pool of PostgreSQL', () => {
  test('is gone from the server once it is closed', async () => {
    const database = await createDatabase(inject('postgresUrl') as string)
    const watcher = new pg.Client({ connectionString: database.url })
    await watcher.connect()
    const connections = async () => {
      const { rows } = await watcher.query(
        "select pid from pg_stat_activity where datname = current_database() and application_name = 'tessera'",
      )
      return rows.length
    }
    for (let round = 0; round < 10; round++) {
      const db = openPostgres({ url: database.url, poolSize: 8, onIdleFault: () => {} })
      await Promise.all(Array.from({ length: 16 }, () => db.get(sleep, {})))
      expect(await connections()).toBe(8)
      await db.close()
      expect(await connections()).toBe(0)
    }
    await watcher.end()
    await database.drop()
  })
})
