import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import pg from 'pg'
import type { Database } from '../../../src/storage/sql/database.js'
import { openPostgres } from '../../../src/storage/sql/dialect/postgres.js'
import { openSqlite } from '../../../src/storage/sql/dialect/sqlite.js'
import { createDatabase } from '../../support/postgres.js'
import { type Lane, type Opening, openLane, type Place } from './lane.js'

/** A fresh store with any number of lanes. */
export type Track = { openLane(): Promise<Lane>; close(): Promise<void> }

/** All actors in one process over one store, as the server runs. */
export const openSqliteTrack = async (seed: string, opening: Opening): Promise<Track> => {
  const directory = await mkdtemp(join(await quickDirectory(), 'tessera-interleavings-'))
  const db = openSqlite(join(directory, 'tessera.db'))
  let lanes = 0
  return {
    openLane: () => {
      lanes += 1
      const place: Place = {
        together: 'endings first',
        db,
        openActor: () => db,
        runTogether: (_, runs) => Promise.all(runs.map((run) => run())),
      }
      return openLane(place, `${seed} ${lanes}`, opening)
    },
    async close() {
      await db.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Bytes that the longest run may write. */
const ROOM = 1024 ** 3

/** In memory where there is room: orders are proved here, not durability. */
const quickDirectory = async (): Promise<string> => {
  const room = await statfs('/dev/shm').catch(() => undefined)
  return room && room.bavail * room.bsize > ROOM ? '/dev/shm' : tmpdir()
}

/** Every actor a node with connections of its own, in a fresh database of the server at `url`. */
export const openPostgresTrack = async (
  url: string,
  seed: string,
  opening: Opening,
): Promise<Track> => {
  const database = await createDatabase(url)
  const opened: Database[] = []
  const lockers: pg.Client[] = []
  const open = (name: string): Database => {
    const own = new URL(database.url)
    own.searchParams.set('application_name', name)
    const onIdleFault = (fault: Error): never => {
      throw fault
    }
    const db = openPostgres({ url: own.href, poolSize: 4, onIdleFault })
    opened.push(db)
    return db
  }
  let lanes = 0
  return {
    openLane: async () => {
      lanes += 1
      const name = `lane-${lanes}`
      const locker = new pg.Client({ connectionString: database.url })
      await locker.connect()
      lockers.push(locker)
      const place: Place = {
        together: 'judged before written',
        db: open(`${name}-outside`),
        openActor: () => open(name),
        runTogether: (grantId, runs) => behindOneLock(locker, name, grantId, runs),
      }
      return openLane(place, `${seed} ${name}`, opening)
    },
    async close() {
      await Promise.all([
        ...lockers.map((client) => client.end()),
        ...opened.map((db) => db.close()),
      ])
      await database.drop()
    },
  }
}

/**
 * Holds the grant's row until every statement waits for it, so that each has taken its snapshot before any has
 * written; then lets them go, in the order in which they came.
 */
const behindOneLock = async (
  locker: pg.Client,
  name: string,
  grantId: string,
  runs: readonly (() => Promise<boolean>)[],
): Promise<boolean[]> => {
  await locker.query('begin')
  await locker.query('select 1 from grants where grant_id = $1 for update', [grantId])
  const results: Promise<boolean>[] = []
  let done = 0
  for (const run of runs) {
    results.push(
      run().finally(() => {
        done += 1
      }),
    )
    while (done + (await countOfWaiting(locker, name)) < results.length) await turn()
  }
  await locker.query('rollback')
  return Promise.all(results)
}

/** Statements that wait for a row; a table that grows makes them wait briefly as well. */
const countOfWaiting = async (locker: pg.Client, name: string): Promise<number> => {
  const { rows } = await locker.query<{ n: number }>({
    name: 'waiting',
    text: `select count(*)::int as n from pg_stat_activity
      where datname = current_database() and application_name = $1
        and wait_event_type = 'Lock' and wait_event in ('transactionid', 'tuple')`,
    values: [name],
  })
  return rows[0]?.n ?? 0
}
