import { ApiError } from '../../contract/errors.js'
import { queriedRow } from '../../domain/content/queried-row.js'
import { evaluate } from '../../domain/query/filter.js'
import { resolveFilter, resolveSorts } from '../../domain/query/resolve.js'
import { orderOf } from '../../domain/query/sort.js'
import type { Row } from '../../domain/query/values.js'
import { dashed, isUuid } from '../../lib/uuid.js'
import type { PlacedBlock } from '../../ports/content.js'
import { answerPages } from '../content/answer.js'
import { viewerOf } from '../content/viewer.js'
import { getVisibleDataSource } from '../databases/find.js'
import type { Operation } from '../operation.js'
import { judgedRows } from './judged-rows.js'

const DEFAULT_PAGE_SIZE = 100

type Found = { readonly row: Row; readonly block: PlacedBlock }

/**
 * The rows that satisfy a filter, in the order of the sorts. The cursor names the first row of the next page, which
 * keeps its place even if it satisfies the filter no longer. Errors: `object_not_found`, `validation_error`.
 * Notion: reference/query-a-data-source.
 */
export const queryDataSource: Operation<'queryDataSource'> = async (
  call,
  bearer,
  { params, query, body },
) => {
  const { databases } = call.store
  const { workspaceId } = viewerOf(bearer)
  const source = await getVisibleDataSource(call, bearer, params.data_source_id)
  const filter = body.filter && resolveFilter(source.schema, body.filter)
  const sorts = resolveSorts(source.schema, body.sorts ?? [])
  const order = orderOf(sorts)
  const judge = judgedRows(call, bearer, source, filter, sorts)
  const { in_trash = body.archived ?? false } = body
  const read = async (inTrash: boolean): Promise<Found[]> =>
    (await judge(await databases.listRows(workspaceId, source.dataSourceId, inTrash))).flatMap(
      (block) => (block.page ? [{ block, row: queriedRow(source.schema, block, block.page) }] : []),
    )
  const rows = await read(in_trash)
  const cursor = body.start_cursor
  const start = cursor === undefined ? undefined : named(cursor, rows.concat(await read(!in_trash)))
  const asking = { now: call.clock(), me: bearer.bot.owner?.userId }
  const found = rows
    .filter(({ row }) => !filter || evaluate(filter, row, asking))
    .filter(({ row }) => !start || order(row, start) >= 0)
    .sort((one, other) => order(one.row, other.row))
  const size = body.page_size || DEFAULT_PAGE_SIZE
  const shown = found.slice(0, size).map(({ block }) => block)
  return {
    object: 'list',
    results: await answerPages(call, bearer, shown, query.filter_properties),
    next_cursor: found[size]?.row.id ?? null,
    has_more: found.length > size,
    type: 'page_or_data_source',
    page_or_data_source: {},
  }
}

const named = (cursor: string, rows: readonly Found[]): Row => {
  const id = isUuid(cursor) ? dashed(cursor) : undefined
  const found = rows.find(({ row }) => row.id === id)
  if (found) return found.row
  throw new ApiError('validation_error', `The start_cursor provided is invalid: ${cursor}`)
}
