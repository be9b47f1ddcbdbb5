import { ApiError } from '../../contract/errors.js'
import type { FilterRequest } from '../../contract/objects/query.js'
import { queriedRow } from '../../domain/content/queried-row.js'
import { parseQueryCursor, type QueryCursor, spellQueryCursor } from '../../domain/query/cursor.js'
import type { Filter } from '../../domain/query/filter.js'
import { resolveFilter, resolveSorts } from '../../domain/query/resolve.js'
import { placeOf, type Sort } from '../../domain/query/sort.js'
import { dashed, isUuid } from '../../lib/uuid.js'
import type { FoundDataSource } from '../../ports/databases.js'
import { answerPages } from '../content/answer.js'
import { viewerOf } from '../content/viewer.js'
import { getVisibleDataSource } from '../databases/find.js'
import type { Call } from '../deps.js'
import type { Operation } from '../operation.js'
import { findRows, type Judge } from './find-rows.js'
import { judgedRows } from './judged-rows.js'
import { keyRows } from './key-rows.js'

const DEFAULT_PAGE_SIZE = 100

/** Rows that a query answers at most, over all its pages. Contract §4.3. */
export const MAX_ROWS = 10_000

const everything: Filter = { type: 'and', filters: [] }

/**
 * The rows that satisfy a filter, in the order of the sorts. The cursor holds the place where the next page begins, so
 * that what is written meanwhile neither repeats a row nor hides another. Errors: `object_not_found`, `validation_error`.
 * Notion: reference/query-a-data-source.
 */
export const queryDataSource: Operation<'queryDataSource'> = async (
  call,
  bearer,
  { params, query, body },
) => {
  const { workspaceId } = viewerOf(bearer)
  const source = await getVisibleDataSource(call, bearer, params.data_source_id)
  const asksAnything = body.filter !== undefined && Object.keys(body.filter).length > 0
  const filter = asksAnything
    ? resolveFilter(source.schema, body.filter as FilterRequest)
    : everything
  const sorts = resolveSorts(source.schema, body.sorts ?? [])
  const judge = judgedRows(call, bearer, source, filter, sorts)
  const { in_trash: inTrash = body.archived ?? false, start_cursor } = body
  const start =
    start_cursor === undefined
      ? undefined
      : await startAt(call, workspaceId, source, sorts, judge, start_cursor)
  if (!source.isKeyed) await keyRows(call, workspaceId, source)
  const count = start?.count ?? 0
  const size = Math.min(body.page_size || DEFAULT_PAGE_SIZE, MAX_ROWS - count)
  const asked = { filter, sorts, inTrash, from: start?.place, limit: size + 1 }
  const asking = { now: call.clock(), me: bearer.bot.owner?.userId }
  const found = await findRows(call, workspaceId, source, asked, asking, judge)
  const next = found[size]
  const isIncomplete = next !== undefined && count + size >= MAX_ROWS
  const shown = found.slice(0, size).map(({ block }) => block)
  const cursor = next && !isIncomplete && { place: next.place, count: count + size }
  const { schema, keysVersion, database } = source
  const follows = { schema, keysVersion, databaseId: database.databaseId }
  return {
    object: 'list',
    results: await answerPages(call, bearer, shown, query.filter_properties, follows),
    next_cursor: cursor ? spellQueryCursor(cursor) : null,
    has_more: Boolean(cursor),
    type: 'page_or_data_source',
    page_or_data_source: {},
    ...(isIncomplete && {
      request_status: {
        type: 'incomplete' as const,
        incomplete_reason: 'query_result_limit_reached' as const,
      },
    }),
  }
}

/** What a cursor says; the id of a row means where it stands now. */
const startAt = async (
  { store }: Call,
  workspaceId: string,
  { schema, dataSourceId }: FoundDataSource,
  sorts: readonly Sort[],
  judge: Judge,
  cursor: string,
): Promise<QueryCursor> => {
  const refusal = new ApiError(
    'validation_error',
    `The start_cursor provided is invalid: ${cursor}`,
  )
  if (!isUuid(cursor)) {
    const parsed = parseQueryCursor(cursor, sorts.length)
    if (!parsed || parsed.count >= MAX_ROWS || parsed.count < 0) throw refusal
    return parsed
  }
  const ids = [dashed(cursor)]
  for (const inTrash of [false, true]) {
    const [block] = await judge(
      await store.databases.listRows(workspaceId, dataSourceId, ids, inTrash),
    )
    if (block?.page)
      return { place: placeOf(sorts)(queriedRow(schema, block, block.page)), count: 0 }
  }
  throw refusal
}
