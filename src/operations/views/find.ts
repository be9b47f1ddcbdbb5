import { dashed } from '../../lib/uuid.js'
import type { FoundDatabase } from '../../ports/databases.js'
import type { View, ViewQuery } from '../../ports/views.js'
import { notFound, viewerOf } from '../content/viewer.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'

/** A view with the database that it stands in, both as the token may see them. Errors: `object_not_found`. */
export const getVisibleView = async (
  { store }: Call,
  bearer: Bearer,
  id: string,
): Promise<{ readonly view: View; readonly database: FoundDatabase }> => {
  const viewId = dashed(id)
  const viewer = viewerOf(bearer)
  const view = await store.views.find(viewer.workspaceId, viewId)
  const database = view && (await store.databases.findDatabase(viewer, view.databaseId))
  if (!view || !database) throw notFound('view', viewId, bearer)
  return { view, database }
}

/** A query that the token has made and that has not expired. Errors: `object_not_found`. */
export const getOwnQuery = async (
  call: Call,
  bearer: Bearer,
  params: { readonly view_id: string; readonly query_id: string },
): Promise<ViewQuery> => {
  const { view } = await getVisibleView(call, bearer, params.view_id)
  const queryId = dashed(params.query_id)
  const found = await call.store.views.findQuery(queryId)
  const isOwn = found?.viewId === view.viewId && found.botId === bearer.bot.botId
  if (!found || !isOwn || found.expiresAt <= call.clock()) {
    throw notFound('view_query', queryId, bearer)
  }
  return found
}
