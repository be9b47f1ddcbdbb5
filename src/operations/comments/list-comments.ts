import { dashed } from '../../lib/uuid.js'
import { getVisibleBlock, viewerOf } from '../content/viewer.js'
import type { Operation } from '../operation.js'
import { presentComments } from './answer.js'

const DEFAULT_PAGE_SIZE = 100

/**
 * The comments on a page or a block, oldest first, those of all its discussions together. The cursor is the id of the
 * first comment of the next page, and marks its place even after that comment is gone. Errors: `object_not_found`.
 * Notion: reference/list-comments.
 */
export const listComments: Operation<'listComments'> = async (call, bearer, { query }) => {
  const { workspaceId } = viewerOf(bearer)
  const { blockId } = await getVisibleBlock(call, bearer, query.block_id)
  const size = query.page_size ?? DEFAULT_PAGE_SIZE
  const from = query.start_cursor && dashed(query.start_cursor)
  const found = await call.store.comments.list(workspaceId, blockId, size + 1, from)
  return {
    object: 'list',
    results: await presentComments(call, bearer, found.slice(0, size)),
    next_cursor: found[size]?.commentId ?? null,
    has_more: found.length > size,
    type: 'comment',
    comment: {},
  }
}
