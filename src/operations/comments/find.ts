import { ApiError } from '../../contract/errors.js'
import { dashed } from '../../lib/uuid.js'
import type { PlacedComment } from '../../ports/comments.js'
import { notFound, refuseInTrash, viewerOf } from '../content/viewer.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'

/** A comment on something that the token may see. Errors: `object_not_found`. */
export const getVisibleComment = async (
  { store }: Call,
  bearer: Bearer,
  id: string,
): Promise<PlacedComment> => {
  const commentId = dashed(id)
  const viewer = viewerOf(bearer)
  const comment = await store.comments.find(viewer.workspaceId, commentId)
  const parent = comment && (await store.content.findBlock(viewer, comment.parentId))
  if (!comment || !parent) throw notFound('comment', commentId, bearer)
  return comment
}

/**
 * A comment that the bot itself wrote. Errors: `object_not_found`, `restricted_resource` for one of somebody else,
 * `validation_error` for one on something in the trash.
 */
export const getOwnComment = async (
  call: Call,
  bearer: Bearer,
  id: string,
): Promise<PlacedComment> => {
  const comment = await getVisibleComment(call, bearer, id)
  if (comment.createdBy !== bearer.bot.botId) {
    throw new ApiError('restricted_resource', 'API token does not have access to this resource.')
  }
  const parent = await call.store.content.findBlock(viewerOf(bearer), comment.parentId)
  if (parent) refuseInTrash(parent)
  return comment
}
