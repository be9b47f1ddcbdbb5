import type { Migration } from '../database.js'

/** Each data source that is there begins with one view, called as those are that come with new ones. */
export const views: Migration = {
  name: '0016-views',
  statements: [
    `create table views (
      workspace_id text not null,
      view_id text not null,
      database_id text not null,
      data_source_id text not null,
      position bigint not null,
      name text not null,
      type text not null,
      definition text not null,
      created_at bigint not null,
      created_by text not null,
      edited_at bigint not null,
      edited_by text not null,
      primary key (workspace_id, view_id)
    )`,
    'create index views_of_database on views (workspace_id, database_id, position, view_id)',
    'create index views_of_data_source on views (workspace_id, data_source_id, position, view_id)',
    'alter table databases add column views_version bigint not null default 0',
    `insert into views (workspace_id, view_id, database_id, data_source_id, position, name, type,
       definition, created_at, created_by, edited_at, edited_by)
     select b.workspace_id, substr(b.block_id, 1, 14) || '8' || substr(b.block_id, 16), b.parent_id,
       b.block_id, b.position, 'Default view', 'table', '{}', b.created_at, b.created_by,
       b.created_at, b.created_by
     from blocks b
     join data_sources s on s.workspace_id = b.workspace_id and s.data_source_id = b.block_id
     where b.type = 'data_source'
     on conflict do nothing`,
    `create table view_queries (
      query_id text not null primary key,
      workspace_id text not null,
      view_id text not null,
      bot_id text not null,
      expires_at bigint not null,
      page_ids text not null
    )`,
    'create index view_queries_by_expiry on view_queries (expires_at)',
  ],
}
