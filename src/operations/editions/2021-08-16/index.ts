import type { rows } from '../../../contract/editions/2021-08-16.js'
import { appendBlockChildren } from './append-block-children.js'
import { createPage } from './create-page.js'
import { listDatabases } from './list-databases.js'
import type { Operation } from './operation.js'
import { queryDatabase } from './query-database.js'
import { updateBlock } from './update-block.js'

/** What the endpoints of 2021-08-16 do that has changed with 2022-02-22. */
export const operations: { readonly [Name in keyof typeof rows]: Operation<Name> } = {
  appendBlockChildren,
  createPage,
  listDatabases,
  queryDatabase,
  updateBlock,
}
