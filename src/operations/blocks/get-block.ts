import { answerBlock } from '../content/answer.js'
import { getVisibleBlock } from '../content/viewer.js'
import type { Operation } from '../operation.js'

/** A block, in the trash or not. Errors: `object_not_found`. Notion: reference/retrieve-a-block. */
export const getBlock: Operation<'getBlock'> = async (call, bearer, { params }) =>
  answerBlock(call, bearer, await getVisibleBlock(call, bearer, params.block_id))
