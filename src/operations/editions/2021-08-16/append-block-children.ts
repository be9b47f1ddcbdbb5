import { blockOfToday } from '../../../contract/editions/2021-08-16.js'
import { appendBlockChildren as append } from '../../blocks/append-block-children.js'
import type { Operation } from './operation.js'

/** Adds blocks whose texts are called `text`. Errors and answer: as today. */
export const appendBlockChildren: Operation<'appendBlockChildren'> = (call, bearer, input) => {
  const children = input.body.children.map(blockOfToday)
  return append(call, bearer, { ...input, body: { ...input.body, children } })
}
