import { ifGuardHeld, statement } from '../statement.js'

type Place = { workspaceId: string; blockId: string }
type Edited = { by: string; at: number }

/** The guard of what is put below a block. */
export const touchParent = statement<Place & Edited>(
  'touch_parent_block',
  `update blocks set edited_at = :at, edited_by = :by
   where workspace_id = :workspaceId and block_id = :blockId and trashed_at is null`,
)

/** The page that an edited block stands in. */
export const touchPage = statement<Place & Edited>(
  'touch_page_block',
  `update blocks set edited_at = :at, edited_by = :by
   where workspace_id = :workspaceId and block_id = :blockId and ${ifGuardHeld}`,
)

export const insertBlocks = statement<{ workspaceId: string; blocks: string } & Edited>(
  'insert_blocks',
  `insert into blocks (workspace_id, block_id, parent_id, position, type, body, created_at,
     created_by, edited_at, edited_by, title_words)
   select cast(:workspaceId as text), r.block_id, r.parent_id, r.position, r.type, r.body,
     cast(:at as bigint), cast(:by as text), cast(:at as bigint), cast(:by as text), r.title_words
   from rows :blocks as r
     (block_id text, parent_id text, position bigint, type text, body text, title_words text)
   where ${ifGuardHeld}`,
)

export const insertPages = statement<{ workspaceId: string; pages: string }>(
  'insert_pages',
  `insert into pages (workspace_id, page_id, title, title_text, icon, cover, property_values,
     row_number)
   select cast(:workspaceId as text), r.page_id, r.title, r.title_text, r.icon, r.cover,
     r.property_values, r.row_number
   from rows :pages as r
     (page_id text, title text, title_text text, icon text, cover text, property_values text,
      row_number bigint)
   where ${ifGuardHeld}`,
)

/** Of two who edit a body upon the same reading one wins. */
export const updateBody = statement<Place & Edited & { body: string; former: string }>(
  'update_block_body',
  `update blocks set body = :body, edited_at = :at, edited_by = :by
   where workspace_id = :workspaceId and block_id = :blockId and body = :former
     and trashed_at is null`,
)

export const updatePage = statement<
  Place & {
    title: string
    titleText: string
    icon: string | null
    cover: string | null
    lockedAt: number | null
    archivedAt: number | null
    values: string | null
  }
>(
  'update_page',
  `update pages set title = :title, title_text = :titleText, icon = :icon, cover = :cover,
     locked_at = :lockedAt, archived_at = :archivedAt, property_values = :values
   where workspace_id = :workspaceId and page_id = :blockId and ${ifGuardHeld}`,
)

type Unchanged = Place & Edited & { titleWords: string | null; formerAt: number; formerBy: string }

// Each edit has a time of its own: of two in one millisecond the second would else pass for having seen the first.
const touchingUnchanged = `
  update blocks
  set edited_at = case when edited_at < :at then cast(:at as bigint) else edited_at + 1 end,
    edited_by = :by, title_words = :titleWords
  where workspace_id = :workspaceId and block_id = :blockId and trashed_at is null
    and edited_at = :formerAt and edited_by = :formerBy`

/** The guard of a change to a page: nobody has edited it since it was read. */
export const touchUnchanged = statement<Unchanged>('touch_unchanged_block', touchingUnchanged)

/** The same of a row: nor does the schema ask for other keys by now. */
export const touchUnchangedRow = statement<
  Unchanged & { dataSourceId: string; keysVersion: number }
>(
  'touch_unchanged_row',
  `${touchingUnchanged} and exists (
     select 1 from data_sources s
     where s.workspace_id = :workspaceId and s.data_source_id = :dataSourceId
       and s.keys_version = :keysVersion)`,
)

export const trash = statement<Place & Edited>(
  'trash_block',
  `update blocks set trashed_at = :at, edited_at = :at, edited_by = :by
   where workspace_id = :workspaceId and block_id = :blockId and trashed_at is null`,
)

/** Some of the children of a block. */
export const trashAmong = statement<
  { workspaceId: string; parentId: string; gone: string } & Edited
>(
  'trash_among_children',
  `update blocks set trashed_at = :at, edited_at = :at, edited_by = :by
   where workspace_id = :workspaceId and parent_id = :parentId and trashed_at is null
     and block_id in (select r.block_id from rows :gone as r (block_id text)) and ${ifGuardHeld}`,
)

export const trashChildren = statement<{ workspaceId: string; parentId: string } & Edited>(
  'trash_children',
  `update blocks set trashed_at = :at, edited_at = :at, edited_by = :by
   where workspace_id = :workspaceId and parent_id = :parentId and trashed_at is null`,
)

export const restore = statement<Place & Edited>(
  'restore_block',
  `update blocks set trashed_at = null, edited_at = :at, edited_by = :by
   where workspace_id = :workspaceId and block_id = :blockId and trashed_at is not null`,
)

/** Nothing may stand below itself, whoever moves what at the same time. */
/** Holds unless the block stands above the place that it is to go to. */
export const isNotAbove = `not exists (
  with recursive above (block_id, parent_id) as (
    select a.block_id, a.parent_id from blocks a
    where a.workspace_id = :workspaceId and a.block_id = :parentId
    union all
    select a.block_id, a.parent_id from above
    join blocks a on a.workspace_id = :workspaceId and a.block_id = above.parent_id
  )
  select 1 from above where block_id = :blockId)`

type Moved = Place & Edited & { parentId: string; position: number }

const moving = `update blocks
  set parent_id = :parentId, position = :position, edited_at = :at, edited_by = :by
  where workspace_id = :workspaceId and block_id = :blockId`

export const move = statement<Moved>(
  'move_block',
  `${moving} and trashed_at is null and ${isNotAbove}`,
)

/** What guards it has seen to the rest. */
export const moveAlong = statement<Moved>('move_block_along', `${moving} and ${ifGuardHeld}`)

/** What makes a page a row. */
export const becomeRow = statement<Place & { number: number; values: string }>(
  'become_row',
  `update pages set row_number = :number, property_values = :values
   where workspace_id = :workspaceId and page_id = :blockId and ${ifGuardHeld}`,
)

/** Puts siblings at even distances, in the order that they have. */
export const spreadSiblings = statement<{ workspaceId: string; parentId: string; step: number }>(
  'spread_siblings',
  `update blocks set position = r.rank * cast(:step as bigint)
   from (
     select block_id, row_number() over (order by position, block_id) as rank from blocks
     where workspace_id = :workspaceId and parent_id = :parentId
   ) as r
   where blocks.workspace_id = :workspaceId and blocks.block_id = r.block_id`,
)
