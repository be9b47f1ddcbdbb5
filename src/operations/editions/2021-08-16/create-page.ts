import { blockOfToday } from '../../../contract/editions/2021-08-16.js'
import { createPage as create } from '../../pages/create-page.js'
import type { Operation } from './operation.js'

/** Makes a page of blocks whose texts are called `text`. Errors and answer: as today. */
export const createPage: Operation<'createPage'> = (call, bearer, input) => {
  const { children, content, ...rest } = input.body
  const body = {
    ...rest,
    ...(children && { children: children.map(blockOfToday) }),
    ...(content && { content: content.map(blockOfToday) }),
  }
  return create(call, bearer, { ...input, body })
}
