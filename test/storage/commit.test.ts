import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../src/storage/sql/database.js'
import { statement, write } from '../../src/storage/sql/statement.js'
import { describeOnBothStores } from '../support/server.js'
import { createNode, type Node } from './open.js'

const insert = statement<{ id: string; n: number }>(
  'test_insert_thing',
  'insert into things (id, n) values (:id, :n)',
)
const raise = statement<{ id: string; n: number }>(
  'test_raise_thing',
  'update things set n = n + 1 where id = :id and n = :n',
)
const all = statement<Record<never, never>, { id: string; n: number }>(
  'test_all_things',
  'select id as "id", n as "n" from things order by id',
)
const listed = statement<{ ids: readonly string[]; n: number }, { id: string }>(
  'test_list_things',
  'select id as "id" from things where n >= :n and id in (:ids...) order by id',
)
const removeListed = statement<{ ids: readonly string[]; n: number }>(
  'test_remove_listed_things',
  'delete from things where id in (:ids...) and n >= :n',
)
const empty = statement<Record<never, never>>('test_empty_things', 'delete from things')

const things = async (db: Database): Promise<Record<string, number>> =>
  Object.fromEntries((await db.all(all, {})).map(({ id, n }) => [id, n]))

describeOnBothStores('a commit', (kind) => {
  let node: Node
  let db: Database
  beforeAll(async () => {
    node = await createNode(kind)
    db = node.db
    const create = 'create table things (id text primary key, n bigint not null)'
    await db.migrate([{ name: 'test-things', statements: [create] }])
  })
  afterAll(() => node[Symbol.asyncDispose]())

  const given = async (rows: Record<string, number>): Promise<void> => {
    await db.commit(write(empty, {}))
    for (const [id, n] of Object.entries(rows)) await db.commit(write(insert, { id, n }))
  }

  test('of one write says whether it changed a row', async () => {
    await given({ a: 1 })
    expect(await db.commit(write(raise, { id: 'a', n: 1 }))).toBe(true)
    expect(await db.commit(write(raise, { id: 'a', n: 1 }))).toBe(false)
    expect(await things(db)).toEqual({ a: 2 })
  })

  test('writes every row that it names, each statement with its own values', async () => {
    await given({ a: 1 })
    const inserts = [10, 11, 12, 13, 14, 15].map((n) => write(insert, { id: `row ${n}`, n }))
    expect(await db.commit(write(raise, { id: 'a', n: 1 }), ...inserts)).toBe(true)
    expect(await things(db)).toEqual({
      a: 2,
      'row 10': 10,
      'row 11': 11,
      'row 12': 12,
      'row 13': 13,
      'row 14': 14,
      'row 15': 15,
    })
  })

  test('whose guard changed nothing writes nothing', async () => {
    await given({ a: 1 })
    const won = await db.commit(
      write(raise, { id: 'a', n: 99 }),
      write(insert, { id: 'b', n: 2 }),
      write(insert, { id: 'c', n: 3 }),
    )
    expect(won).toBe(false)
    expect(await things(db)).toEqual({ a: 1 })
  })

  test('whose guard changed nothing is lost and no fault, whatever the later writes would do', async () => {
    await given({ a: 1 })
    const taken = write(insert, { id: 'a', n: 7 })
    expect(await db.commit(write(raise, { id: 'a', n: 99 }), taken)).toBe(false)
    expect(await things(db)).toEqual({ a: 1 })
  })

  test('whose later write fails leaves nothing of the guard', async () => {
    await given({ a: 1, taken: 0 })
    const commit = db.commit(
      write(raise, { id: 'a', n: 1 }),
      write(insert, { id: 'b', n: 2 }),
      write(insert, { id: 'taken', n: 3 }),
    )
    await expect(commit).rejects.toThrow(/unique/i)
    expect(await things(db)).toEqual({ a: 1, taken: 0 })
    expect(await db.commit(write(raise, { id: 'a', n: 1 }))).toBe(true)
  })

  test('whose later write changes no row stands all the same', async () => {
    await given({ a: 1 })
    const nobody = write(raise, { id: 'nobody', n: 0 })
    expect(await db.commit(write(raise, { id: 'a', n: 1 }), nobody)).toBe(true)
    expect(await things(db)).toEqual({ a: 2 })
  })

  test('has exactly one winner among many on the same version, on two nodes', async () => {
    await given({ a: 1 })
    const other = node.place.open()
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        (n % 2 === 0 ? db : other).commit(
          write(raise, { id: 'a', n: 1 }),
          write(insert, { id: `won by ${n}`, n }),
        ),
      ),
    )
    const winners = results.flatMap((won, n) => (won ? [n] : []))
    expect(winners).toHaveLength(1)
    expect(await things(db)).toEqual({ a: 2, [`won by ${winners[0]}`]: winners[0] })
  })

  test('takes a list of any length and of texts of every kind as one value', async () => {
    const odd = ['', ',', '{a,b}', '["a"]', '"', "'", '\\', 'null', 'NULL', 'ü🏺', ' a', '1']
    await given(Object.fromEntries([...odd, 'a', 'b', 'c'].map((id, n) => [id, n])))
    const ids = async (...wanted: string[]) =>
      (await db.all(listed, { ids: wanted, n: 0 })).map(({ id }) => id)
    expect(await ids()).toEqual([])
    expect(await ids('a')).toEqual(['a'])
    expect((await ids(...odd, 'nobody', 'a', 'a')).sort()).toEqual([...odd, 'a'].sort())
    for (const id of odd) expect(await ids(id)).toEqual([id])
    expect(await db.all(listed, { ids: ['a', 'b', 'c'], n: 14 })).toEqual([{ id: 'c' }])

    const many = Array.from({ length: 2000 }, (_, n) => `row ${n}`)
    expect(await ids(...many, 'b')).toEqual(['b'])
    const won = await db.commit(
      write(raise, { id: 'a', n: 12 }),
      write(insert, { id: 'd', n: 20 }),
      write(removeListed, { ids: [...odd, 'b'], n: 1 }),
      write(insert, { id: 'e', n: 21 }),
    )
    expect(won).toBe(true)
    expect(await things(db)).toEqual({ '': 0, a: 13, c: 14, d: 20, e: 21 })
  })

  test('keeps numbers beyond 32 bits and text of every kind', async () => {
    const id = 'quote \' " back\\slash $1 ?1 :id 🏺 \u200b'
    await given({ [id]: Number.MAX_SAFE_INTEGER })
    expect(await things(db)).toEqual({ [id]: Number.MAX_SAFE_INTEGER })
  })
})
