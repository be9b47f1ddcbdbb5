import type { BlockType } from '../../../contract/objects/blocks.js'
import type { Page } from '../../../domain/content/page.js'
import { dataSourceOf } from '../../../domain/content/template.js'
import type { FoundBlock, PlacedBlock } from '../../../ports/content.js'
import { isFullOfBot, isSharedWithPerson } from './access.js'

export const pageColumnsOf = `
  pg.title as "title", pg.title_text as "titleText", pg.icon as "icon", pg.cover as "cover",
  pg.locked_at as "lockedAt", pg.archived_at as "archivedAt", pg.property_values as "values", pg.row_number as "number"`

/** What a block `b` says of itself. */
export const blockColumns = `
  b.block_id as "blockId", b.position as "position", b.type as "type", b.body as "body",
  b.created_at as "createdAt", b.created_by as "createdBy", b.edited_at as "editedAt",
  b.edited_by as "editedBy", case when exists (
    select 1 from blocks c where c.workspace_id = b.workspace_id and c.parent_id = b.block_id
      and c.trashed_at is null
  ) then 1 else 0 end as "hasChildren"`

/** The page `pg` or the database `d` that a block is. */
export const shownColumns = `${pageColumnsOf}, d.title as "databaseTitle"`

export const shownJoins = `
  left join pages pg on pg.workspace_id = b.workspace_id and pg.page_id = b.block_id
  left join databases d on d.workspace_id = b.workspace_id and d.database_id = b.block_id`

export const parentJoin = `
  left join blocks p on p.workspace_id = b.workspace_id and p.block_id = b.parent_id`

/** A block `b`, the one `p` that it stands in, and what it is. */
export const placedColumns = `${blockColumns}, b.parent_id as "parentId",
  b.trashed_at as "trashedAt", p.type as "parentType", ${shownColumns}`

export const placedJoins = parentJoin + shownJoins

/** The block itself and everything that it stands in, up to the top. */
export const lineageOf = (blockId: string): string => `
  with recursive lineage (block_id, parent_id, type, trashed_at, created_by, height) as (
    select block_id, parent_id, type, trashed_at, created_by, cast(0 as bigint) from blocks
    where workspace_id = :workspaceId and block_id = ${blockId}
    union all
    select a.block_id, a.parent_id, a.type, a.trashed_at, a.created_by, l.height + 1
    from lineage l
    join blocks a on a.workspace_id = :workspaceId and a.block_id = l.parent_id
  )`

/**
 * Holds if the bot may see what the lineage belongs to: the person picked it or something above it, or the bot made
 * the page at the top; and the person has full access to it now. A bot without picks belongs to an internal
 * integration and sees what is open to all members of its workspace.
 */
export const isVisible = `exists (
  select 1 from bots v where v.bot_id = :botId and (
    v.pages_from_grant_id is null
    or exists (
      select 1 from lineage l
      join grant_pages s on s.grant_id = v.pages_from_grant_id and s.page_id = l.block_id)
    or exists (
      select 1 from lineage l where l.parent_id = :workspaceId and l.created_by = :botId)))
  and ${isFullOfBot}`

/** The same of one of the lineage: whether `l` opens what is below it to the bot `v`. */
export const opensTo = `(
  v.pages_from_grant_id is null
  or (l.parent_id = :workspaceId and l.created_by = :botId)
  or exists (
    select 1 from grant_pages s
    where s.grant_id = v.pages_from_grant_id and s.page_id = l.block_id))`

/** Holds if the person is of the workspace and may see what the lineage belongs to. */
export const isShared = isSharedWithPerson()

/** A block with what its lineage says of it, if a condition on the lineage holds. */
export const foundIf = (condition: string): string => `${lineageOf(':blockId')}
   select ${placedColumns},
     case when exists (select 1 from lineage l where l.trashed_at is not null)
       then 1 else 0 end as "inTrash",
     (select l.block_id from lineage l
      where l.height > 0 and l.type = 'child_page' order by l.height limit 1) as "pageId"
   from blocks b ${placedJoins}
   where b.workspace_id = :workspaceId and b.block_id = :blockId and b.type <> 'data_source'
     and ${condition}`

/** Of a page; `title` is null where there is none. */
export type PageColumns = {
  title: string | null
  titleText: string | null
  icon: string | null
  cover: string | null
  lockedAt: number | null
  archivedAt: number | null
  values: string | null
  number: number | null
}

export type ShownColumns = PageColumns & { databaseTitle?: string | null }

export type BlockColumns = {
  blockId: string
  position: number
  type: BlockType
  body: string
  createdAt: number
  createdBy: string
  editedAt: number
  editedBy: string
  hasChildren: number
}

/** Where a block stands. */
export type PlaceColumns = { parentId: string; parentType: string | null }

export type PlacedRow = BlockColumns & PlaceColumns & ShownColumns & { trashedAt: number | null }

export const placedFrom = (row: PlacedRow): PlacedBlock =>
  blockFrom(row, row, row, row.trashedAt !== null)

/** `shown`: undefined of what is neither a page nor a database. */
export const blockFrom = (
  row: BlockColumns,
  { parentId, parentType }: PlaceColumns,
  shown: ShownColumns | undefined,
  inTrash: boolean,
): PlacedBlock => {
  const isTemplate = parentType === 'templates'
  const isPage = shown !== undefined && shown.title !== null
  const database = shown?.databaseTitle ?? null
  return {
    blockId: row.blockId,
    parentId: isTemplate ? dataSourceOf(parentId) : parentId,
    position: row.position,
    type: row.type,
    body: database === null ? JSON.parse(row.body) : { title: database },
    createdAt: row.createdAt,
    createdBy: row.createdBy,
    editedAt: row.editedAt,
    editedBy: row.editedBy,
    parentType: isTemplate ? 'data_source' : parentType,
    hasChildren: row.hasChildren === 1,
    inTrash,
    page: isPage ? pageFrom(shown, isTemplate || parentType === 'data_source') : null,
    isTemplate,
  }
}

export type FoundRow = PlacedRow & { inTrash: number; pageId: string | null }

export const foundFrom = (row: FoundRow): FoundBlock => ({
  ...blockFrom(row, row, row, row.inTrash === 1),
  isTrashedItself: row.trashedAt !== null,
  pageId: row.pageId,
})

const PLAIN = {
  bold: false,
  italic: false,
  strikethrough: false,
  underline: false,
  code: false,
  color: 'default',
} as const

/** A title that came as plain text has no rich text of its own. */
export const pageFrom = (row: PageColumns, isRow: boolean): Page => ({
  title: row.titleText
    ? JSON.parse(row.titleText)
    : [{ type: 'text', content: row.title ?? '', link: null, annotations: PLAIN }],
  icon: row.icon === null ? null : JSON.parse(row.icon),
  cover: row.cover === null ? null : JSON.parse(row.cover),
  isLocked: row.lockedAt !== null,
  isArchived: row.archivedAt !== null,
  row: isRow ? { values: JSON.parse(row.values ?? '{}'), number: row.number } : null,
})
