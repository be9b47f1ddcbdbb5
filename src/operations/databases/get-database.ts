import type { Operation } from '../operation.js'
import { getVisibleDatabase } from './find.js'
import { answerDatabase } from './present.js'

/** A database with the names of its data sources. Errors: `object_not_found`. Notion: reference/retrieve-a-database. */
export const getDatabase: Operation<'getDatabase'> = async (call, bearer, { params }) =>
  answerDatabase(call, bearer, await getVisibleDatabase(call, bearer, params.database_id))
