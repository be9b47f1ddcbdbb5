import type { rows } from '../../../contract/editions/2022-06-28.js'
import { createDatabase } from './create-database.js'
import { getDatabase } from './get-database.js'
import type { Operation } from './operation.js'
import { queryDatabase } from './query-database.js'
import { search } from './search.js'
import { updateDatabase } from './update-database.js'

/** What the endpoints of 2022-06-28 do that have changed since. Leaving one out does not compile. */
export const operations: { readonly [Name in keyof typeof rows]: Operation<Name> } = {
  createDatabase,
  getDatabase,
  updateDatabase,
  queryDatabase,
  search,
}
