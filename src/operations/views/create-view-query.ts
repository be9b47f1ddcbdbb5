import { viewerOf } from '../content/viewer.js'
import { everyRow } from '../data-sources/every-row.js'
import { getVisibleDataSource } from '../databases/find.js'
import { momentOf } from '../databases/present.js'
import { newId } from '../deps.js'
import type { Operation } from '../operation.js'
import { askedBy } from './define.js'
import { getVisibleView } from './find.js'

const DEFAULT_PAGE_SIZE = 100

/** Milliseconds for which the answer of a query can be paged through (recorded). */
const LIFETIME = 15 * 60_000

/**
 * The rows that a view shows, at most 10,000, kept as they are for a quarter of an hour. Errors: `object_not_found`,
 * `validation_error`. Notion: reference/create-view-query.
 */
export const createViewQuery: Operation<'createViewQuery'> = async (
  call,
  bearer,
  { params, body },
) => {
  const { botId, workspaceId } = viewerOf(bearer)
  const { view } = await getVisibleView(call, bearer, params.view_id)
  const source = await getVisibleDataSource(call, bearer, view.dataSourceId)
  const { filter, sorts } = askedBy(source.schema, view.definition)
  const { ids: pageIds, isCut } = await everyRow(call, bearer, source, filter, sorts)
  const { viewId } = view
  const queryId = newId(call)
  const now = call.clock()
  const expiresAt = now + LIFETIME
  await call.store.views.keepQuery({ queryId, workspaceId, viewId, botId, expiresAt, pageIds }, now)
  const size = body.page_size || DEFAULT_PAGE_SIZE
  return {
    object: 'view_query',
    id: queryId,
    view_id: viewId,
    expires_at: momentOf(expiresAt),
    total_count: pageIds.length,
    results: pageIds.slice(0, size).map((id) => ({ object: 'page' as const, id })),
    next_cursor: pageIds[size] ?? null,
    has_more: pageIds.length > size,
    ...(isCut && {
      request_status: {
        type: 'incomplete' as const,
        incomplete_reason: 'query_result_limit_reached' as const,
      },
    }),
  }
}
