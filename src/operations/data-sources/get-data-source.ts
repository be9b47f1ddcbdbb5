import { getVisibleDataSource } from '../databases/find.js'
import { answerDataSource } from '../databases/present.js'
import type { Operation } from '../operation.js'

/** A data source with its schema. Errors: `object_not_found`. Notion: reference/retrieve-a-data-source. */
export const getDataSource: Operation<'getDataSource'> = async (call, bearer, { params }) =>
  answerDataSource(call, bearer, await getVisibleDataSource(call, bearer, params.data_source_id))
