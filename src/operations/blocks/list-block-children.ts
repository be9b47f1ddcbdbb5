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
  const { page_size, start_cursor } = query
  const viewer = viewerOf(bearer)
  const size = page_size || DEFAULT_PAGE_SIZE
  const listFrom = (parentId: string, from?: { position: number; blockId: string }) =>
    call.store.content.listChildren(viewer, parentId, size + 1, from)
  // Nearly every block holds its own children: the first are read while it is found out whether it may be seen.
  const [block, first] = await Promise.all([
    getVisibleBlock(call, bearer, params.block_id),
    start_cursor ? undefined : listFrom(dashed(params.block_id)),
  ])
  // A copy shows what the original holds, if it is shared.
  const original = block.body.synced_from
  const parent = original ? await getVisibleBlock(call, bearer, original) : block
  const from = start_cursor
    ? await siblingAt(call, viewer.workspaceId, parent.blockId, dashed(start_cursor))
    : undefined
  const isRead = first && parent === block
  const below = isRead ? first : await listFrom(parent.blockId, from)
  // The data sources of a database are no blocks.
  const children = block.type === 'child_database' ? [] : below
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
