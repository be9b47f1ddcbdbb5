import { updateDataSource } from '../../data-sources/update-data-source.js'
import { updateDatabase as updateWhatHolds } from '../../databases/update-database.js'
import { getDatabase } from './get-database.js'
import { onlySourceOf } from './only-source.js'
import type { Operation } from './operation.js'
import { withSources } from './relations.js'

/**
 * Changes a table: its schema, which is refused if anything in it is wrong, then what it shows of itself, its place and
 * its trash. Errors: `object_not_found`, `validation_error`. Notion: reference/update-a-database.
 */
export const updateDatabase: Operation<'updateDatabase'> = async (call, bearer, input) => {
  const { params, query } = input
  const { properties, ...shown } = input.body
  const { title, icon } = shown
  const { dataSourceId } = await onlySourceOf(call, bearer, params.database_id)
  const wanted = properties && (await withSources(call, bearer, properties))
  const own = { ...(title && { title }), ...(icon !== undefined && { icon }) }
  await updateDataSource(call, bearer, {
    params: { data_source_id: dataSourceId },
    query,
    body: { ...own, ...(wanted && { properties: wanted }) },
  })
  await updateWhatHolds(call, bearer, { params, query, body: shown })
  return getDatabase(call, bearer, { params, query, body: undefined })
}
