import type { Migration } from '../database.js'

/**
 * Where a title has a word that begins like this. What a title has lost stays: a search looks at the title itself, and
 * blocks are never removed.
 */
export const titleStarts: Migration = {
  name: '0032-title-starts',
  statements: [
    `create table title_starts (
      workspace_id text not null,
      start text collate "C" not null,
      block_id text not null,
      primary key (workspace_id, start, block_id)
    )`,
    // Longer than the words are: what is looked for begins all the same.
    `insert into title_starts (workspace_id, start, block_id)
     with recursive places (place) as (
       select 1 union all select place + 1 from places where place < 600
     )
     select distinct b.workspace_id, substr(b.title_words, place + 1, 24), b.block_id
     from blocks b cross join places
     where b.title_words is not null and place < length(b.title_words)
       and substr(b.title_words, place, 1) = ' '`,
  ],
}
