import type { Migration } from '../database.js'

/** Templates stand below their data source as its rows do, but not among them: a block of its own holds them together. */
export const templates: Migration = {
  name: '0012-templates',
  statements: [
    'alter table data_sources add column default_template_id text',
    `create table template_copies (
      copy_id text not null primary key,
      workspace_id text not null,
      page_id text not null,
      me text not null,
      time_zone text not null,
      shift bigint not null,
      asked_at bigint not null,
      asked_by text not null,
      copy_steps text not null
    )`,
    'create index template_copies_by_time on template_copies (asked_at)',
  ],
}
