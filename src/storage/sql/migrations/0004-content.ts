import type { Migration } from '../database.js'

/**
 * Everything that stands somewhere is a row of `blocks`: pages and databases too, so that one walk up the parents tells
 * what a token may see and what lies in the trash. The parent of what stands at the top is the workspace.
 */
export const content: Migration = {
  name: '0004-content',
  statements: [
    `create table blocks (
      workspace_id text not null,
      block_id text not null,
      parent_id text not null,
      position bigint not null,
      type text not null,
      body text not null,
      created_at bigint not null,
      created_by text not null,
      edited_at bigint not null,
      edited_by text not null,
      trashed_at bigint,
      primary key (workspace_id, block_id)
    )`,
    'create index blocks_of_parent on blocks (workspace_id, parent_id, position, block_id)',
    `insert into blocks (workspace_id, block_id, parent_id, position, type, body, created_at,
       created_by, edited_at, edited_by)
     select p.workspace_id, p.page_id, coalesce(p.parent_id, p.workspace_id),
       (p.position + 1) * 1073741824, 'child_page', '{}', p.created_at, m.user_id, p.created_at,
       m.user_id
     from pages p join (
       select workspace_id, min(user_id) as user_id from memberships group by workspace_id
     ) m on m.workspace_id = p.workspace_id`,
    'alter table pages rename to former_pages',
    `create table pages (
      workspace_id text not null,
      page_id text not null,
      title text not null,
      title_text text not null,
      icon text,
      cover text,
      locked_at bigint,
      primary key (workspace_id, page_id)
    )`,
    `insert into pages (workspace_id, page_id, title, title_text, icon)
     select workspace_id, page_id, title, '',
       case when icon is null then null
         when icon like 'http%' then '{"type":"external","url":"' || icon || '"}'
         else '{"type":"emoji","emoji":"' || icon || '"}' end
     from former_pages`,
    'drop table former_pages',
  ],
}
