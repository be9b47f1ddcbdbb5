import { ApiError } from '../../contract/errors.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'
import { endOf } from './end-of.js'
import { editOf, getVisibleBlock, refuseInTrash, viewerOf } from './viewer.js'

/**
 * Moves a page or a database to the end of a page. Errors: `object_not_found`, `validation_error` for the parent that
 * it has, for itself and for what stands below it.
 */
export const moveToEnd = async (
  call: Call,
  bearer: Bearer,
  { blockId, parentId }: { readonly blockId: string; readonly parentId: string },
  to: { readonly page_id: string },
): Promise<void> => {
  const { content } = call.store
  const { workspaceId } = viewerOf(bearer)
  const parent = await getVisibleBlock(call, bearer, to.page_id, 'page')
  refuseInTrash(parent)
  if (parentId === parent.blockId) {
    throw new ApiError('validation_error', 'New parent must be different from the current parent.')
  }
  const position = await endOf(call, workspaceId, parent.blockId)
  const edit = editOf(call, bearer)
  if (!(await content.move(workspaceId, blockId, parent.blockId, position, edit))) {
    throw new ApiError('validation_error', 'A page cannot be moved below itself.')
  }
}
