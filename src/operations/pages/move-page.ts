import { ApiError } from '../../contract/errors.js'
import { positionsBetween } from '../../domain/content/positions.js'
import { answerPage } from '../content/answer.js'
import { editOf, getVisibleBlock, refuseInTrash, viewerOf } from '../content/viewer.js'
import type { Operation } from '../operation.js'

/**
 * Moves a page with everything below it to the end of another. Errors: `object_not_found`, `validation_error` for the
 * parent that it has, for itself and for what stands below it. Notion: reference/move-page.
 */
export const movePage: Operation<'movePage'> = async (call, bearer, { params, body }) => {
  const { content } = call.store
  const { workspaceId } = viewerOf(bearer)
  const page = await getVisibleBlock(call, bearer, params.page_id, 'page')
  refuseInTrash(page)
  const parent = await getVisibleBlock(call, bearer, body.parent.page_id, 'page')
  refuseInTrash(parent)
  if (page.parentId === parent.blockId) {
    throw new ApiError('validation_error', 'New parent must be different from the current parent.')
  }
  const gap = await content.findGap(workspaceId, parent.blockId, 'end')
  const [position = 0] = positionsBetween(gap?.after, undefined, 1) ?? []
  const edit = editOf(call, bearer)
  if (!(await content.movePage(workspaceId, page.blockId, parent.blockId, position, edit))) {
    throw new ApiError('validation_error', 'A page cannot be moved below itself.')
  }
  return answerPage(call, bearer, await getVisibleBlock(call, bearer, page.blockId, 'page'))
}
