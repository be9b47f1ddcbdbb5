import { ApiError } from '../../contract/errors.js'
import { contend } from '../contend.js'
import { refuseInTrash, viewerOf } from '../content/viewer.js'
import type { Operation } from '../operation.js'
import { getVisibleView } from './find.js'
import { referTo } from './present.js'

/** Removes a view for good. Errors: `object_not_found`, `validation_error` for the last one. Notion: reference/delete-view. */
export const deleteView: Operation<'deleteView'> = async (call, bearer, { params }) => {
  const { views } = call.store
  const { workspaceId } = viewerOf(bearer)
  return contend(async () => {
    const { view, database } = await getVisibleView(call, bearer, params.view_id)
    refuseInTrash(database)
    const { databaseId } = view
    const version = await views.findVersion(workspaceId, databaseId)
    const all = await views.list(workspaceId, { databaseId })
    if (all.length <= 1) {
      throw new ApiError('validation_error', 'The last view of a database cannot be deleted.')
    }
    const done = version !== undefined && (await views.remove(workspaceId, view, version))
    return done ? referTo(view) : undefined
  })
}
