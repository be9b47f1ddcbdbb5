import { answerPage } from '../content/answer.js'
import { moveToEnd } from '../content/move-to-end.js'
import { getVisibleBlock, refuseInTrash } from '../content/viewer.js'
import type { Operation } from '../operation.js'

/**
 * Moves a page with everything below it to the end of another. Errors: `object_not_found`, `validation_error` for the
 * parent that it has, for itself and for what stands below it. Notion: reference/move-page.
 */
export const movePage: Operation<'movePage'> = async (call, bearer, { params, body }) => {
  const page = await getVisibleBlock(call, bearer, params.page_id, 'page')
  refuseInTrash(page)
  await moveToEnd(call, bearer, page, body.parent)
  return answerPage(call, bearer, await getVisibleBlock(call, bearer, page.blockId, 'page'))
}
