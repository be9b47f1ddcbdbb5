import type { Migration } from '../database.js'

/**
 * What a page says of who may see it and what stands below it. A `user_id` of no letters is everybody. Of two changes
 * decided upon the same `sharing_version` of a workspace one wins.
 */
export const sharing: Migration = {
  name: '0020-sharing',
  statements: [
    `create table page_access (
      workspace_id text not null,
      block_id text not null,
      user_id text not null,
      level text not null,
      primary key (workspace_id, block_id, user_id)
    )`,
    'alter table workspaces add column sharing_version bigint not null default 1',
  ],
}
