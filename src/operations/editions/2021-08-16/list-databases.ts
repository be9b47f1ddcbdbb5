import { search } from '../2022-06-28/search.js'
import type { Operation } from './operation.js'

/** The tables that the token may see, the last edited first. Errors: `validation_error`. Notion: reference/get-databases. */
export const listDatabases: Operation<'listDatabases'> = async (call, bearer, { query }) => {
  const filter = { property: 'object', value: 'database' } as const
  const found = await search(call, bearer, { params: {}, query: {}, body: { ...query, filter } })
  const { results, next_cursor, has_more } = found
  const tables = results.flatMap((one) => (one.object === 'database' ? [one] : []))
  return { object: 'list', results: tables, next_cursor, has_more, type: 'database', database: {} }
}
