import type { PlacedBlock, Viewer } from '../../../ports/content.js'
import type { Database } from '../database.js'
import { statement } from '../statement.js'
import { accessElse, askerIs, ruleAt, suffices } from './access.js'
import {
  type BlockColumns,
  blockColumns,
  blockFrom,
  type FoundRow,
  foundIf,
  isVisible,
  type ShownColumns,
  shownColumns,
  shownJoins,
} from './rows.js'

export const findBlock = statement<{ [K in keyof Viewer]: string } & { blockId: string }, FoundRow>(
  'find_block',
  foundIf(isVisible),
)

type ChildrenAsked = {
  workspaceId: string
  botId: string
  userId: string
  parentId: string
  position: number
  blockId: string
  limit: number
}

const listBlocksBelow = statement<ChildrenAsked, BlockColumns & { parentType: string | null }>(
  'list_children',
  // Whoever asks has found the parent: a page in it is shared with them unless it says otherwise itself.
  `with ${askerIs.either}
   select ${blockColumns}, (
     select p.type from blocks p where p.workspace_id = :workspaceId and p.block_id = :parentId
   ) as "parentType" from blocks b
   where b.workspace_id = :workspaceId and b.parent_id = :parentId and b.trashed_at is null
     and (b.position, b.block_id) >= (cast(:position as bigint), cast(:blockId as text))
     and case when b.type in ('child_page', 'child_database')
       then ${suffices(`coalesce(${ruleAt('b.block_id')}, 'full_access')`)} else true end
   order by b.position, b.block_id limit :limit`,
)

const listShown = statement<
  { workspaceId: string; ids: readonly string[] },
  ShownColumns & { blockId: string }
>(
  'list_shown',
  `select b.block_id as "blockId", ${shownColumns} from blocks b ${shownJoins}
   where b.workspace_id = :workspaceId and b.block_id in (:ids...)`,
)

/** Blocks below a block, in order. Most are no pages, and what pages show is asked for apart. */
export const listChildren = async (db: Database, asked: ChildrenAsked): Promise<PlacedBlock[]> => {
  const { workspaceId, parentId } = asked
  const rows = await db.all(listBlocksBelow, asked)
  const ids = rows.filter(({ type }) => type.startsWith('child_')).map(({ blockId }) => blockId)
  const shown = ids.length === 0 ? [] : await db.all(listShown, { workspaceId, ids })
  const byId = new Map(shown.map((row) => [row.blockId, row]))
  return rows.map((row) => {
    const place = { parentId, parentType: row.parentType }
    return blockFrom(row, place, byId.get(row.blockId), false)
  })
}

type Places = { workspaceId: string; parentId: string }

const endOfSiblings = (end: 'min' | 'max') => `(
  select ${end}(position) from blocks where workspace_id = :workspaceId and parent_id = :parentId)`

/** The first and the last of the siblings, those in the trash included: one may come back. */
export const findEnds = statement<Places, { first: number | null; last: number | null }>(
  'find_ends_of_siblings',
  // Of one end an index tells by itself; asked for both at once, SQLite goes through all siblings.
  `select ${endOfSiblings('min')} as "first", ${endOfSiblings('max')} as "last"`,
)

export const findNeighbours = statement<
  Places & { blockId: string },
  { after: number; before: number | null }
>(
  'find_neighbours',
  `select b.position as "after",
     (select min(n.position) from blocks n
      where n.workspace_id = b.workspace_id and n.parent_id = b.parent_id
        and n.position > b.position) as "before"
   from blocks b
   where b.workspace_id = :workspaceId and b.block_id = :blockId and b.parent_id = :parentId
     and b.trashed_at is null`,
)

export const findPosition = statement<Places & { blockId: string }, { position: number }>(
  'find_position',
  `select position as "position" from blocks
   where workspace_id = :workspaceId and block_id = :blockId and parent_id = :parentId`,
)

/** Titles of those among the given that the bot may see. */
export const listTitles = statement<
  { workspaceId: string; botId: string; ids: readonly string[] },
  { id: string; title: string }
>(
  'list_titles',
  `with recursive ${askerIs.bot},
   lineage (of_id, block_id, parent_id, created_by, rule) as (
     select b.block_id, b.block_id, b.parent_id, b.created_by, ${ruleAt('b.block_id')}
     from blocks b where b.workspace_id = :workspaceId and b.block_id in (:ids...)
     union all
     select l.of_id, a.block_id, a.parent_id, a.created_by,
       coalesce(l.rule, ${ruleAt('a.block_id')}) from lineage l
     join blocks a on a.workspace_id = :workspaceId and a.block_id = l.parent_id
   )
   select t.id as "id", t.title as "title" from (
     select page_id as id, title from pages
     where workspace_id = :workspaceId and page_id in (:ids...)
     union all
     select database_id as id, title from databases
     where workspace_id = :workspaceId and database_id in (:ids...)
   ) t
   where t.id in (
     select l.of_id from lineage l join bots v on v.bot_id = :botId
     where v.pages_from_grant_id is null
       or (l.parent_id = :workspaceId and l.created_by = :botId)
       or exists (
         select 1 from grant_pages s
         where s.grant_id = v.pages_from_grant_id and s.page_id = l.block_id))
     and t.id in (
       select l.of_id from lineage l
       where l.parent_id = :workspaceId and ${accessElse('l.rule')} = 'full_access')`,
)
