import { notFound, viewerOf } from '../content/viewer.js'
import type { Operation } from '../operation.js'
import { answerComment } from './answer.js'
import { getOwnComment } from './find.js'

/**
 * Removes a comment that the bot wrote, and answers it as it was. Errors: `object_not_found`, `restricted_resource`,
 * `validation_error`. Notion: reference/delete-a-comment.
 */
export const deleteComment: Operation<'deleteComment'> = async (call, bearer, { params }) => {
  const comment = await getOwnComment(call, bearer, params.comment_id)
  const { workspaceId } = viewerOf(bearer)
  const done = await call.store.comments.remove(workspaceId, comment.commentId)
  if (!done) throw notFound('comment', comment.commentId, bearer)
  return answerComment(call, bearer, comment)
}
