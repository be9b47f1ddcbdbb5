import { ApiError } from '../../contract/errors.js'
import { draftsFrom } from '../../domain/content/block.js'
import { refusalOf } from '../../domain/content/block-refusal.js'
import { filesInBlocks } from '../../domain/files/file-use.js'
import { dashed } from '../../lib/uuid.js'
import { answerBlocks } from '../content/answer.js'
import { insertBelow, refuseTooMany } from '../content/insert-blocks.js'
import { editOf, getVisibleBlock, refuseInTrash, viewerOf } from '../content/viewer.js'
import { attachFiles } from '../files/attach-files.js'
import type { Operation } from '../operation.js'

/**
 * Adds blocks below a block. Without a place, or at the end, the answer lists the new ones; with a place, the new ones
 * and all siblings behind them (observed). Errors: `object_not_found`, `validation_error`.
 * Notion: reference/patch-block-children.
 */
export const appendBlockChildren: Operation<'appendBlockChildren'> = async (
  call,
  bearer,
  { params, body },
) => {
  const { content } = call.store
  const place = placeOf(body)
  const parent = await getVisibleBlock(call, bearer, params.block_id)
  refuseInTrash(parent)
  const files = await attachFiles(call, bearer, filesInBlocks(body.children))
  const drafts = draftsFrom(body.children, files)
  refuseTooMany(drafts)
  const refusal = refusalOf(parent, drafts)
  if (refusal !== undefined) throw new ApiError('validation_error', refusal)
  const rows = await insertBelow(call, bearer, parent, drafts, place, editOf(call, bearer))
  const [first] = rows
  const limit = place === 'end' ? drafts.length : Number.MAX_SAFE_INTEGER
  const listed = first
    ? await content.listChildren(viewerOf(bearer), parent.blockId, limit, first)
    : []
  return {
    object: 'list',
    results: await answerBlocks(call, bearer, listed),
    next_cursor: null,
    has_more: false,
    type: 'block',
    block: {},
  }
}

type Body = Parameters<Operation<'appendBlockChildren'>>[2]['body']

/** `start`, `end` or the id of the sibling before. */
const placeOf = ({ after, position }: Body): string => {
  if (after !== undefined && position !== undefined) {
    throw new ApiError(
      'validation_error',
      `body failed validation: body.after should be not present, instead was \`"${after}"\`.`,
    )
  }
  if (after !== undefined) return dashed(after)
  if (position === undefined) return 'end'
  return position.type === 'after_block' ? dashed(position.after_block.id) : position.type
}
