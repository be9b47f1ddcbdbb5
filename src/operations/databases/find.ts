import { ApiError } from '../../contract/errors.js'
import { dashed } from '../../lib/uuid.js'
import type { FoundDatabase, FoundDataSource } from '../../ports/databases.js'
import { notFound, viewerOf } from '../content/viewer.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'

/** A database that the token may see. Errors: `object_not_found`; `validation_error` for the id of a page. */
export const getVisibleDatabase = async (
  { store }: Call,
  bearer: Bearer,
  id: string,
): Promise<FoundDatabase> => {
  const databaseId = dashed(id)
  const viewer = viewerOf(bearer)
  const found = await store.databases.findDatabase(viewer, databaseId)
  if (found) return found
  if (await store.content.findBlock(viewer, databaseId)) {
    throw new ApiError(
      'validation_error',
      `Provided database_id ${databaseId} is a page, not a database. Use the pages API instead, or pass the ID of the database itself.`,
    )
  }
  throw notFound('database', databaseId, bearer)
}

/** What is said of a database that has nothing to hold a row (observed). */
export const withoutSources = (databaseId: string): ApiError =>
  new ApiError(
    'validation_error',
    `Database with ID ${databaseId} does not contain any data sources accessible by this API bot.`,
  )

/** A data source that the token may see. Errors: `object_not_found`. */
export const getVisibleDataSource = async (
  { store }: Call,
  bearer: Bearer,
  id: string,
): Promise<FoundDataSource> => {
  const dataSourceId = dashed(id)
  const found = await store.databases.findDataSource(viewerOf(bearer), dataSourceId)
  if (!found) throw notFound('data_source', dataSourceId, bearer)
  return found
}
