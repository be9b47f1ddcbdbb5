import { readFile, stat } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import Sqlite from 'libsql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../src/storage/sql/database.js'
import { openSqlite } from '../../src/storage/sql/dialect/sqlite.js'
import { statement, write } from '../../src/storage/sql/statement.js'
import { StoreFault } from '../../src/storage/store-fault.js'
import { createNode, type Node } from './open.js'

const journalMode = statement<Record<never, never>, { journal_mode: string }>(
  'test_journal_mode',
  'pragma journal_mode',
)
const noteSynchronous = statement<Record<never, never>>(
  'test_note_synchronous',
  `insert into things (id)
   select 'synchronous ' || s.synchronous || ', foreign keys ' || f.foreign_keys
   from pragma_synchronous s, pragma_foreign_keys f`,
)

const insert = statement<{ id: string }>(
  'test_insert_thing',
  'insert into things (id) values (:id)',
)
const rename = statement<{ from: string; to: string }>(
  'test_rename_thing',
  'update things set id = :to where id = :from',
)
const all = statement<Record<never, never>, { id: string }>(
  'test_all_things',
  'select id as "id" from things order by id',
)
const ids = async (db: Database): Promise<string[]> =>
  (await db.all(all, {})).map(({ id }) => id).sort()

const FRAME_HEADER = 24
const WAL_HEADER = 32

/** How many transactions the write-ahead log holds. SQLite: fileformat2 §4.1. */
const commitsInLog = async (file: string): Promise<number> => {
  const log = await readFile(`${file}-wal`)
  const pageSize = log.readUInt32BE(8)
  const salt = log.subarray(16, 24)
  let commits = 0
  for (let at = WAL_HEADER; at < log.length; at += FRAME_HEADER + pageSize) {
    if (!log.subarray(at + 8, at + 16).equals(salt)) break
    if (log.readUInt32BE(at + 4) !== 0) commits += 1
  }
  return commits
}

describe('a SQLite store', () => {
  let node: Node
  let db: Database
  beforeAll(async () => {
    node = await createNode('sqlite')
    db = node.db
    await db.migrate([
      { name: 'test-things', statements: ['create table things (id text primary key)'] },
    ])
  })
  afterAll(() => node[Symbol.asyncDispose]())

  test('syncs at every commit, on the connection that commits', async () => {
    expect(await db.commit(write(noteSynchronous, {}))).toBe(true)
    expect(await ids(db)).toContain('synchronous 2, foreign keys 1')
    expect(await db.get(journalMode, {})).toEqual({ journal_mode: 'wal' })
  })

  test('can be read by its owner alone', async () => {
    expect((await stat(node.place.file)).mode & 0o077).toBe(0)
  })

  test('gives commits of one turn one transaction', async () => {
    const before = await commitsInLog(node.place.file)
    const commits = Array.from({ length: 100 }, (_, n) => db.commit(write(insert, { id: `g${n}` })))
    expect(await Promise.all(commits)).toEqual(commits.map(() => true))
    expect((await commitsInLog(node.place.file)) - before).toBe(1)
  })

  test('gives commits of two turns two transactions', async () => {
    const before = await commitsInLog(node.place.file)
    await db.commit(write(insert, { id: 'first turn' }))
    await db.commit(write(insert, { id: 'second turn' }))
    expect((await commitsInLog(node.place.file)) - before).toBe(2)
  })

  test('lets no failing or lost commit harm those beside it', async () => {
    await db.commit(write(insert, { id: 'taken' }))
    const before = await ids(db)
    const commits = Array.from({ length: 20 }, (_, n) => {
      if (n === 7) {
        return db.commit(write(insert, { id: 'half' }), write(insert, { id: 'taken' }))
      }
      if (n === 11) {
        const lost = write(rename, { from: 'nobody', to: 'somebody' })
        return db.commit(lost, write(insert, { id: 'never' }))
      }
      return db.commit(write(insert, { id: `beside ${n}` }))
    })
    const settled = await Promise.allSettled(commits)
    for (const [n, result] of settled.entries()) {
      if (n === 7) expect(result.status).toBe('rejected')
      else expect(result).toEqual({ status: 'fulfilled', value: n !== 11 })
    }
    const beside = settled.flatMap((_, n) => (n === 7 || n === 11 ? [] : [`beside ${n}`]))
    expect(await ids(db)).toEqual([...before, ...beside].sort())
  })

  test('has settled what was asked for before it closes', async () => {
    const other = node.place.open()
    const commit = other.commit(write(insert, { id: 'last words' }))
    await other.close()
    expect(await commit).toBe(true)
    expect(await ids(db)).toContain('last words')
  })

  test('can prepare later what it could not prepare at first, without harm to others', async () => {
    const late = statement('test_insert_late', "insert into late (id) values ('late')")
    const beside = db.commit(write(insert, { id: 'beside the late' }))
    await expect(db.commit(write(late, {}))).rejects.toThrow('no such table')
    expect(await beside).toBe(true)
    await db.migrate([
      { name: 'test-late', statements: ['create table late (id text primary key)'] },
    ])
    expect(await db.commit(write(late, {}))).toBe(true)
  })

  /** Runs the work while another process, as far as SQLite knows, holds the write lock. */
  const whileLocked = async <T>(work: (free: () => void) => Promise<T>): Promise<T> => {
    const holder = new Sqlite(node.place.file)
    try {
      holder.exec('begin immediate')
      return await work(() => holder.exec('rollback'))
    } finally {
      holder.close()
    }
  }

  test('goes on reading while commits wait for a lock, and writes them when it is free', async () => {
    const before = await commitsInLog(node.place.file)
    await whileLocked(async (free) => {
      const settled: string[] = []
      const commits = ['early', 'late'].map((id) =>
        db.commit(write(insert, { id: `${id} waiter` })).then(() => settled.push(id)),
      )
      const began = performance.now()
      for (let turns = 0; turns < 20; turns++) {
        await setImmediate()
        expect(await ids(db)).not.toContain('early waiter')
      }
      expect(performance.now() - began).toBeLessThan(2000)
      expect(settled).toEqual([])
      free()
      await Promise.all(commits)
    })
    expect(await ids(db)).toEqual(expect.arrayContaining(['early waiter', 'late waiter']))
    expect((await commitsInLog(node.place.file)) - before).toBe(1)
  })

  test('refuses waiting commits when its patience ends, all at once', async () => {
    const impatient = openSqlite(node.place.file, 200)
    await whileLocked(async () => {
      const commits = Array.from({ length: 4 }, (_, n) =>
        impatient.commit(write(insert, { id: `locked ${n}` })),
      )
      for (const result of await Promise.allSettled(commits)) {
        expect(result).toMatchObject({ status: 'rejected', reason: expect.any(StoreFault) })
        expect(result).toMatchObject({ reason: { code: 'SQLITE_BUSY' } })
      }
    })
    expect(await impatient.commit(write(insert, { id: 'unlocked' }))).toBe(true)
    await impatient.close()
    expect((await ids(db)).filter((id) => id.startsWith('locked'))).toEqual([])
  })
})
