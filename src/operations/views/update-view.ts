import { contend } from '../contend.js'
import { editOf, refuseInTrash, viewerOf } from '../content/viewer.js'
import { getVisibleDataSource } from '../databases/find.js'
import type { Operation } from '../operation.js'
import { defined } from './define.js'
import { getVisibleView } from './find.js'
import { answerView } from './present.js'

/** Changes a view. Errors: `object_not_found`, `validation_error`. Notion: reference/update-a-view. */
export const updateView: Operation<'updateView'> = async (call, bearer, { params, body }) => {
  const { workspaceId } = viewerOf(bearer)
  await contend(async () => {
    const { view, database } = await getVisibleView(call, bearer, params.view_id)
    refuseInTrash(database)
    const { schema } = await getVisibleDataSource(call, bearer, view.dataSourceId)
    const { name = view.name } = body
    const definition = defined(schema, view.type, view.definition, body)
    const edit = editOf(call, bearer)
    const done = await call.store.views.update(workspaceId, view, { name, definition }, edit)
    return done || undefined
  })
  const { view } = await getVisibleView(call, bearer, params.view_id)
  return answerView(call, bearer, view)
}
