import type { Migration } from '../database.js'

export const customEmojis: Migration = {
  name: '0014-custom-emojis',
  statements: [
    `create table custom_emojis (
      workspace_id text not null,
      emoji_id text not null,
      position bigint not null,
      name text not null,
      url text not null,
      primary key (workspace_id, emoji_id)
    )`,
    'create index custom_emojis_in_order on custom_emojis (workspace_id, position, emoji_id)',
  ],
}
