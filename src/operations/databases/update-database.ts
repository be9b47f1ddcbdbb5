import { iconFrom, mediaFrom } from '../../domain/content/media.js'
import { richTextFrom } from '../../domain/content/rich-text.js'
import { filesInCover, filesInIcon } from '../../domain/files/file-use.js'
import { contend } from '../contend.js'
import { moveToEnd } from '../content/move-to-end.js'
import { changeAroundTrash } from '../content/set-trash.js'
import { editOf, refuseInTrash, viewerOf } from '../content/viewer.js'
import { attachFiles } from '../files/attach-files.js'
import type { Operation } from '../operation.js'
import { getVisibleDatabase } from './find.js'
import { answerDatabase } from './present.js'

/**
 * Changes what a database shows of itself, its place, its lock or its trash; its schema is its data sources'.
 * Errors: `object_not_found`, `validation_error`. Notion: reference/update-a-database.
 */
export const updateDatabase: Operation<'updateDatabase'> = async (
  call,
  bearer,
  { params, body },
) => {
  const { workspaceId } = viewerOf(bearer)
  const { databaseId, parentId } = await getVisibleDatabase(call, bearer, params.database_id)
  const change = async (): Promise<void> => {
    if (body.parent) await moveToEnd(call, bearer, { blockId: databaseId, parentId }, body.parent)
    const uses = [...filesInIcon(body.icon), ...filesInCover(body.cover)]
    const files = await attachFiles(call, bearer, uses)
    const changes = {
      ...(body.title && { title: richTextFrom(body.title) }),
      ...(body.description && { description: richTextFrom(body.description) }),
      ...(body.icon !== undefined && { icon: iconFrom(body.icon, files) }),
      ...(body.cover !== undefined && { cover: body.cover && mediaFrom(body.cover, files) }),
      ...(body.is_inline !== undefined && { isInline: body.is_inline }),
      ...(body.is_locked !== undefined && { isLocked: body.is_locked }),
    }
    await contend(async () => {
      if (Object.keys(changes).length === 0) return true
      const found = await getVisibleDatabase(call, bearer, databaseId)
      refuseInTrash(found)
      const next = { ...found, ...changes }
      const edit = editOf(call, bearer)
      const done = await call.store.databases.updateDatabase(workspaceId, found, next, edit)
      return done || undefined
    })
  }
  const { in_trash: inTrash = body.archived } = body
  await changeAroundTrash(call, bearer, { id: databaseId, inTrash }, change)
  return answerDatabase(call, bearer, await getVisibleDatabase(call, bearer, databaseId))
}
