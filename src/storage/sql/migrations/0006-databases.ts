import type { Migration } from '../database.js'

/** A data source stands in its database as its rows stand in it: both are rows of `blocks`, too. */
export const databases: Migration = {
  name: '0006-databases',
  statements: [
    `create table databases (
      workspace_id text not null,
      database_id text not null,
      title text not null,
      title_text text not null,
      description_text text not null,
      icon text,
      cover text,
      inline_at bigint,
      locked_at bigint,
      primary key (workspace_id, database_id)
    )`,
    `create table data_sources (
      workspace_id text not null,
      data_source_id text not null,
      title text not null,
      title_text text not null,
      icon text,
      properties text not null,
      next_number bigint not null,
      primary key (workspace_id, data_source_id)
    )`,
    'alter table pages add column property_values text',
    'alter table pages add column row_number bigint',
  ],
}
