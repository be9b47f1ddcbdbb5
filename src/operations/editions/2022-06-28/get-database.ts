import { tableOf } from '../../../contract/editions/2022-06-28.js'
import { getDataSource } from '../../data-sources/get-data-source.js'
import { onlySourceOf } from './only-source.js'
import type { Operation } from './operation.js'

/** A table with its schema. Errors: `object_not_found`, `validation_error`. Notion: reference/retrieve-a-database. */
export const getDatabase: Operation<'getDatabase'> = async (call, bearer, { params, query }) => {
  const { databaseId, dataSourceId } = await onlySourceOf(call, bearer, params.database_id)
  const named = { data_source_id: dataSourceId }
  const input = { params: named, query, body: undefined }
  return tableOf(await getDataSource(call, bearer, input), databaseId)
}
