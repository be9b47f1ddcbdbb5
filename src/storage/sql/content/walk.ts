import { BETWEEN, placeOfOptions } from '../../../domain/query/keys.js'
import {
  allOf,
  isFullKey,
  type KeyTest,
  type Pushed,
  type PushedSort,
} from '../../../domain/query/pushed.js'
import type { Place } from '../../../domain/query/sort.js'
import type { RowWalk } from '../../../ports/databases.js'
import type { Database } from '../database.js'
import { composed } from '../statement.js'
import { alongFew, findFew, findSets, HANDFUL, isNone, testsIn } from './few-rows.js'
import {
  alongBlocks,
  alongKeysOf,
  createText,
  type Order,
  readRows,
  type Source,
  type Test,
  timeOf,
} from './row-text.js'

/** Values of options, and of lists of them, that are put in order beforehand. */
const MAX_OPTIONS = 1000
const MAX_LISTS = 1000

/**
 * The places of the first rows that satisfy a question, in the order of the sorts. Undefined: they cannot be put in
 * order by their keys.
 *
 * What few rows pass is read from its index and sorted; else the rows are walked in the order of the first sort, by its
 * index, until enough have passed. Rows with the same option, or with none, are walked by the sorts that are left.
 */
export const walkRows = async (
  db: Database,
  source: Source,
  { where, sorts, from, limit, handful = HANDFUL }: RowWalk,
): Promise<Place[] | undefined> => {
  if (where.type === 'none') return []
  const orders: Order[] = []
  for (const sort of sorts) {
    const order = await withPlaces(db, source, sort)
    if (!order) return undefined
    orders.push(order)
  }

  const walk = async (
    asked: Pushed,
    left: readonly Order[],
    start: Place | undefined,
    count: number,
    known: ReadonlySet<Pushed>,
    sets?: ReadonlySet<Pushed>,
  ): Promise<Place[]> => {
    const [first, ...others] = left
    const pinned = first ? undefined : testsIn(asked).find(isPinned)
    const text = createText(source, sets)
    const reading = { where: asked, orders: left, from: start, limit: count }
    // What is below a segment was counted above it.
    const few =
      pinned && known.size > 0 ? undefined : await findFew(db, source, asked, known, handful)
    if (few && isNone(few)) return []
    if (few) {
      return readRows(db, text, { ...reading, ...alongFew(text, few), order: [] })
    }
    if (pinned) {
      // The key is the same for all, yet PostgreSQL takes the order of the index for theirs only if it is named.
      const conditions = text.ofProperty(pinned.propertyId)
      const driver = alongKeysOf(pinned.propertyId)
      return readRows(db, text, { ...reading, driver, conditions, order: ['w.sort_key desc'] })
    }
    if (!first)
      return readRows(db, text, { ...reading, driver: alongBlocks, conditions: [], order: [] })
    const direction = first.isDescending ? 'desc' : 'asc'
    if (first.type !== 'key') {
      const column = first.type === 'created' ? 'w.created_at' : 'w.edited_at'
      const [key = null] = start?.keys ?? []
      const conditions =
        key === null
          ? []
          : [`${column} ${first.isDescending ? '<=' : '>='} ${text.number(timeOf(key))}`]
      const order = [`${column} ${direction}`]
      return readRows(db, text, { ...reading, driver: alongBlocks, conditions, order })
    }

    const found: Place[] = []
    const settled = new Set([...known, ...testsIn(asked), ...groupsIn(asked)])
    const { propertyId } = first
    // Of the rows with one option few may pass, and each segment looks for those among all.
    const inSegments =
      sets ?? (first.places && others.length > 0 ? await findSets(db, source, asked) : undefined)
    const [key = null] = start?.keys ?? []
    const addSegment = async (test: KeyTest, place: string | null, isStart: boolean) => {
      const inner = allOf([asked, { type: 'test', propertyId, test }])
      const rest = isStart && start ? { ...start, keys: start.keys.slice(1) } : undefined
      const rows = await walk(inner, others, rest, count - found.length, settled, inSegments)
      found.push(...rows.map((row) => ({ ...row, keys: [place, ...row.keys] })))
    }
    if (first.places) {
      const sign = first.isDescending ? -1 : 1
      const segments = [...first.places].sort(([, a], [, b]) => (a < b ? -sign : sign))
      for (const [one, place] of segments) {
        if (found.length >= count) return found
        const isPast =
          start !== undefined && (key === null || (first.isDescending ? place > key : place < key))
        if (isPast) continue
        await addSegment({ type: 'among', keys: [one], isNegated: false }, place, place === key)
      }
    } else if (start === undefined || key !== null) {
      const driver = alongKeysOf(propertyId)
      const conditions = [...text.ofProperty(propertyId), 'w.sort_key is not null']
      if (key !== null) {
        conditions.push(`w.sort_key ${first.isDescending ? '<=' : '>='} ${text.text(key)}`)
      }
      const order = [`w.sort_key ${direction}`]
      found.push(...(await readRows(db, text, { ...reading, driver, conditions, order })))
    }
    if (found.length >= count) return found
    await addSegment(
      { type: 'emptiness', isEmpty: true },
      null,
      start !== undefined && key === null,
    )
    return found
  }

  return walk(where, orders, from, limit, new Set())
}

const groupsIn = (where: Pushed): Pushed[] => (where.type === 'and' ? [...where.parts] : [where])

/** All rows that pass have the same key. */
const isPinned = ({ test }: Test): boolean =>
  test.type === 'emptiness'
    ? test.isEmpty
    : test.type === 'among' && !test.isNegated && test.keys.length === 1

const withPlaces = async (
  db: Database,
  source: Source,
  sort: PushedSort,
): Promise<Order | undefined> => {
  if (sort.type !== 'key' || !sort.options) return sort
  const { ids, isList } = sort.options
  const keys = isList ? await listKeys(db, source, sort.propertyId) : ids
  if (keys.length > (isList ? MAX_LISTS : MAX_OPTIONS)) return undefined
  if (isList && keys.some(isFullKey)) return undefined
  const placeOf = (key: string) => placeOfOptions(ids, isList ? key.split(BETWEEN) : [key])
  return { ...sort, places: new Map(keys.map((key) => [key, placeOf(key)])) }
}

/** The keys that a property has, each once: one search of the index for each. */
const listKeys = async (db: Database, source: Source, propertyId: string): Promise<string[]> => {
  const text = createText(source)
  const next = (after: string) =>
    `(select w.sort_key from row_keys w where ${text.ofProperty(propertyId).join(' and ')}
       and w.sort_key is not null${after} order by w.sort_key limit 1)`
  const rows = await db.all(
    composed<{ key: string }>(
      `with recursive found (sort_key) as (
         select ${next('')}
         union all
         select ${next(' and w.sort_key > f.sort_key')} from found f where f.sort_key is not null
       )
       select sort_key as "key" from found where sort_key is not null
       limit ${text.number(MAX_LISTS + 1)}`,
    ),
    text.bound,
  )
  return rows.map(({ key }) => key)
}
