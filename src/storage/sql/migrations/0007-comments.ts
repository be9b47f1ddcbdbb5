import type { Migration } from '../database.js'

/** Ids of comments are in the order of time: the index by what they are on is the order of lists. */
export const comments: Migration = {
  name: '0007-comments',
  statements: [
    `create table comments (
      workspace_id text not null,
      comment_id text not null,
      parent_id text not null,
      discussion_id text not null,
      rich_text text not null,
      display_name text not null,
      created_at bigint not null,
      created_by text not null,
      edited_at bigint not null,
      primary key (workspace_id, comment_id)
    )`,
    'create index comments_of_parent on comments (workspace_id, parent_id, comment_id)',
    'create index comments_of_discussion on comments (workspace_id, discussion_id, parent_id)',
  ],
}
