import type { Operation } from '../operation.js'
import { getOwnQuery } from './find.js'

/** Lets go of what a view showed. Errors: `object_not_found`. Notion: reference/delete-view-query. */
export const deleteViewQuery: Operation<'deleteViewQuery'> = async (call, bearer, { params }) => {
  const { queryId } = await getOwnQuery(call, bearer, params)
  await call.store.views.removeQuery(queryId)
  return { object: 'view_query', id: queryId, deleted: true }
}
