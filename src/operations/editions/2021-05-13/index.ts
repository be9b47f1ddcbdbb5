import type { rows } from '../../../contract/editions/2021-05-13.js'
import { getBlock } from '../../blocks/get-block.js'
import type { OperationOf } from '../../operation.js'
import { appendBlockChildren as append } from '../2021-08-16/append-block-children.js'

type Operations = { readonly [Name in keyof typeof rows]: OperationOf<(typeof rows)[Name]> }

/** What the endpoints of 2021-05-13 do that has changed with 2021-08-16. */
export const operations: Operations = {
  appendBlockChildren: async (call, bearer, input) => {
    await append(call, bearer, input)
    return getBlock(call, bearer, { params: input.params, query: {}, body: undefined })
  },
}
