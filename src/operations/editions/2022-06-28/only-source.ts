import { ApiError } from '../../../contract/errors.js'
import type { FoundDatabase } from '../../../ports/databases.js'
import { getVisibleDatabase, withoutSources } from '../../databases/find.js'
import type { Call } from '../../deps.js'
import type { Bearer } from '../../operation.js'

/**
 * The id of the data source that a database of old is. Errors: `object_not_found`; `validation_error` for a database
 * that has none or several, which versions before 2025-09-03 cannot tell of. Contract §1.1.
 */
export const onlySourceOf = async (
  call: Call,
  bearer: Bearer,
  id: string,
): Promise<{ readonly databaseId: string; readonly dataSourceId: string }> => {
  const { databaseId, dataSources } = await getVisibleDatabase(call, bearer, id)
  const [only, ...others] = dataSources
  if (!only) throw withoutSources(databaseId)
  if (others.length > 0) throw severalSources(databaseId, dataSources)
  return { databaseId, dataSourceId: only.id }
}

const severalSources = (id: string, sources: FoundDatabase['dataSources']): ApiError =>
  new ApiError(
    'validation_error',
    'Databases with multiple data sources are not supported in this API version.',
    {
      error_type: 'multiple_data_sources_for_database',
      database_id: id,
      child_data_source_ids: sources.map(({ id }) => id),
      minimum_api_version: '2025-09-03',
    },
  )
