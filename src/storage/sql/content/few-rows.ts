import type { Pushed } from '../../../domain/query/pushed.js'
import type { RowWalk } from '../../../ports/databases.js'
import type { Database } from '../database.js'
import { composed } from '../statement.js'
import {
  alongKeysOf,
  createText,
  type Driver,
  HAS_WORDS,
  readRows,
  type Source,
  type Test,
  type Text,
} from './row-text.js'

/** Rows that are rather taken one by one and sorted than looked for along an index in the order of the sorts. */
export const HANDFUL = 2000

/** Rows that are rather all found than looked up one by one, where many are to be looked at. */
const SET = 12_000

/** Tests of a filter that are counted in search of one that few rows pass. */
const MAX_COUNTED = 6

export const testsIn = (where: Pushed): Test[] => {
  if (where.type === 'test') return [where]
  return where.type === 'and' ? where.parts.flatMap(testsIn) : []
}

/** What many rows pass is not worth counting. */
const isWide = ({ test }: Test): boolean =>
  test.type === 'among' || test.type === 'words'
    ? test.isNegated
    : test.type === 'emptiness' && !test.isEmpty

/** Other tests than that are answered by a part of the index, without reading the rest. */
const isOfWords = ({ test }: Test): boolean => test.type === 'words'

/** A test that few rows pass; `ids`: these, if it took all of the index to find them, or if there are none. */
type Part = { readonly test: Test; readonly ids?: readonly string[] }

/** A question that at most a handful of rows pass: those that pass one of the tests. */
export type Few = readonly Part[]

const countOf = async (db: Database, source: Source, test: Test, handful: number) => {
  const text = createText(source)
  const row = await db.get(
    composed<{ n: number }>(
      `select count(*) as "n" from (
         select w.page_id from row_keys w where ${text.ofPassing(test).join(' and ')}
         limit ${text.number(handful + 1)}) as counted`,
    ),
    text.bound,
  )
  return row?.n ?? 0
}

/** Ids of rows whose words match a pattern or were cut off: more than a handful if they are, some of them twice. */
const idsOf = async (
  db: Database,
  source: Source,
  { propertyId, patterns }: { readonly propertyId: string; readonly patterns: readonly string[] },
  handful: number,
): Promise<string[]> => {
  const text = createText(source)
  const ofProperty = [...text.ofProperty(propertyId), HAS_WORDS].join(' and ')
  const limit = text.number(handful + 1)
  const branches = text.ofPatterns(patterns, 'w.words').map(
    (condition) =>
      `select * from (select w.page_id as "id" from row_keys w
         where ${ofProperty} and (${condition}) limit ${limit}) as found`,
  )
  const rows = await db.all(composed<{ id: string }>(branches.join(' union all ')), text.bound)
  return rows.map(({ id }) => id)
}

/** Tests of a filter that a part of the rows pass: a set of those is soon made. */
export const findSets = async (
  db: Database,
  source: Source,
  where: Pushed,
): Promise<ReadonlySet<Pushed>> => {
  const tests = testsIn(where).filter((test) => !isWide(test) && !isOfWords(test))
  const counted = await Promise.all(
    tests.slice(0, MAX_COUNTED).map(async (test) => {
      return (await countOf(db, source, test, SET)) <= SET ? [test] : []
    }),
  )
  return new Set(counted.flat())
}

/** A test with how many rows pass it, unless they are more than a handful. */
const findPart = async (
  db: Database,
  source: Source,
  test: Test,
  handful: number,
): Promise<{ readonly part: Part; readonly size: number } | undefined> => {
  if (test.test.type === 'words') {
    const { patterns } = test.test
    const ids = await idsOf(db, source, { propertyId: test.propertyId, patterns }, handful)
    return ids.length > handful ? undefined : { part: { test, ids }, size: ids.length }
  }
  const size = await countOf(db, source, test, handful)
  if (size > handful) return undefined
  return { part: { test, ...(size === 0 && { ids: [] }) }, size }
}

/** The first test that few rows pass, or a group of which few rows pass any. */
export const findFew = async (
  db: Database,
  source: Source,
  where: Pushed,
  known: ReadonlySet<Pushed>,
  handful: number,
): Promise<Few | undefined> => {
  const tests = testsIn(where).filter((test) => !isWide(test) && !known.has(test))
  const inTurn = tests.toSorted((one, other) => Number(isOfWords(one)) - Number(isOfWords(other)))
  for (const test of inTurn.slice(0, MAX_COUNTED)) {
    const found = await findPart(db, source, test, handful)
    if (found) return [found.part]
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
  const few: Part[] = []
  let left = handful
  for (const part of parts) {
    const test = testsIn(part).find((one) => !isWide(one))
    const found = test && (await findPart(db, source, test, left))
    if (!found) return undefined
    left -= found.size
    few.push(found.part)
  }
  return few
}

/** That no row passes. */
export const isNone = (few: Few): boolean => few.every(({ ids }) => ids?.length === 0)

/** Rows that pass a test few pass, from their keys. */
export const alongFew = (text: Text, few: Few): { driver: Driver; conditions: string[] } => {
  const ofOne = ({ test, ids }: Part) =>
    ids
      ? [`w.property_id = ${text.bind(test.propertyId)}`, `w.page_id in (${text.bind(ids)}...)`]
      : text.ofPassing(test)
  const [only] = few
  if (only && few.length === 1) {
    return { driver: alongKeysOf(only.test.propertyId), conditions: ofOne(only) }
  }
  const each = few.map(
    (part) =>
      `select w.workspace_id, w.page_id, w.created_at from row_keys w
       where w.workspace_id = :workspaceId and ${ofOne(part).join(' and ')}`,
  )
  return {
    driver: { from: `(${each.join(' union ')}) as w`, page: 'w.page_id' },
    conditions: [],
  }
}

/** Ids of rows that may pass, if they are few; in no order. */
export const narrowRows = async (
  db: Database,
  source: Source,
  { where, handful = HANDFUL }: Pick<RowWalk, 'where' | 'handful'>,
): Promise<string[] | undefined> => {
  if (where.type === 'none') return []
  const few = await findFew(db, source, where, new Set(), handful)
  if (!few) return undefined
  if (few.every(({ ids }) => ids)) return [...new Set(few.flatMap(({ ids = [] }) => ids))]
  const text = createText(source)
  const { driver, conditions } = alongFew(text, few)
  // More may pass by now than were counted.
  const limit = 2 * (handful * few.length + 100)
  const asked = { driver, conditions, where, orders: [], order: [], from: undefined, limit }
  return (await readRows(db, text, asked)).map(({ id }) => id)
}
