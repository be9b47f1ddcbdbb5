import { startRangesOf } from '../../../domain/content/title-words.js'
import type { FoundTitle, TitleSearch, Viewer } from '../../../ports/content.js'
import type { Database } from '../database.js'
import { statement } from '../statement.js'
import { isFullOfBot } from './access.js'
import {
  lineageOf,
  opensTo,
  type PlacedRow,
  placedColumns,
  placedFrom,
  placedJoins,
} from './rows.js'
import { findByStarts } from './title-starts.js'

/**
 * Titles that one statement looks at. SQLite answers in the thread of the server: nobody is to wait for a search that
 * finds nothing among a hundred thousand.
 */
const STRIDE = 4000

/** Patterns that are compared without unpacking a list for every title. */
const slots = ['one', 'two', 'three', 'four', 'five', 'six'] as const

/** Blocks that a bot may see at most for them to be gone through, rather than all titles of the workspace. */
const HANDFUL = 1000

/** Titles that have the words looked for are rather taken one by one than found along all titles, if they are so few. */
const FEW_TITLES = 300

type Slots = { [K in (typeof slots)[number]]: string | null }

type Mark = { at: number; id: string }

type Place = { workspaceId: string; at: number; id: string }

/** The most patterns of a statement of its own: each is one comparison for every title. */
const FEW = 2

const matchesFew = `(${slots
  .slice(0, FEW)
  .map((slot) => `c.title_words like :${slot}`)
  .join(' or ')})`

const matchesAny = `(
  ${slots.map((slot) => `c.title_words like :${slot}`).join(' or ')}
  or (:others <> '[]' and exists (
    select 1 from rows :others as r (pattern text) where c.title_words like r.pattern)))`

/** The words are in the index by which titles are walked; a row is opened once it matches. */
const titled = `c.workspace_id = :workspaceId and c.title_words is not null
  and c.trashed_at is null`

/** As a condition on the column itself PostgreSQL would look for it in the index, and lose the order of that. */
const isOfTypes = "c.type || '' in (:types...)"

/**
 * In one walk up the parents: none holds templates, one of them opens the page to the bot, and its person has full
 * access.
 */
const isOpenIf = (condition: string): string => `(
  ${lineageOf('c.block_id')}
  select case when count(case when l.type = 'templates' then 1 end) = 0 and ${condition}
    then max(case when ${opensTo} then 1 else 0 end) end
  from lineage l join bots v on v.bot_id = :botId where ${isFullOfBot}) <> 0`

const isFound = isOpenIf('count(l.trashed_at) = 0')

/** What was put in the trash itself, and the data sources of databases that were. */
const gone = `
  select t.block_id from blocks t
  where t.workspace_id = :workspaceId and t.type = 'child_page' and t.trashed_at is not null
  union
  select t.block_id from blocks t
  where t.workspace_id = :workspaceId and t.type = 'data_source' and t.trashed_at is not null
  union
  select s.block_id from blocks t cross join blocks s
  where t.workspace_id = :workspaceId and t.type = 'child_database' and t.trashed_at is not null
    and s.workspace_id = :workspaceId and s.parent_id = t.block_id`

/** Whether more stand below a block than may be gone through: a recursion takes all the children of a block at once. */
const isWide = (blockId: string): string => `exists (
  select 1 from blocks z where z.workspace_id = :workspaceId and z.parent_id = ${blockId}
  limit 1 offset :limit)`

const seesAll = statement<{ botId: string }, { sees: number }>(
  'sees_whole_workspace',
  `select case when v.pages_from_grant_id is null then 1 else 0 end as "sees"
   from bots v where v.bot_id = :botId`,
)

/**
 * What a bot may see, from the top down; all of it, the trash included, or as much as is asked for. What is wide is not
 * entered. SQLite knows no figures of its tables: `cross join` has it begin at the left, and by its parent a block is
 * found in the index alone.
 */
const descend = statement<
  { workspaceId: string; botId: string; limit: number },
  { id: string; wide: number }
>(
  'descend_to_titles',
  `with recursive below (block_id) as (
     select s.page_id from bots v join grant_pages s on s.grant_id = v.pages_from_grant_id
     where v.bot_id = :botId
     union
     select t.block_id from blocks t
     where t.workspace_id = :workspaceId and t.parent_id = :workspaceId and exists (
       select 1 from blocks o where o.workspace_id = t.workspace_id and o.block_id = t.block_id
         and o.created_by = :botId)
     union
     select c.block_id from below cross join blocks c
     where c.workspace_id = :workspaceId and c.parent_id = below.block_id
       and not ${isWide('below.block_id')}
   )
   select block_id as "id", case when ${isWide('below.block_id')} then 1 else 0 end as "wide"
   from below limit :limit`,
)

type Asked = Place &
  Slots & {
    botId: string
    types: readonly string[]
    others: string
    limit: number
  }
type Ended = { endAt: number; endId: string }
type Among = { seen: string; ids: readonly string[] }

/** Those of some titles that the bot may see. */
const listFoundAmong = statement<{ workspaceId: string; botId: string } & Among, { id: string }>(
  'list_found_among',
  `select c.block_id as "id" from rows :seen as r (id text) cross join blocks c
   where c.workspace_id = :workspaceId and c.block_id = r.id and c.block_id in (:ids...)
     and ${isFound}`,
)

type TitledRow = PlacedRow & { words: string }

/** Apart from the search: whatever a planner thinks of that, these are searches by key. */
const listFound = statement<{ workspaceId: string; ids: readonly string[] }, TitledRow>(
  'list_found',
  `select ${placedColumns}, b.title_words as "words" from blocks b ${placedJoins}
   where b.workspace_id = :workspaceId and b.block_id in (:ids...)`,
)

const inDirection = (name: string, asOrder: 'asc' | 'desc') => {
  const [onwards, before] = asOrder === 'asc' ? ['>=', '<'] : ['<=', '>']
  const order = `order by c.edited_at ${asOrder}, c.block_id ${asOrder}`
  const begin = '(cast(:at as bigint), cast(:id as text))'
  const searching = (of: string, matches: string) =>
    statement<Asked & Ended, { id: string }>(
      of,
      `select c.block_id as "id" from blocks c
       where ${titled} and ${matches} and (c.edited_at, c.block_id) ${onwards} ${begin}
         and (c.edited_at, c.block_id) ${before} (cast(:endAt as bigint), cast(:endId as text))
         and ${isOfTypes} and ${isFound}
       ${order} limit :limit`,
    )
  return {
    /** Where the next stride begins. */
    reach: statement<Place & { stride: number }, Mark>(
      `reach_of_search_${name}`,
      `select c.edited_at as "at", c.block_id as "id" from blocks c
       where ${titled} and (c.edited_at, c.block_id) ${onwards} ${begin}
       ${order} limit 1 offset :stride`,
    ),
    search: searching(`search_titles_${name}`, matchesAny),
    searchForFew: searching(`search_titles_for_few_${name}`, matchesFew),
    searchTrash: statement<Asked, { id: string }>(
      `search_trash_${name}`,
      `select c.block_id as "id" from (${gone}) as gone cross join blocks c
       where c.workspace_id = :workspaceId and c.block_id = gone.block_id
         and c.title_words is not null
         and (c.edited_at, c.block_id) ${onwards} ${begin}
         and ${isOfTypes} and ${matchesAny} and ${isOpenIf('1 = 1')}
       ${order} limit :limit`,
    ),
    /** In order, whoever may see them: that is asked of as many as are to be answered. */
    matchAmong: statement<Omit<Asked, 'botId' | 'limit'> & Among, { id: string }>(
      `match_titles_among_${name}`,
      // The join has SQLite, the list PostgreSQL begin at the handful; `+ 0` keeps both off the index of titles.
      `select c.block_id as "id" from rows :seen as r (id text) cross join blocks c
       where ${titled} and ${matchesAny} and (c.edited_at + 0, c.block_id) ${onwards} ${begin}
         and c.block_id = r.id and c.block_id in (:ids...) and ${isOfTypes}
       ${order}`,
    ),
  }
}

const directions = {
  ascending: inDirection('ascending', 'asc'),
  descending: inDirection('descending', 'desc'),
}

const FIRST: Mark = { at: Number.MIN_SAFE_INTEGER, id: '' }
const LAST: Mark = { at: Number.MAX_SAFE_INTEGER, id: '' }

/** Walks the titles in order, a stride at a time, until enough are found; or goes through all that the bot may see. */
export const searchTitles = async (
  db: Database,
  viewer: Viewer,
  { types, patterns, inTrash, direction, limit, from }: TitleSearch,
): Promise<FoundTitle[]> => {
  const { workspaceId, botId } = viewer
  const { reach, matchAmong, searchTrash, ...walks } = directions[direction]
  const search = patterns.length > FEW ? walks.search : walks.searchForFew
  const [begin, end] = direction === 'ascending' ? [FIRST, LAST] : [LAST, FIRST]
  const slotted = Object.fromEntries(slots.map((slot, n) => [slot, patterns[n] ?? null])) as Slots
  const others = JSON.stringify(patterns.slice(slots.length).map((pattern) => ({ pattern })))
  const asked = { workspaceId, botId, types, others, ...slotted }
  const found: { id: string }[] = []
  let at: Mark | undefined = from ? { at: from.editedAt, id: from.blockId } : begin
  if (inTrash) {
    return readFound(db, workspaceId, await db.all(searchTrash, { ...asked, ...at, limit }))
  }
  const ids =
    (await seenByBot(db, workspaceId, botId)) ?? (await withWords(db, workspaceId, patterns))
  if (ids) {
    if (ids.length === 0) return []
    const matching = await db.all(matchAmong, { ...asked, ...at, ...amongIds(ids) })
    return readFound(db, workspaceId, await firstFound(db, viewer, matching, limit))
  }
  while (at && found.length < limit) {
    const next: Mark | undefined = await db.get(reach, { workspaceId, ...at, stride: STRIDE })
    const { at: endAt, id: endId } = next ?? end
    const left = limit - found.length
    found.push(...(await db.all(search, { ...asked, ...at, endAt, endId, limit: left })))
    at = next
  }
  return readFound(db, workspaceId, found)
}

const amongIds = (ids: readonly string[]): Among => ({
  ids,
  seen: JSON.stringify(ids.map((id) => ({ id }))),
})

/** Titles of which it is asked at once whether a bot may see them. */
const MANY = 50

/** The first of some titles that a bot may see. */
const firstFound = async (
  db: Database,
  { workspaceId, botId }: Viewer,
  titles: readonly { readonly id: string }[],
  limit: number,
): Promise<{ id: string }[]> => {
  const found: { id: string }[] = []
  for (let at = 0; at < titles.length && found.length < limit; ) {
    const some = titles.slice(at, at + Math.max(limit - found.length, MANY))
    const asked = { workspaceId, botId, ...amongIds(some.map(({ id }) => id)) }
    const seen = new Set((await db.all(listFoundAmong, asked)).map(({ id }) => id))
    found.push(...some.filter(({ id }) => seen.has(id)))
    at += some.length
  }
  return found.slice(0, limit)
}

/** Ids of all that a bot may see; undefined: they are many. */
const seenByBot = async (
  db: Database,
  workspaceId: string,
  botId: string,
): Promise<string[] | undefined> => {
  const sees = await db.get(seesAll, { botId })
  if (sees?.sees !== 0) return undefined
  const seen = await db.all(descend, { workspaceId, botId, limit: HANDFUL + 1 })
  const isMuch = seen.length > HANDFUL || seen.some(({ wide }) => wide === 1)
  return isMuch ? undefined : seen.map(({ id }) => id)
}

/** Ids of all titles with the words that are looked for; undefined: they are many, or no index knows them. */
const withWords = async (
  db: Database,
  workspaceId: string,
  patterns: readonly string[],
): Promise<string[] | undefined> => {
  const ranges = startRangesOf(patterns)
  return ranges && findByStarts(db, workspaceId, ranges, FEW_TITLES)
}

/** What was found, in its order. */
const readFound = async (
  db: Database,
  workspaceId: string,
  found: readonly { readonly id: string }[],
): Promise<FoundTitle[]> => {
  if (found.length === 0) return []
  const rows = await db.all(listFound, { workspaceId, ids: found.map(({ id }) => id) })
  const byId = new Map(rows.map((row) => [row.blockId, titledFrom(row)]))
  return found.flatMap(({ id }) => byId.get(id) ?? [])
}

const titledFrom = (row: TitledRow): FoundTitle => ({
  blockId: row.blockId,
  page: row.title === null ? null : placedFrom(row),
  words: row.words,
})
