import { ApiError } from '../../contract/errors.js'
import { dashed } from '../../lib/uuid.js'
import type { View } from '../../ports/views.js'
import { viewerOf } from '../content/viewer.js'
import { getVisibleDatabase, getVisibleDataSource } from '../databases/find.js'
import type { Call } from '../deps.js'
import type { Bearer, Operation } from '../operation.js'

const DEFAULT_PAGE_SIZE = 100

/**
 * Views of a database, over a data source, or both, as far as their databases are shared. The cursor is the id of the
 * next one. Errors: `object_not_found`, `validation_error`. Notion: reference/list-views.
 */
export const listDatabaseViews: Operation<'listDatabaseViews'> = async (
  call,
  bearer,
  { query },
) => {
  const { page_size, start_cursor } = query
  const views = await viewsOf(call, bearer, query)
  const from = start_cursor === undefined ? undefined : dashed(start_cursor)
  const start = from === undefined ? 0 : views.findIndex(({ viewId }) => viewId === from)
  if (start < 0) {
    throw new ApiError('validation_error', `The start_cursor provided is invalid: ${start_cursor}`)
  }
  const end = start + (page_size || DEFAULT_PAGE_SIZE)
  return {
    object: 'list',
    results: views.slice(start, end).map(({ viewId: id }) => ({ object: 'view' as const, id })),
    next_cursor: views[end]?.viewId ?? null,
    has_more: views.length > end,
    type: 'view',
    view: {},
  }
}

const viewsOf = async (
  call: Call,
  bearer: Bearer,
  { database_id, data_source_id }: Parameters<Operation<'listDatabaseViews'>>[2]['query'],
): Promise<readonly View[]> => {
  const { store } = call
  const viewer = viewerOf(bearer)
  const source = data_source_id && (await getVisibleDataSource(call, bearer, data_source_id))
  if (database_id !== undefined) {
    const { databaseId } = await getVisibleDatabase(call, bearer, database_id)
    const views = await store.views.list(viewer.workspaceId, { databaseId })
    return source ? views.filter((view) => view.dataSourceId === source.dataSourceId) : views
  }
  if (!source) {
    throw new ApiError(
      'validation_error',
      'query failed validation. Fix one:\nquery.database_id should be defined, instead was `undefined`.\nquery.data_source_id should be defined, instead was `undefined`.',
    )
  }
  const { dataSourceId } = source
  const views = await store.views.list(viewer.workspaceId, { dataSourceId })
  const homes = [...new Set(views.map(({ databaseId }) => databaseId))]
  const found = await Promise.all(homes.map((id) => store.databases.findDatabase(viewer, id)))
  const shared = new Set(found.map((database) => database?.databaseId))
  return views.filter(({ databaseId }) => shared.has(databaseId))
}
