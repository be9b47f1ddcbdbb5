import type { Migration } from '../database.js'

/**
 * Keys of the values of rows: what filters and sorts look for, compared by their bytes. One for every property of a
 * row, so that what is empty is found, too. A data source whose keys are not of the version that its schema asks for is
 * keyed anew by the first query.
 */
export const rowKeys: Migration = {
  name: '0011-row-keys',
  statements: [
    `create table row_keys (
      workspace_id text not null,
      page_id text not null,
      property_id text not null,
      data_source_id text not null,
      created_at bigint not null,
      sort_key text collate "C",
      words text collate "C" not null,
      primary key (workspace_id, page_id, property_id)
    )`,
    // All that a walk reads: neither store opens a row for it.
    `create index row_keys_in_order on row_keys
       (data_source_id, property_id, sort_key, created_at, page_id, workspace_id, words)`,
    'alter table data_sources add column keys_version bigint not null default 1',
    'alter table data_sources add column keyed_version bigint not null default 0',
    // With what their conditions name: SQLite would open every row to see that it is null.
    `create index rows_by_creation on blocks
       (workspace_id, parent_id, created_at, block_id, type, trashed_at)
     where type = 'child_page' and trashed_at is null`,
    `create index rows_by_edit on blocks
       (workspace_id, parent_id, edited_at, created_at, block_id, type, trashed_at)
     where type = 'child_page' and trashed_at is null`,
    'drop index blocks_by_title',
    `create index blocks_by_title on blocks
       (workspace_id, edited_at, block_id, type, title_words, trashed_at)
     where title_words is not null and trashed_at is null`,
  ],
}
