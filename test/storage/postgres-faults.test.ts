import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Database } from '../../src/storage/sql/database.js'
import { openPostgres } from '../../src/storage/sql/dialect/postgres.js'
import {
  endsConnection,
  fateOf,
  isOwnError,
} from '../../src/storage/sql/dialect/postgres-faults.js'
import { statement, write } from '../../src/storage/sql/statement.js'
import { StoreFault } from '../../src/storage/store-fault.js'
import { startPipe } from '../support/pipe.js'
import { createDatabase, type TestDatabase } from '../support/postgres.js'

const answered = (code: string): pg.DatabaseError => {
  const fault = new pg.DatabaseError(`told ${code}`, 0, 'error')
  fault.code = code
  return fault
}

describe('a fault of PostgreSQL', () => {
  test.each([
    ['a serialization failure', '40001', { fate: 'undone', ends: false, own: false }],
    ['a deadlock', '40P01', { fate: 'undone', ends: false, own: false }],
    ['a write on a read-only node', '25006', { fate: 'undone', ends: true, own: false }],
    ['a shutdown', '57P01', { fate: 'unknown', ends: true, own: false }],
    ['a crash', '57P02', { fate: 'unknown', ends: true, own: false }],
    ['a lost connection', '08006', { fate: 'unknown', ends: true, own: false }],
    ['a cancelled statement', '57014', { fate: 'refused', ends: false, own: false }],
    ['a full disk', '53100', { fate: 'refused', ends: false, own: false }],
    ['an error of the system', '58030', { fate: 'refused', ends: false, own: false }],
    ['a taken key', '23505', { fate: 'refused', ends: false, own: true }],
    ['an undefined table', '42P01', { fate: 'refused', ends: false, own: true }],
  ])('%s (%s)', (_, code, { fate, ends, own }) => {
    const fault = answered(code)
    expect(fateOf(fault, true)).toBe(fate)
    expect(endsConnection(fault)).toBe(ends)
    expect(isOwnError(fault)).toBe(own)
  })

  test('of the network leaves the outcome open, unless nothing was sent', () => {
    const fault = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
    expect(fateOf(fault, true)).toBe('unknown')
    expect(fateOf(fault, false)).toBe('undone')
    expect(endsConnection(fault)).toBe(true)
    expect(isOwnError(fault)).toBe(false)
  })

  test('at the door changed nothing', () => {
    expect(fateOf(answered('53300'), false)).toBe('undone')
    expect(fateOf(answered('57P03'), false)).toBe('undone')
  })
})

type Row = { id: string; n: number }
const insert = statement<Row>('test_fault_insert', 'insert into things (id, n) values (:id, :n)')
const raiseOnce = statement<Row>(
  'test_fault_raise',
  'update things set n = n + 1 where id = :id and n = :n',
)
const raiseAgain = statement<Row>(
  'test_fault_raise_again',
  'update things set n = n + 1 where id = :id and n = :n',
  { repeatable: true },
)
const raiseAny = statement<{ id: string }>(
  'test_fault_raise_any',
  'update things set n = n + 1 where id = :id',
)
const find = statement<{ id: string }, { n: number }>(
  'test_fault_find',
  'select n as "n" from things where id = :id',
)
const findGathered = statement<{ id: string }, { value: number }>(
  'test_fault_find_gathered',
  'select n as "value" from things where id = :id',
  { gathers: true },
)
const sleep = statement<{ seconds: number }, { n: number }>(
  'test_fault_sleep',
  'select 1 as "n" from pg_sleep(cast(:seconds as bigint))',
)

describe.runIf(inject('postgresUrl'))('a node on PostgreSQL', () => {
  let database: TestDatabase
  let other: pg.Client
  let onLost = (_fault: Error): void => {}
  const open = (patience: number, url = database.url, poolSize = 4): Database =>
    openPostgres({ url, poolSize, patience, onIdleFault: (fault) => onLost(fault) })
  beforeAll(async () => {
    database = await createDatabase(inject('postgresUrl') as string)
    other = new pg.Client({ connectionString: database.url })
    await other.connect()
    await other.query('create table things (id text primary key, n bigint not null)')
  })
  afterAll(async () => {
    await other.end()
    await database.drop()
  })

  const pidsOf = async (state: string): Promise<number[]> => {
    const { rows } = await other.query(
      "select pid from pg_stat_activity where application_name = 'tessera' and datname = current_database() and wait_event_type = $1",
      [state],
    )
    return rows.map(({ pid }) => pid)
  }

  /** Ends the sessions that wait for this, as soon as there are any. */
  const endThoseWaitingFor = async (what: 'Lock' | 'Client'): Promise<void> => {
    let pids: number[] = []
    while (pids.length === 0) pids = await pidsOf(what)
    for (const pid of pids) await other.query('select pg_terminate_backend($1)', [pid])
  }

  const lostOnTheWay = async (db: Database, id: string, raise: typeof raiseOnce) => {
    await db.commit(write(insert, { id, n: 1 }))
    await other.query('begin')
    await other.query('select 1 from things where id = $1 for update', [id])
    const commit = db.commit(write(raise, { id, n: 1 }))
    const settled = Promise.allSettled([commit])
    await endThoseWaitingFor('Lock')
    await other.query('rollback')
    return (await settled)[0]
  }

  test('does not repeat a write whose outcome is not known', async () => {
    const db = open(5000)
    const result = await lostOnTheWay(db, 'once', raiseOnce)
    expect(result).toMatchObject({ status: 'rejected', reason: expect.any(StoreFault) })
    expect(await db.get(find, { id: 'once' })).toEqual({ n: 1 })
    await db.close()
  })

  test('repeats a write that says it may be', async () => {
    const db = open(5000)
    const result = await lostOnTheWay(db, 'again', raiseAgain)
    expect(result).toEqual({ status: 'fulfilled', value: true })
    expect(await db.get(find, { id: 'again' })).toEqual({ n: 2 })
    await db.close()
  })

  test('repeats any write that a deadlock has rolled back', async () => {
    const db = open(10_000)
    for (const id of ['left', 'right']) await db.commit(write(insert, { id, n: 1 }))
    // The other session waits longer before it looks for a deadlock, so that this node is the one to give way.
    await other.query("set deadlock_timeout = '60s'")
    await other.query('begin')
    await other.query("update things set n = 7 where id = 'right'")
    const commit = db.commit(
      write(raiseOnce, { id: 'left', n: 1 }),
      write(insert, { id: 'beside', n: 1 }),
      write(raiseAny, { id: 'right' }),
    )
    while ((await pidsOf('Lock')).length === 0);
    await other.query("update things set n = n + 0 where id = 'left'")
    await other.query('commit')
    await other.query('reset deadlock_timeout')
    expect(await commit).toBe(true)
    expect(await db.get(find, { id: 'left' })).toEqual({ n: 2 })
    expect(await db.get(find, { id: 'beside' })).toEqual({ n: 1 })
    expect(await db.get(find, { id: 'right' })).toEqual({ n: 8 })
    await db.close()
  })

  test('replaces idle connections that were ended, and tells of them without what they carried', async () => {
    const db = open(5000)
    await db.get(find, { id: 'once' })
    const told: string[][] = []
    const isTold = new Promise<void>((resolve) => {
      onLost = (fault) => {
        told.push(Object.keys(fault))
        resolve()
      }
    })
    await endThoseWaitingFor('Client')
    await isTold
    expect(told.flat()).not.toContain('client')
    expect(told).toHaveLength(1)
    expect(await db.get(find, { id: 'once' })).toEqual({ n: 1 })
    await db.close()
  })

  test('has a statement cancelled that takes longer than its patience, and goes on', async () => {
    const db = open(300)
    const fault = await db.get(sleep, { seconds: 20 }).catch((caught: unknown) => caught)
    expect(fault).toBeInstanceOf(StoreFault)
    expect(fault).toMatchObject({ code: '57014' })
    expect(await pidsOf('Timeout')).toEqual([])
    expect(await db.get(find, { id: 'once' })).toEqual({ n: 1 })
    await db.close()
  })

  test('waits for a free connection no longer than its patience', async () => {
    await using pipe = await startPipe(database.url)
    const db = open(400, pipe.url, 1)
    expect(await db.get(find, { id: 'once' })).toEqual({ n: 1 })
    pipe.silence()
    const rejected: string[] = []
    const asked = ['sent', 'waiting'].map((name) =>
      db.get(find, { id: 'once' }).catch((fault: unknown) => {
        expect(fault).toBeInstanceOf(StoreFault)
        rejected.push(name)
      }),
    )
    await Promise.all(asked)
    // Who was sent has a moment longer, for the server to say that it took too long.
    expect(rejected).toEqual(['waiting', 'sent'])
    await db.close()
  })

  test('lets nobody wait behind a gathered question longer than for it', async () => {
    await using pipe = await startPipe(database.url)
    const db = open(300, pipe.url)
    expect(await db.get(findGathered, { id: 'once' })).toMatchObject({ value: 1 })
    pipe.silence()
    const asked = Array.from({ length: 2000 }, () => db.get(findGathered, { id: 'once' }))
    const began = performance.now()
    for (const { status } of await Promise.allSettled(asked)) expect(status).toBe('rejected')
    // Statements for all of them, two at a time, would take sixteen times the patience.
    expect(performance.now() - began).toBeLessThan(3000)
    pipe.restore()
    expect(await db.get(findGathered, { id: 'once' })).toMatchObject({ value: 1 })
    await db.close()
  })

  test('gives up a connection that fell silent, and finds its way when others are to be had', async () => {
    await using pipe = await startPipe(database.url)
    const db = open(300, pipe.url)
    expect(await db.get(find, { id: 'once' })).toEqual({ n: 1 })
    pipe.silence()
    // One of them is sent and not answered; the others find nobody to connect to.
    const asked = Array.from({ length: 3 }, () => db.get(find, { id: 'once' }))
    for (const result of await Promise.allSettled(asked)) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(StoreFault) })
    }
    pipe.restore()
    expect(await db.get(find, { id: 'once' })).toEqual({ n: 1 })
    await db.close()
  })
})
