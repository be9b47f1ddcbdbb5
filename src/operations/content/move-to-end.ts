import { ApiError } from '../../contract/errors.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'
import { endOf } from './end-of.js'
import { refuseAtTop } from './top.js'
import { editOf, getVisibleBlock, refuseInTrash, viewerOf } from './viewer.js'

/**
 * Moves a page or a database to the end of a page, or a database to the top of the workspace. Errors: `object_not_found`, `validation_error` for the parent that
 * it has, for itself and for what stands below it.
 */
export const moveToEnd = async (
  call: Call,
  bearer: Bearer,
  { blockId, parentId }: { readonly blockId: string; readonly parentId: string },
  to: { readonly page_id: string } | { readonly workspace: true },
): Promise<void> => {
  const { content } = call.store
  const { workspaceId } = viewerOf(bearer)
  const newParentId =
    'page_id' in to ? await pageFor(call, bearer, to.page_id) : await top(call, bearer, blockId)
  if (parentId === newParentId) {
    throw new ApiError('validation_error', 'New parent must be different from the current parent.')
  }
  const position = await endOf(call, workspaceId, newParentId)
  const edit = editOf(call, bearer)
  const keeper = bearer.bot.owner?.userId
  if (!(await content.move(workspaceId, blockId, newParentId, position, edit, keeper))) {
    throw new ApiError('validation_error', 'A page cannot be moved below itself.')
  }
}

const pageFor = async (call: Call, bearer: Bearer, id: string): Promise<string> => {
  const parent = await getVisibleBlock(call, bearer, id, 'page')
  refuseInTrash(parent)
  return parent.blockId
}

/** At the top a bot sees what it made itself: of anything else it would lose sight. */
const top = async (call: Call, bearer: Bearer, blockId: string): Promise<string> => {
  refuseAtTop(bearer, 'database')
  const { botId, workspaceId } = viewerOf(bearer)
  if ((await getVisibleBlock(call, bearer, blockId)).createdBy === botId) return workspaceId
  throw new ApiError(
    'validation_error',
    'Only a database that the integration has made can move to the top of the workspace.',
  )
}
