import { type rows, withTypes } from '../../../contract/editions/2022-02-22.js'
import type { OperationOf } from '../../operation.js'
import { operations as of2022 } from '../2022-06-28/index.js'

type Operations = { readonly [Name in keyof typeof rows]: OperationOf<(typeof rows)[Name]> }

/** What the endpoints of 2022-02-22 do that has changed with 2022-06-28. */
export const operations: Operations = {
  createDatabase: (call, bearer, input) => {
    const properties = withTypes(input.body.properties)
    return of2022.createDatabase(call, bearer, { ...input, body: { ...input.body, properties } })
  },
  updateDatabase: (call, bearer, input) => {
    const { properties, ...rest } = input.body
    const body = { ...rest, ...(properties && { properties: withTypes(properties) }) }
    return of2022.updateDatabase(call, bearer, { ...input, body })
  },
}
