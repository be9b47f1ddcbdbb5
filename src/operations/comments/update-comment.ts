import { notFound, viewerOf } from '../content/viewer.js'
import type { Operation } from '../operation.js'
import { answerComment } from './answer.js'
import { getOwnComment } from './find.js'
import { textFrom } from './text-from.js'

/**
 * Replaces the text of a comment that the bot wrote. Errors: `object_not_found`, `restricted_resource`,
 * `validation_error`. Notion: reference/update-a-comment.
 */
export const updateComment: Operation<'updateComment'> = async (call, bearer, { params, body }) => {
  const comment = await getOwnComment(call, bearer, params.comment_id)
  const { workspaceId } = viewerOf(bearer)
  const richText = textFrom(body)
  const editedAt = call.clock()
  const { commentId } = comment
  const done = await call.store.comments.update(workspaceId, commentId, richText, editedAt)
  if (!done) throw notFound('comment', commentId, bearer)
  return answerComment(call, bearer, { ...comment, richText, editedAt })
}
