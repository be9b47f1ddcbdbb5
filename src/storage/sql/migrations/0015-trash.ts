import type { Migration } from '../database.js'

/** What lies in the trash by itself, for the search there. */
export const trash: Migration = {
  name: '0015-trash',
  statements: [
    // With what its condition names: SQLite would open every row to see that it holds.
    `create index blocks_in_trash on blocks (workspace_id, type, block_id, trashed_at)
     where trashed_at is not null`,
  ],
}
