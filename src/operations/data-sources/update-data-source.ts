import { ApiError } from '../../contract/errors.js'
import { iconFrom } from '../../domain/content/media.js'
import { changedSchema } from '../../domain/content/property.js'
import { plainTextOf, richTextFrom } from '../../domain/content/rich-text.js'
import { filesInIcon } from '../../domain/files/file-use.js'
import { contend } from '../contend.js'
import { endOf } from '../content/end-of.js'
import { mintingOf } from '../content/minting.js'
import { editOf, refuseInTrash, viewerOf } from '../content/viewer.js'
import { getVisibleDatabase, getVisibleDataSource } from '../databases/find.js'
import { answerDataSource } from '../databases/present.js'
import { settleSchema } from '../databases/settle.js'
import type { Call } from '../deps.js'
import { attachFiles } from '../files/attach-files.js'
import type { Bearer, Operation } from '../operation.js'
import { setTrashOfDataSource } from './set-trash.js'

/**
 * Changes the title, the icon, the schema, the database or the trash of a data source. A property keeps its id and its values when it
 * is renamed. Errors: `object_not_found`, `validation_error`. Notion: reference/update-a-data-source.
 */
export const updateDataSource: Operation<'updateDataSource'> = async (
  call,
  bearer,
  { params, body },
) => {
  const { in_trash = body.archived } = body
  const { workspaceId } = viewerOf(bearer)
  const { data_source_id } = params
  if (in_trash === false) await setTrashOfDataSource(call, bearer, data_source_id, false)
  if (body.parent) await moveToDatabase(call, bearer, data_source_id, body.parent.database_id)
  await contend(async () => {
    const { title, icon, properties } = body
    if (!title && icon === undefined && !properties) return true
    const found = await getVisibleDataSource(call, bearer, data_source_id)
    refuseInTrash(found)
    const files = await attachFiles(call, bearer, filesInIcon(icon))
    const shown = {
      title: title ? richTextFrom(title) : found.title,
      icon: icon === undefined ? found.icon : iconFrom(icon, files),
    }
    const planned = changedSchema(found.schema, properties ?? {}, mintingOf(call))
    const self = { dataSourceId: found.dataSourceId, title: plainTextOf(shown.title) }
    const { schema, beyond } = await settleSchema(
      call,
      bearer,
      self,
      found.schema,
      planned,
      properties ?? {},
    )
    const next = { ...shown, schema }
    const edit = editOf(call, bearer)
    const { databases } = call.store
    const done = await databases.updateDataSource(workspaceId, found, next, edit, beyond)
    return done || undefined
  })
  if (in_trash) await setTrashOfDataSource(call, bearer, data_source_id, true)
  return answerDataSource(call, bearer, await getVisibleDataSource(call, bearer, data_source_id))
}

const moveToDatabase = async (
  call: Call,
  bearer: Bearer,
  id: string,
  to: string,
): Promise<void> => {
  const { content } = call.store
  const { workspaceId } = viewerOf(bearer)
  const { dataSourceId, database } = await getVisibleDataSource(call, bearer, id)
  const { databaseId } = await getVisibleDatabase(call, bearer, to)
  if (databaseId === database.databaseId) {
    throw new ApiError('validation_error', 'New parent must be different from the current parent.')
  }
  const position = await endOf(call, workspaceId, databaseId)
  await content.move(workspaceId, dataSourceId, databaseId, position, editOf(call, bearer))
}
