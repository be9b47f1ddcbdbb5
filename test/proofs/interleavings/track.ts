import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import pg from 'pg'
import type { Database } from '../../../src/storage/sql/database.js'
import { openPostgres } from '../../../src/storage/sql/dialect/postgres.js'
import { openSqlite } from '../../../src/storage/sql/dialect/sqlite.js'
import { openStore } from '../../../src/storage/sql/store.js'
import { createDatabase } from '../../support/postgres.js'
import { type Lane, type Letter, type Opening, openLane, type Place, type Started } from './lane.js'

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
        runTogether: (started) => Promise.all(started.map(({ run }) => run())),
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
  await openStore(open('track'))
  const builder = new pg.Client({ connectionString: database.url })
  await builder.connect()
  await builder.query(turnstile)
  await builder.end()
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
        openActor: (actor) => open(`${name}-${actor}`),
        runTogether: (started) => oneAfterTheOther(locker, name, started),
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
 * Makes every statement that changes grants wait, with its snapshot taken and nothing written, for a lock that bears
 * its connection's name. The rows' own locks would do, but of three that wait for a row, the second and the third may
 * go on in either order.
 */
const turnstile = `
  create function wait_for_turn() returns trigger language plpgsql as $$
  begin
    perform pg_advisory_xact_lock_shared(hashtext(current_setting('application_name')));
    return null;
  end $$;
  create trigger wait_for_turn before update on grants execute function wait_for_turn();`

/** Starts one statement after the other, until each waits for its turn or is done; then lets them write in turn. */
const oneAfterTheOther = async (
  locker: pg.Client,
  name: string,
  started: readonly Started[],
): Promise<boolean[]> => {
  const each = (of: string, actors: readonly Letter[]) =>
    locker.query(`select ${of}(hashtext(name)) from unnest($1::text[]) as name`, [
      actors.map((actor) => `${name}-${actor}`),
    ])
  await each(
    'pg_advisory_lock',
    started.map(({ actor }) => actor),
  )
  let done = 0
  const results: Promise<boolean>[] = []
  for (const { run } of started) {
    const result = run().finally(() => {
      done += 1
    })
    results.push(result)
    while (done + (await countOfWaiting(locker, name)) < results.length) await turn()
  }
  for (const [n, { actor }] of started.entries()) {
    await each('pg_advisory_unlock', [actor])
    await results[n]
  }
  return Promise.all(results)
}

const countOfWaiting = async (locker: pg.Client, name: string): Promise<number> => {
  const { rows } = await locker.query<{ n: number }>({
    name: 'waiting',
    text: `select count(*)::int as n from pg_stat_activity
      where datname = current_database() and application_name like $1 || '-_'
        and wait_event_type = 'Lock' and wait_event = 'advisory'`,
    values: [name],
  })
  return rows[0]?.n ?? 0
}
