import { filterOfToday } from '../../../contract/editions/2021-08-16.js'
import type { FilterRequest } from '../../../contract/objects/query.js'
import { queryDatabase as query } from '../2022-06-28/query-database.js'
import type { Operation } from './operation.js'

/** The rows of a table, by filters that may speak of `text` and `phone`. Errors and answer: as in 2022-06-28. */
export const queryDatabase: Operation<'queryDatabase'> = (call, bearer, input) => {
  const { filter, ...rest } = input.body
  const asksAnything = filter !== undefined && Object.keys(filter).length > 0
  const body = {
    ...rest,
    ...(asksAnything && { filter: filterOfToday(filter as FilterRequest) }),
  }
  return query(call, bearer, { ...input, body })
}
