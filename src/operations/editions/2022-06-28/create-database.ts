import { createDatabase as createWithSource } from '../../databases/create-database.js'
import { getDatabase } from './get-database.js'
import type { Operation } from './operation.js'
import { withSources } from './relations.js'

/** Makes a table at the end of a page. Errors: `object_not_found`, `validation_error`. Notion: reference/create-a-database. */
export const createDatabase: Operation<'createDatabase'> = async (call, bearer, input) => {
  const { properties, ...shown } = input.body
  const schema = await withSources(call, bearer, properties)
  const body = { ...shown, initial_data_source: { properties: schema } }
  const { id } = await createWithSource(call, bearer, { ...input, body })
  return getDatabase(call, bearer, { params: { database_id: id }, query: {}, body: undefined })
}
