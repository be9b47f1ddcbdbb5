import { tableOf } from '../../../contract/editions/2022-06-28.js'
import { search as searchToday } from '../../search/search.js'
import type { Operation } from './operation.js'

/** Pages and tables by the words of their titles. Errors: `validation_error`. Notion: reference/post-search. */
export const search: Operation<'search'> = async (call, bearer, { params, query, body }) => {
  const { filter, ...rest } = body
  const value = filter?.value === 'database' ? 'data_source' : 'page'
  const asked = { ...rest, ...(filter && { filter: { ...filter, value } as const }) }
  const found = await searchToday(call, bearer, { params, query, body: asked })
  const results = found.results.map((one) =>
    one.object === 'data_source' ? tableOf(one, one.parent.database_id) : one,
  )
  return { ...found, results }
}
