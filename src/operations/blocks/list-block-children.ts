import { ApiError } from '../../contract/errors.js'
import { dashed } from '../../lib/uuid.js'
import { answerBlocks } from '../content/answer.js'
import { getVisibleBlock, viewerOf } from '../content/viewer.js'
import type { Call } from '../deps.js'
import type { Operation } from '../operation.js'

const DEFAULT_PAGE_SIZE = 100

/**
 * The blocks below a block, in order, without those in the trash. The cursor is the id of the first block of the next
 * page. Errors: `object_not_found`, `validation_error` for a cursor that names no child.
 * Notion: reference/get-block-children.
 */
export const listBlockChildren: Operation<'listBlockChildren'> = async (
  call,
  bearer,
  { params, query },
) => {
  const { content } = call.store
  const { workspaceId } = viewerOf(bearer)
  const block = await getVisibleBlock(call, bearer, params.block_id)
  const { type, body } = block
  // A copy shows what the original holds, if it is shared.
  const original = type === 'synced_block' ? body.synced_from : null
  const parentId = original
    ? (await getVisibleBlock(call, bearer, original)).blockId
    : block.blockId
  const size = query.page_size || DEFAULT_PAGE_SIZE
  const from = query.start_cursor
    ? await siblingAt(call, workspaceId, parentId, dashed(query.start_cursor))
    : undefined
  // The data sources of a database are no blocks.
  const children =
    type === 'child_database'
      ? []
      : await content.listChildren(viewerOf(bearer), parentId, size + 1, from)
  return {
    object: 'list',
    results: await answerBlocks(call, bearer, children.slice(0, size)),
    next_cursor: children[size]?.blockId ?? null,
    has_more: children.length > size,
    type: 'block',
    block: {},
  }
}

/** A block that has gone to the trash since still marks its place. */
const siblingAt = async (
  { store }: Call,
  workspaceId: string,
  parentId: string,
  blockId: string,
) => {
  const position = await store.content.findPosition(workspaceId, parentId, blockId)
  if (position !== undefined) return { position, blockId }
  throw new ApiError('validation_error', `The start_cursor provided is invalid: ${blockId}`)
}
