import { answerBlock } from '../content/answer.js'
import { setTrash } from '../content/set-trash.js'
import { getVisibleBlock, refuseInTrash } from '../content/viewer.js'
import type { Operation } from '../operation.js'

/**
 * Puts a block, a page or a database in the trash with everything below it. Errors: `object_not_found`,
 * `validation_error` for one that lies there already. Notion: reference/delete-a-block.
 */
export const deleteBlock: Operation<'deleteBlock'> = async (call, bearer, { params }) => {
  refuseInTrash(await getVisibleBlock(call, bearer, params.block_id))
  await setTrash(call, bearer, params.block_id, true)
  return answerBlock(call, bearer, await getVisibleBlock(call, bearer, params.block_id))
}
