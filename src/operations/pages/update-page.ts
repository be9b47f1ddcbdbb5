import { iconFrom, mediaFrom } from '../../domain/content/media.js'
import { contend } from '../contend.js'
import { answerPage } from '../content/answer.js'
import { setTrash } from '../content/set-trash.js'
import { editOf, getVisibleBlock, refuseInTrash, viewerOf } from '../content/viewer.js'
import type { Operation } from '../operation.js'
import { titleFrom } from './title-from.js'

/**
 * Changes the title, the icon, the cover, the lock or the trash of a page; `erase_content` puts all its blocks in the
 * trash. Errors: `object_not_found`, `validation_error`. Notion: reference/patch-page.
 */
export const updatePage: Operation<'updatePage'> = async (
  call,
  bearer,
  { params, query, body },
) => {
  const { in_trash = body.archived } = body
  const { workspaceId } = viewerOf(bearer)
  const { content } = call.store
  if (in_trash !== undefined) await setTrash(call, bearer, params.page_id, in_trash, 'page')
  const title = titleFrom(body.properties)
  const changes = {
    ...(title && { title }),
    ...(body.icon !== undefined && { icon: iconFrom(body.icon) }),
    ...(body.cover !== undefined && { cover: body.cover && mediaFrom(body.cover) }),
    ...(body.is_locked !== undefined && { isLocked: body.is_locked }),
  }
  await contend(async () => {
    const found = await getVisibleBlock(call, bearer, params.page_id, 'page')
    const edit = editOf(call, bearer)
    if (Object.keys(changes).length > 0 && found.page) {
      refuseInTrash(found)
      const done = await content.updatePage(workspaceId, found, { ...found.page, ...changes }, edit)
      if (!done) return undefined
    }
    if (body.erase_content) {
      refuseInTrash(found)
      await content.trashChildren(workspaceId, found.blockId, edit)
    }
    return true
  })
  const page = await getVisibleBlock(call, bearer, params.page_id, 'page')
  return answerPage(call, bearer, page, query.filter_properties)
}
