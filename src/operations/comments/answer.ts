import type { CommentAnswer } from '../../contract/objects/comment.js'
import { minuteOf } from '../../domain/content/minute.js'
import { type Named, presentRichText } from '../../domain/content/rich-text.js'
import type { PlacedComment } from '../../ports/comments.js'
import { namesIn } from '../content/naming.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'

const presentComment = (comment: PlacedComment, named: Named): CommentAnswer => ({
  object: 'comment',
  id: comment.commentId,
  parent:
    comment.parentType === 'child_page'
      ? { type: 'page_id', page_id: comment.parentId }
      : { type: 'block_id', block_id: comment.parentId },
  discussion_id: comment.discussionId,
  created_time: minuteOf(comment.createdAt),
  last_edited_time: minuteOf(comment.editedAt),
  created_by: { object: 'user', id: comment.createdBy },
  rich_text: presentRichText(comment.richText, named),
  display_name: { type: comment.displayName.type, resolved_name: comment.displayName.name },
  ...(comment.attachments.length > 0 && {
    attachments: comment.attachments.map(({ category, file }) => ({
      category,
      file: named.file(file),
    })),
  }),
})

export const presentComments = async (
  call: Call,
  bearer: Bearer,
  comments: readonly PlacedComment[],
): Promise<CommentAnswer[]> => {
  const texts = comments.flatMap(({ richText }) => richText)
  const named = await namesIn(call, bearer, texts)
  return comments.map((comment) => presentComment(comment, named))
}

/** A comment as far as the token may read it. */
export const answerComment = async (
  call: Call,
  bearer: Bearer,
  comment: PlacedComment,
): Promise<CommentAnswer | { object: 'comment'; id: string }> => {
  if (!bearer.party.capabilities.includes('read_comments')) {
    return { object: 'comment', id: comment.commentId }
  }
  const [answer] = await presentComments(call, bearer, [comment])
  return answer as CommentAnswer
}
