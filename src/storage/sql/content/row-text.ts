import { CUT, numberKeyOf, numberOfKey } from '../../../domain/query/keys.js'
import { allOf, type KeyTest, type Pushed, type PushedSort } from '../../../domain/query/pushed.js'
import type { Place } from '../../../domain/query/sort.js'
import type { Database } from '../database.js'
import { type Bindable, composed } from '../statement.js'

/** Comes right after all that begins with the sign of what was cut off. */
const AFTER_CUT = String.fromCharCode(CUT.charCodeAt(0) + 1)

/** Keys without words are in no index of words. */
export const HAS_WORDS = "w.words <> ''"

export type Source = { readonly workspaceId: string; readonly dataSourceId: string }

export type Test = Extract<Pushed, { type: 'test' }>

/** A sort, with the places of its options by their keys. */
export type Order =
  | Extract<PushedSort, { type: 'created' | 'edited' }>
  | (Extract<PushedSort, { type: 'key' }> & {
      readonly places?: ReadonlyMap<string, string>
    })

type Row = { readonly id: string; readonly createdAt: number } & Readonly<
  Record<`k${number}`, string | number | null>
>

/** Where rows are read from: `w`, by its columns. */
export type Driver = {
  readonly from: string
  readonly page: string
  readonly edited?: string
  /** Whose keys they are. */
  readonly property?: string | undefined
}

export const alongBlocks: Driver = { from: 'blocks w', page: 'w.block_id', edited: 'w.edited_at' }

export const alongKeysOf = (property?: string): Driver => ({
  from: 'row_keys w',
  page: 'w.page_id',
  property,
})

/**
 * Composes a statement: what is bound gets a name of its own. Rows that pass one of the `sets` are found beforehand, all
 * at once, rather than looked up one by one.
 */
export const createText = (
  { workspaceId, dataSourceId }: Source,
  sets: ReadonlySet<Pushed> = new Set(),
) => {
  const bound: Record<string, Bindable> = { workspaceId, dataSourceId }
  const bind = (value: Bindable): string => {
    const name = `p${Object.keys(bound).length}`
    bound[name] = value
    return `:${name}`
  }
  const text = (value: string) => `cast(${bind(value)} as text)`
  const number = (value: number) => `cast(${bind(value)} as bigint)`

  const like = (words: string, pattern: string) => `${words} like ${bind(pattern)} escape '\\'`

  /** Conditions of which one holds, each with its own way through an index of words. */
  const ofPatterns = (patterns: readonly string[], words: string): string[] => {
    const isLike = patterns.map((pattern) => like(words, pattern)).join(' or ')
    const isCut = `(${words} < ${bind(AFTER_CUT)} and ${words} >= ${bind(CUT)})`
    return isLike === '' ? [isCut] : [isLike, isCut]
  }

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
        if (!test.isNegated) return `(${ofPatterns(test.patterns, words).join(' or ')})`
        return `not (${test.patterns.map((pattern) => like(words, pattern)).join(' or ')})`
      }
      case 'text':
        return `${words} = ${bind(test.words)}`
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

  /** What asks for no lookup goes first, then what few rows pass: neither store turns subqueries around by that. */
  const turnOf = (part: Pushed): number => {
    if (sets.has(part) || (part.type === 'time' && part.of === 'created')) return 0
    if (part.type !== 'test') return 3
    const { test } = part
    if (test.type === 'among') return test.isNegated ? 2 : 1
    if (test.type === 'emptiness') return test.isEmpty ? 1 : 2
    return test.type === 'words' ? 3 : 2
  }

  const ofPushed = (pushed: Pushed, driver: Driver): string => {
    switch (pushed.type) {
      case 'all':
        return '1 = 1'
      case 'none':
        return '1 = 0'
      case 'and': {
        const parts = pushed.parts.toSorted((one, other) => turnOf(one) - turnOf(other))
        return `(${parts.map((part) => ofPushed(part, driver)).join(' and ')})`
      }
      case 'or':
        return `(${pushed.parts.map((part) => ofPushed(part, driver)).join(' or ')})`
      case 'test': {
        const { propertyId, test } = pushed
        if (driver.property === propertyId) return `(${ofTest(test, 'w.sort_key', 'w.words')})`
        if (sets.has(pushed)) {
          // Within a `case` PostgreSQL keeps the set by itself, and makes no join of it.
          return `case when ${driver.page} in (
            select k.page_id from row_keys k where k.data_source_id = :dataSourceId
              and k.property_id = ${bind(propertyId)} and ${ofTest(test, 'k.sort_key', 'k.words')}
          ) then 1 else 0 end <> 0`
        }
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

  /** The keys of a property that pass a test, by the index that it is looked up in. */
  const ofPassing = ({ propertyId, test }: Test): string[] => [
    ...ofProperty(propertyId),
    ...(test.type === 'words' || test.type === 'text' ? [HAS_WORDS] : []),
    ofTest(test, 'w.sort_key', 'w.words'),
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

  return { bound, bind, text, number, ofPatterns, ofPassing, ofLive, ofProperty, ofOrder }
}

export type Text = ReturnType<typeof createText>

/** The time of a key; of one that nobody was given any time will do. */
export const timeOf = (key: string): number => {
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

export const readRows = async (db: Database, text: Text, asked: Asked): Promise<Place[]> => {
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
