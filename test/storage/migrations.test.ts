import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Migration } from '../../src/storage/sql/database.js'
import { statement } from '../../src/storage/sql/statement.js'
import { openStore } from '../../src/storage/sql/store.js'
import { describeOnBothStores } from '../support/server.js'
import { createPlace, type Place } from './open.js'
import { nothingSeeded, T0 } from './rows.js'

const names = statement<Record<never, never>, { name: string }>(
  'test_migrations',
  'select name as "name" from migrations order by name',
)
const marks = statement<Record<never, never>, { n: number }>(
  'test_marks',
  'select count(*) as "n" from marks',
)

const steps: Migration[] = [
  {
    name: 'test-1',
    statements: ['create table marks (mark text primary key)', "insert into marks values ('1')"],
  },
  { name: 'test-2', statements: ["insert into marks values ('2')"] },
]

describeOnBothStores('migrations', (kind) => {
  let place: Place
  beforeEach(async () => {
    place = await createPlace(kind)
  })
  afterEach(() => place[Symbol.asyncDispose]())

  test('run once, however often they are asked for', async () => {
    const db = place.open()
    await openStore(db)
    const done = await db.all(names, {})
    expect(done.length).toBeGreaterThan(0)
    const store = await openStore(db)
    expect(await store.installation.create('development', nothingSeeded, T0)).toBe(true)
    const again = await openStore(place.open())
    expect(await db.all(names, {})).toEqual(done)
    expect(await again.installation.find()).toEqual({ environment: 'development', createdAt: T0 })
  })

  test('run once when several nodes start at the same moment', async () => {
    const nodes = Array.from({ length: 6 }, () => place.open())
    await Promise.all(nodes.map((db) => db.migrate(steps)))
    for (const db of nodes) {
      expect(await db.get(marks, {})).toEqual({ n: 2 })
      expect(await db.all(names, {})).toEqual([{ name: 'test-1' }, { name: 'test-2' }])
    }
  })

  test('add what is new to a store that holds the older ones', async () => {
    const db = place.open()
    await db.migrate(steps.slice(0, 1))
    await place.open().migrate(steps)
    expect(await db.get(marks, {})).toEqual({ n: 2 })
  })

  test('that fail leave the store as it was', async () => {
    const db = place.open()
    const broken = {
      name: 'test-3',
      statements: ['create table half (id text primary key)', 'no such thing'],
    }
    await expect(db.migrate([...steps, broken])).rejects.toThrow(/syntax/i)
    await db.migrate(steps)
    expect(await db.get(marks, {})).toEqual({ n: 2 })
    const mended = { ...broken, statements: ['create table half (id text primary key)'] }
    await db.migrate([...steps, mended])
    expect(await db.all(names, {})).toHaveLength(3)
  })
})
