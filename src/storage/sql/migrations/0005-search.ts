import type { Migration } from '../database.js'

/**
 * The words of what has a title, and an index that is walked by the time of the last edit without opening a row. Titles
 * that are there already keep the case folding of the database until they are edited.
 */
export const search: Migration = {
  name: '0005-search',
  statements: [
    'alter table blocks add column title_words text',
    `update blocks set title_words = (
       select ' ' || lower(substr(pg.title, 1, 600)) from pages pg
       where pg.workspace_id = blocks.workspace_id and pg.page_id = blocks.block_id)
     where type = 'child_page'`,
    `create index blocks_by_title on blocks (workspace_id, edited_at, block_id, type, title_words)
     where title_words is not null and trashed_at is null`,
    // With all that "has it children?" reads; without it SQLite, which knows no figures, goes through the workspace.
    'drop index blocks_of_parent',
    'create index blocks_of_parent on blocks (workspace_id, parent_id, position, block_id, trashed_at)',
  ],
}
