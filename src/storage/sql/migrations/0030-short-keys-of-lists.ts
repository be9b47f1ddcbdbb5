import type { Migration } from '../database.js'

/** Lists of options have shorter keys: the first query of a data source gives its rows theirs. */
export const shortKeysOfLists: Migration = {
  name: '0030-short-keys-of-lists',
  statements: ['update data_sources set keys_version = keys_version + 1'],
}
