import { blockOfToday } from '../../../contract/editions/2021-08-16.js'
import { updateBlock as update } from '../../blocks/update-block.js'
import type { Operation } from './operation.js'

/** Changes a block whose text is called `text`. Errors and answer: as today. */
export const updateBlock: Operation<'updateBlock'> = (call, bearer, input) =>
  update(call, bearer, { ...input, body: blockOfToday(input.body) })
