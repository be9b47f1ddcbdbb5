import type { Migration } from '../database.js'

/**
 * A link is one row, whichever of its two ends shows it: both are in step by construction. Each end has an order of its
 * own. The second index is the primary key from the other end.
 */
export const relations: Migration = {
  name: '0010-relations',
  statements: [
    `create table relation_links (
      workspace_id text not null,
      relation_id text not null,
      from_id text not null,
      to_id text not null,
      from_position bigint not null,
      to_position bigint not null,
      primary key (workspace_id, relation_id, from_id, to_id)
    )`,
    'create index relation_links_to on relation_links (workspace_id, relation_id, to_id, from_id)',
  ],
}
