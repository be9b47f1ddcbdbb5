import {
  BETWEEN,
  CUT,
  numberKeyOf,
  numberOfKey,
  placeOfOptions,
} from '../../../domain/query/keys.js'
import {
  allOf,
  isFullKey,
  type KeyTest,
  type Pushed,
  type PushedSort,
} from '../../../domain/query/pushed.js'
import type { Place } from '../../../domain/query/sort.js'
import type { RowWalk } from '../../../ports/content.js'
import type { Database } from '../database.js'
import { type Bindable, composed } from '../statement.js'

/** Rows that are rather taken one by one and sorted than looked for along an index in the order of the sorts. */
const HANDFUL = 2000

/** Values of options, and of lists of them, that are put in order beforehand. */
const MAX_OPTIONS = 1000
const MAX_LISTS = 1000

/** Tests of a filter that are counted in search of one that few rows pass. */
const MAX_COUNTED = 6

/** Comes right after all that begins with the sign of what was cut off. */
const AFTER_CUT = String.fromCharCode(CUT.charCodeAt(0) + 1)

type Source = { readonly workspaceId: string; readonly dataSourceId: string }

type Test = Extract<Pushed, { type: 'test' }>

/** A sort, with the places of its options by their keys. */
type Order =
  | Extract<PushedSort, { type: 'created' | 'edited' }>
  | (Extract<PushedSort, { type: 'key' }> & {
      readonly places?: ReadonlyMap<string, string>
    })

type Row = { readonly id: string; readonly createdAt: number } & Readonly<
  Record<`k${number}`, string | number | null>
>

/** Where rows are read from: `w`, by its columns. */
type Driver = {
  readonly from: string
  readonly page: string
  readonly edited?: string
  /** Whose keys they are. */
  readonly property?: string | undefined
}

const alongBlocks: Driver = { from: 'blocks w', page: 'w.block_id', edited: 'w.edited_at' }

const alongKeysOf = (property?: string): Driver => ({
  from: 'row_keys w',
  page: 'w.page_id',
  property,
})

/** Composes a statement: what is bound gets a name of its own. */
const createText = ({ workspaceId, dataSourceId }: Source) => {
  const bound: Record<string, Bindable> = { workspaceId, dataSourceId }
  const bind = (value: Bindable): string => {
    const name = `p${Object.keys(bound).length}`
    bound[name] = value
    return `:${name}`
  }
  const text = (value: string) => `cast(${bind(value)} as text)`
  const number = (value: number) => `cast(${bind(value)} as bigint)`

  const like = (words: string, pattern: string) => `${words} like ${bind(pattern)} escape '\\'`

  const ofTest = (test: KeyTest, key: string, words: string): string => {
    switch (test.type) {
      case 'emptiness':
        return test.isEmpty ? `${key} is null` : `${key} is not null`
      case 'among': {
        const [only = ''] = test.keys
        const isAmong =
          test.keys.length === 1 ? `${key} = ${bind(only)}` : `${key} in (${bind(test.keys)}...)`
        return test.isNegated ? `(${key} is null or not (${isAmong}))` : isAmong
      }
      case 'range': {
        const least = test.from === undefined ? [] : [`${key} >= ${bind(test.from)}`]
        const end = test.until === undefined ? [] : [`${key} < ${bind(test.until)}`]
        return [...least, ...end].join(' and ')
      }
      case 'words': {
        const isLike = test.patterns.map((pattern) => like(words, pattern))
        if (test.isNegated) return `not (${isLike.join(' or ')})`
        const isCut = `(${words} >= ${bind(CUT)} and ${words} < ${bind(AFTER_CUT)})`
        return `(${[...isLike, isCut].join(' or ')})`
      }
      case 'text':
        return `${key} = ${bind(test.key)} and ${words} = ${bind(test.words)}`
    }
  }

  /**
   * Subqueries that answer one value, which no planner takes apart: each is a search by the primary key. They are
   * compared by `<> 0`: of `= 1` PostgreSQL expects that one row in 200 passes, and sorts them all rather than walk.
   */
  const ofKey = (column: string, page: string, propertyId: string) =>
    `(select ${column} from row_keys k where k.workspace_id = :workspaceId
       and k.page_id = ${page} and k.property_id = ${bind(propertyId)})`
  const ofBlock = (column: string, page: string) =>
    `(select ${column} from blocks b where b.workspace_id = :workspaceId and b.block_id = ${page})`
  const truth = (condition: string) => `case when ${condition} then 1 else 0 end`

  const editedOf = (driver: Driver) => driver.edited ?? ofBlock('b.edited_at', driver.page)

  const ofPushed = (pushed: Pushed, driver: Driver): string => {
    switch (pushed.type) {
      case 'all':
        return '1 = 1'
      case 'none':
        return '1 = 0'
      case 'and':
      case 'or':
        return `(${pushed.parts.map((part) => ofPushed(part, driver)).join(` ${pushed.type} `)})`
      case 'test': {
        const { propertyId, test } = pushed
        if (driver.property === propertyId) return `(${ofTest(test, 'w.sort_key', 'w.words')})`
        return `${ofKey(truth(ofTest(test, 'k.sort_key', 'k.words')), driver.page, propertyId)} <> 0`
      }
      case 'time': {
        const at = pushed.of === 'created' ? 'w.created_at' : editedOf(driver)
        const { from, until } = pushed.span
        const least = from === undefined ? [] : [`${at} >= ${number(from)}`]
        const end = until === undefined ? [] : [`${at} < ${number(until)}`]
        return `(${[...least, ...end].join(' and ')})`
      }
    }
  }

  /** That a question holds, and that it still is a row of the data source and not in the trash. */
  const ofLive = (where: Pushed, driver: Driver): string[] => {
    if (driver === alongBlocks) {
      return [
        ...(where.type === 'all' ? [] : [ofPushed(where, driver)]),
        'w.workspace_id = :workspaceId',
        'w.parent_id = :dataSourceId',
        "w.type = 'child_page'",
        'w.trashed_at is null',
      ]
    }
    const parts = where.type === 'and' ? where.parts : [where]
    const isOwn = (part: Pushed) => part.type === 'test' && part.propertyId === driver.property
    const own = parts.filter(isOwn).map((part) => ofPushed(part, driver))
    const others = allOf(parts.filter((part) => !isOwn(part)))
    const isLive = ofBlock(
      truth('b.parent_id = :dataSourceId and b.trashed_at is null'),
      driver.page,
    )
    // Of two subqueries PostgreSQL begins with the cheaper, though most rows fail by the other.
    const inTurn =
      others.type === 'all'
        ? isLive
        : `case when ${ofPushed(others, driver)} then ${isLive} else 0 end`
    return [...own, 'w.workspace_id = :workspaceId', `${inTurn} <> 0`]
  }

  const ofProperty = (propertyId: string) => [
    'w.data_source_id = :dataSourceId',
    `w.property_id = ${bind(propertyId)}`,
  ]

  const ofOrder = (order: Order, driver: Driver): string => {
    if (order.type !== 'key') return order.type === 'created' ? 'w.created_at' : editedOf(driver)
    const { propertyId, places } = order
    const key =
      driver.property === propertyId ? 'w.sort_key' : ofKey('k.sort_key', driver.page, propertyId)
    if (!places) return key
    if (places.size === 0) return 'cast(null as text)'
    const cases = [...places].map(([one, place]) => `when ${text(one)} then ${text(place)}`)
    return `(case ${key} ${cases.join(' ')} end) collate "C"`
  }

  return { bound, bind, text, number, ofTest, ofLive, ofProperty, ofOrder }
}

type Text = ReturnType<typeof createText>

/** The time of a key; of one that nobody was given any time will do. */
const timeOf = (key: string): number => {
  const time = numberOfKey(key)
  return Number.isSafeInteger(time) ? time : 0
}

/** Holds for a place and all after it. */
const ofRest = (text: Text, orders: readonly Order[], driver: Driver, from: Place): string => {
  const after = (index: number): string => {
    const order = orders[index]
    if (!order) {
      return `(w.created_at, ${driver.page}) <= (${text.number(from.createdAt)}, ${text.text(from.id)})`
    }
    const key = text.ofOrder(order, driver)
    const start = from.keys[index] ?? null
    if (start === null) return `(${key} is null and ${after(index + 1)})`
    const bound = order.type === 'key' ? text.text(start) : text.number(timeOf(start))
    const comes = order.isDescending ? '<' : '>'
    const isEmpty = order.type === 'key' ? ` or ${key} is null` : ''
    return `(${key} ${comes} ${bound}${isEmpty} or (${key} = ${bound} and ${after(index + 1)}))`
  }
  return after(0)
}

type Asked = {
  readonly driver: Driver
  readonly where: Pushed
  readonly conditions: readonly string[]
  readonly orders: readonly Order[]
  /** Sorts that the driver's index gives, before those that are left. */
  readonly order: readonly string[]
  readonly from: Place | undefined
  readonly limit: number
}

const readRows = async (db: Database, text: Text, asked: Asked): Promise<Place[]> => {
  const { driver, where, conditions, orders, from } = asked
  const columns = orders.map((order, n) => `, ${text.ofOrder(order, driver)} as "k${n}"`)
  const given = asked.order.length
  const sorts = orders
    .map((order, n) => `"k${n}" ${order.isDescending ? 'desc' : 'asc'} nulls last`)
    .slice(given)
  const all = [
    ...conditions,
    ...text.ofLive(where, driver),
    ...(from ? [ofRest(text, orders, driver, from)] : []),
  ]
  const order = [...asked.order, ...sorts, 'w.created_at desc', `${driver.page} desc`]
  const rows = await db.all(
    composed<Row>(
      `select ${driver.page} as "id", w.created_at as "createdAt"${columns.join('')}
       from ${driver.from} where ${all.join(' and ')}
       order by ${order.join(', ')} limit ${text.number(asked.limit)}`,
    ),
    text.bound,
  )
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.createdAt,
    keys: orders.map((_, n) => {
      const key = row[`k${n}`] ?? null
      return typeof key === 'number' ? numberKeyOf(key) : key
    }),
  }))
}

const testsIn = (where: Pushed): Test[] => {
  if (where.type === 'test') return [where]
  return where.type === 'and' ? where.parts.flatMap(testsIn) : []
}

/** What many rows pass is not worth counting. */
const isWide = ({ test }: Test): boolean =>
  test.type === 'among' || test.type === 'words'
    ? test.isNegated
    : test.type === 'emptiness' && !test.isEmpty

/** Such a test is answered by a part of the index, without reading the rest. */
const isNarrow = ({ test }: Test): boolean => test.type !== 'words'

/** A question that at most a handful of rows pass; `ids`: these, if it took all of the index to find them. */
type Few = { readonly tests: readonly Test[]; readonly ids?: readonly string[] }

const countOf = async (
  db: Database,
  source: Source,
  { propertyId, test }: Test,
  handful: number,
) => {
  const text = createText(source)
  const conditions = [...text.ofProperty(propertyId), text.ofTest(test, 'w.sort_key', 'w.words')]
  const row = await db.get(
    composed<{ n: number }>(
      `select count(*) as "n" from (
         select w.page_id from row_keys w where ${conditions.join(' and ')}
         limit ${text.number(handful + 1)}) as counted`,
    ),
    text.bound,
  )
  return row?.n ?? 0
}

/** Ids of rows that pass a test, one more than a handful at most. */
const idsOf = async (
  db: Database,
  source: Source,
  { propertyId, test }: Test,
  handful: number,
): Promise<string[]> => {
  const text = createText(source)
  const conditions = [...text.ofProperty(propertyId), text.ofTest(test, 'w.sort_key', 'w.words')]
  const rows = await db.all(
    composed<{ id: string }>(
      `select w.page_id as "id" from row_keys w where ${conditions.join(' and ')}
       limit ${text.number(handful + 1)}`,
    ),
    text.bound,
  )
  return rows.map(({ id }) => id)
}

/** The first test that few rows pass, or a group of which few rows pass any. */
const findFew = async (
  db: Database,
  source: Source,
  where: Pushed,
  known: ReadonlySet<Pushed>,
  handful: number,
): Promise<Few | undefined> => {
  const tests = testsIn(where).filter((test) => !isWide(test) && !known.has(test))
  const inTurn = [...tests.filter(isNarrow), ...tests.filter((test) => !isNarrow(test))]
  for (const test of inTurn.slice(0, MAX_COUNTED)) {
    if (isNarrow(test)) {
      const count = await countOf(db, source, test, handful)
      if (count <= handful) return { tests: [test], ...(count === 0 && { ids: [] }) }
      continue
    }
    const ids = await idsOf(db, source, test, handful)
    if (ids.length <= handful) return { tests: [test], ids }
  }
  const groups = where.type === 'and' ? where.parts : [where]
  for (const group of groups) {
    if (group.type !== 'or' || known.has(group) || group.parts.length > MAX_COUNTED) continue
    const few = await findFewOfEach(db, source, group.parts, handful)
    if (few) return few
  }
  return undefined
}

const findFewOfEach = async (
  db: Database,
  source: Source,
  parts: readonly Pushed[],
  handful: number,
): Promise<Few | undefined> => {
  const tests: Test[] = []
  let count = 0
  for (const part of parts) {
    const test = testsIn(part).find((one) => !isWide(one))
    if (!test) return undefined
    count += await countOf(db, source, test, handful)
    if (count > handful) return undefined
    tests.push(test)
  }
  return { tests }
}

/** Rows that pass a test few pass, from their keys. */
const alongFew = (text: Text, { tests, ids }: Few): { driver: Driver; conditions: string[] } => {
  const [only] = tests
  if (only && ids) {
    const conditions = [
      `w.property_id = ${text.bind(only.propertyId)}`,
      `w.page_id in (${text.bind(ids)}...)`,
    ]
    return { driver: alongKeysOf(only.propertyId), conditions }
  }
  const ofOne = ({ propertyId, test }: Test) => [
    ...text.ofProperty(propertyId),
    text.ofTest(test, 'w.sort_key', 'w.words'),
  ]
  if (only && tests.length === 1) {
    return { driver: alongKeysOf(only.propertyId), conditions: ofOne(only) }
  }
  const each = tests.map(
    (test) =>
      `select w.workspace_id, w.page_id, w.created_at from row_keys w
       where ${ofOne(test).join(' and ')}`,
  )
  return {
    driver: { from: `(${each.join(' union ')}) as w`, page: 'w.page_id' },
    conditions: [],
  }
}

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
  ): Promise<Place[]> => {
    const [first, ...others] = left
    const pinned = first ? undefined : testsIn(asked).find(isPinned)
    const text = createText(source)
    const reading = { where: asked, orders: left, from: start, limit: count }
    // What is below a segment was counted above it.
    const few =
      pinned && known.size > 0 ? undefined : await findFew(db, source, asked, known, handful)
    if (few?.ids?.length === 0) return []
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
    const [key = null] = start?.keys ?? []
    const addSegment = async (test: KeyTest, place: string | null, isStart: boolean) => {
      const inner = allOf([asked, { type: 'test', propertyId, test }])
      const rest = isStart && start ? { ...start, keys: start.keys.slice(1) } : undefined
      const rows = await walk(inner, others, rest, count - found.length, settled)
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

/** Ids of rows that may pass, if they are few; in no order. */
export const narrowRows = async (
  db: Database,
  source: Source,
  { where, handful = HANDFUL }: Pick<RowWalk, 'where' | 'handful'>,
): Promise<string[] | undefined> => {
  if (where.type === 'none') return []
  const few = await findFew(db, source, where, new Set(), handful)
  if (!few) return undefined
  if (few.ids) return [...few.ids]
  const text = createText(source)
  const { driver, conditions } = alongFew(text, few)
  // More may pass by now than were counted.
  const limit = 2 * (handful * few.tests.length + 100)
  const asked = { driver, conditions, where, orders: [], order: [], from: undefined, limit }
  return (await readRows(db, text, asked)).map(({ id }) => id)
}

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
