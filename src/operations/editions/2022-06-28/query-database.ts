import { queryDataSource } from '../../data-sources/query-data-source.js'
import { onlySourceOf } from './only-source.js'
import type { Operation } from './operation.js'

/** The rows of a table. Errors: `object_not_found`, `validation_error`. Notion: reference/post-database-query. */
export const queryDatabase: Operation<'queryDatabase'> = async (call, bearer, input) => {
  const { dataSourceId } = await onlySourceOf(call, bearer, input.params.database_id)
  return queryDataSource(call, bearer, { ...input, params: { data_source_id: dataSourceId } })
}
