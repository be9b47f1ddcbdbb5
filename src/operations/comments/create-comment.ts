import { ApiError } from '../../contract/errors.js'
import { discussionOfPage, displayNameFrom } from '../../domain/content/comment.js'
import { dashed, timeOrdered } from '../../lib/uuid.js'
import type { FoundBlock } from '../../ports/content.js'
import { getVisibleBlock, notFound, refuseInTrash, viewerOf } from '../content/viewer.js'
import { type Call, newId } from '../deps.js'
import { attachToComment } from '../files/attach-files.js'
import type { Bearer, Operation } from '../operation.js'
import { answerComment } from './answer.js'
import { textFrom } from './text-from.js'

/**
 * Writes a comment on a page, on a block or into a discussion. Errors: `object_not_found`, `validation_error`.
 * Notion: reference/create-a-comment.
 */
export const createComment: Operation<'createComment'> = async (call, bearer, { body }) => {
  const { workspaceId } = viewerOf(bearer)
  const { parent, discussionId } = await placeOf(call, bearer, body)
  refuseInTrash(parent)
  const attachments = await attachToComment(call, bearer, idsIn(body))
  const now = call.clock()
  const comment = {
    commentId: timeOrdered(now, newId(call), 8),
    parentId: parent.blockId,
    discussionId,
    richText: textFrom(body),
    displayName: displayNameFrom(body.display_name, bearer.bot),
    attachments,
    createdAt: now,
    createdBy: bearer.bot.botId,
    editedAt: now,
  }
  const done = await call.store.comments.create(workspaceId, comment)
  if (!done) throw notFound('block', parent.blockId, bearer)
  return answerComment(call, bearer, { ...comment, parentType: parent.type })
}

type Body = Parameters<Operation<'createComment'>>[2]['body']

const idsIn = ({ attachments = [] }: Body): string[] =>
  attachments.map(({ file_upload_id }) => dashed(file_upload_id))

type Place = { parent: FoundBlock; discussionId: string }

const placeOf = async (
  call: Call,
  bearer: Bearer,
  { parent, discussion_id }: Body,
): Promise<Place> => {
  // Clients say the parent of the discussion as well (observed).
  if (discussion_id !== undefined) return discussionBy(call, bearer, dashed(discussion_id))
  if (parent === undefined) {
    throw new ApiError(
      'validation_error',
      'body failed validation. Fix one:\nbody.parent should be defined, instead was `undefined`.\nbody.discussion_id should be defined, instead was `undefined`.',
    )
  }
  const found =
    'page_id' in parent
      ? await getVisibleBlock(call, bearer, parent.page_id, 'page')
      : await getVisibleBlock(call, bearer, parent.block_id)
  const isPage = found.type === 'child_page'
  return {
    parent: found,
    discussionId: isPage ? discussionOfPage(found.blockId) : newDiscussion(call),
  }
}

const newDiscussion = (call: Call): string => timeOrdered(call.clock(), newId(call), 8)

/** What is replied to must be visible itself. */
const discussionBy = async (call: Call, bearer: Bearer, discussionId: string): Promise<Place> => {
  const viewer = viewerOf(bearer)
  const parentId = await call.store.comments.findParent(viewer.workspaceId, discussionId)
  const parent =
    parentId === undefined ? undefined : await call.store.content.findBlock(viewer, parentId)
  if (!parent) throw notFound('discussion', discussionId, bearer)
  return { parent, discussionId }
}
