import type { Edit, LinkChange } from '../../../ports/content.js'
import type { Beyond } from '../../../ports/databases.js'
import type { RelationStore } from '../../../ports/relations.js'
import type { Database } from '../database.js'
import { ifGuardHeld, statement, type Write, write } from '../statement.js'
import { accessElse, askerIs, askerParameters, ruleAt, suffices } from './access.js'
import { opensTo, pageFrom } from './rows.js'

/** Holds if other schemas are still as they were read. */
export const othersHold = `not exists (
  select 1 from rows :others as r (data_source_id text, former text)
  where not exists (
    select 1 from data_sources o
    where o.workspace_id = :workspaceId and o.data_source_id = r.data_source_id
      and o.properties = r.former))`

/**
 * Another schema, which the guard has found as it was. On PostgreSQL somebody may have changed it meanwhile: then the
 * division by zero undoes the whole commit, as one of a guard that changed nothing.
 */
const updateOther = statement<{
  workspaceId: string
  dataSourceId: string
  properties: string
  former: string
}>(
  'update_other_schema',
  `update data_sources set properties = :properties
   where workspace_id = :workspaceId and data_source_id = :dataSourceId and ${ifGuardHeld}
     and 1 / (case when workspace_id <> :workspaceId or data_source_id <> :dataSourceId
       or properties = :former then 1 else 0 end) = 1`,
)

const endRelations = statement<{ workspaceId: string; relationIds: readonly string[] }>(
  'end_relations',
  `delete from relation_links
   where workspace_id = :workspaceId and relation_id in (:relationIds...) and ${ifGuardHeld}`,
)

const partRelations = statement<{ workspaceId: string; parted: string }>(
  'part_relations',
  `insert into relation_links (workspace_id, relation_id, from_id, to_id, from_position,
     to_position)
   select l.workspace_id, r.to_relation, l.from_id, l.to_id, l.from_position, l.to_position
   from rows :parted as r (from_relation text, to_relation text)
   join relation_links l
     on l.workspace_id = :workspaceId and l.relation_id = r.from_relation
   where ${ifGuardHeld}`,
)

/** Other schemas as the guards bind them. */
export const othersOf = ({ others }: Beyond): string =>
  JSON.stringify(
    others.map(({ dataSourceId, former }) => ({
      data_source_id: dataSourceId,
      former: JSON.stringify(former),
    })),
  )

export const NOTHING_BEYOND: Beyond = { others: [], ended: [], parted: [] }

/** The writes of what a change of a schema changes beyond it. */
export const beyondWrites = (workspaceId: string, { others, ended, parted }: Beyond): Write[] => [
  ...others.map(({ dataSourceId, former, schema }) =>
    write(updateOther, {
      workspaceId,
      dataSourceId,
      properties: JSON.stringify(schema),
      former: JSON.stringify(former),
    }),
  ),
  ...(parted.length > 0
    ? [
        write(partRelations, {
          workspaceId,
          parted: JSON.stringify(
            parted.map(({ from, to }) => ({ from_relation: from, to_relation: to })),
          ),
        }),
      ]
    : []),
  ...(ended.length > 0 ? [write(endRelations, { workspaceId, relationIds: ended })] : []),
]

type Linking = { workspaceId: string; pageId: string; links: string }

const atEnd = (own: 'from' | 'to') => {
  const other = own === 'from' ? 'to' : 'from'
  return {
    clear: statement<Linking & { relationIds: readonly string[] }>(
      `clear_links_${own}`,
      `delete from relation_links
       where workspace_id = :workspaceId and ${own}_id = :pageId
         and relation_id in (:relationIds...) and ${ifGuardHeld}
         and not exists (
           select 1 from rows :links as r (relation_id text, other_id text)
           where r.relation_id = relation_links.relation_id
             and r.other_id = relation_links.${other}_id)`,
    ),
    /** A page that comes to another one comes last there: its place is the time. */
    put: statement<Linking & { at: number }>(
      `put_links_${own}`,
      `insert into relation_links (workspace_id, relation_id, ${own}_id, ${other}_id,
         ${own}_position, ${other}_position)
       select cast(:workspaceId as text), r.relation_id, cast(:pageId as text), r.other_id,
         r.position, cast(:at as bigint)
       from rows :links as r (relation_id text, other_id text, position bigint)
       where ${ifGuardHeld}
       on conflict (workspace_id, relation_id, from_id, to_id)
         do update set ${own}_position = excluded.${own}_position`,
    ),
  }
}

const ends = { from: atEnd('from'), to: atEnd('to') }

/** The writes that give pages the pages that they are related to. */
export const linkWrites = (
  workspaceId: string,
  changes: readonly LinkChange[],
  { at }: Edit,
  isNew: boolean,
): Write[] => {
  const places = new Map<string, LinkChange[]>()
  for (const change of changes) {
    const key = `${change.end} ${change.pageId}`
    places.set(key, [...(places.get(key) ?? []), change])
  }
  return [...places.values()].flatMap((together) => {
    const [{ end, pageId }] = together as [LinkChange]
    const rows = together.flatMap(({ relationId, others }) =>
      others.map((other, position) => ({ relation_id: relationId, other_id: other, position })),
    )
    // A page that is related to itself is so from both ends, and put once.
    const isPut = (relationId: string) =>
      end === 'to' &&
      changes.some(
        (one) => one.relationId === relationId && one.end === 'from' && one.pageId === pageId,
      )
    const fresh = rows.filter((row) => row.other_id !== pageId || !isPut(row.relation_id))
    const relationIds = together.map(({ relationId }) => relationId)
    const clearing = { workspaceId, pageId, relationIds, links: JSON.stringify(rows) }
    const putting = { workspaceId, pageId, links: JSON.stringify(fresh), at }
    return [
      ...(isNew ? [] : [write(ends[end].clear, clearing)]),
      ...(fresh.length === 0 ? [] : [write(ends[end].put, putting)]),
    ]
  })
}

type LinkRow = {
  relationId: string
  end: 'from' | 'to'
  pageId: string
  otherId: string
}

const linksAt = (own: 'from' | 'to'): string => {
  const other = own === 'from' ? 'to' : 'from'
  return `select r.relation_id as "relationId", r.side as "end", l.${own}_id as "pageId",
     l.${other}_id as "otherId", l.${own}_position as "position"
   from rows :ends as r (relation_id text, side text, home text)
   join homes h on h.id = r.home
   join relation_links l on l.workspace_id = :workspaceId and l.relation_id = r.relation_id
     and l.${own}_id in (:pageIds...)
   join blocks t on t.workspace_id = :workspaceId and t.block_id = l.${other}_id
     and t.parent_id = r.home and t.trashed_at is null
   where r.side = '${own}' and h.is_shared = 1 and (h.is_open = 1 or exists (
     select 1 from bots w join grant_pages s on s.grant_id = w.pages_from_grant_id
     where w.bot_id = :botId and s.page_id = t.block_id))`
}

/**
 * A data source opens its rows to the bot or it does not; without a bot it does if the person may see it. In the trash
 * it hides them.
 */
const listLinks = statement<
  {
    workspaceId: string
    botId: string
    userId: string
    ends: string
    homes: readonly string[]
    pageIds: readonly string[]
  },
  LinkRow
>(
  'list_links',
  `with recursive ${askerIs.either},
   lineage (of_id, block_id, parent_id, trashed_at, created_by, rule) as (
     select b.block_id, b.block_id, b.parent_id, b.trashed_at, b.created_by,
       ${ruleAt('b.block_id')} from blocks b
     where b.workspace_id = :workspaceId and b.block_id in (:homes...)
     union all
     select l.of_id, a.block_id, a.parent_id, a.trashed_at, a.created_by,
       coalesce(l.rule, ${ruleAt('a.block_id')}) from lineage l
     join blocks a on a.workspace_id = :workspaceId and a.block_id = l.parent_id
   ), homes (id, is_open, is_shared) as (
     select l.of_id, max(case when ${opensTo} then 1 else 0 end),
       max(case when l.parent_id = :workspaceId and ${suffices(accessElse('l.rule'))}
         then 1 else 0 end)
     from lineage l left join bots v on v.bot_id = :botId
     group by l.of_id having count(l.trashed_at) = 0
   )
   ${linksAt('from')} union all ${linksAt('to')}
   order by "position", "otherId"`,
)

const listRelatable = statement<
  { workspaceId: string; botId: string; ids: readonly string[] },
  { id: string; parentId: string }
>(
  'list_relatable_pages',
  `with recursive ${askerIs.bot},
   lineage (of_id, block_id, parent_id, trashed_at, created_by, rule) as (
     select b.block_id, b.block_id, b.parent_id, b.trashed_at, b.created_by,
       ${ruleAt('b.block_id')} from blocks b
     where b.workspace_id = :workspaceId and b.block_id in (:ids...) and b.type = 'child_page'
     union all
     select l.of_id, a.block_id, a.parent_id, a.trashed_at, a.created_by,
       coalesce(l.rule, ${ruleAt('a.block_id')}) from lineage l
     join blocks a on a.workspace_id = :workspaceId and a.block_id = l.parent_id
   ), open_pages (id) as (
     select l.of_id from lineage l join bots v on v.bot_id = :botId
     group by l.of_id
     having count(l.trashed_at) = 0 and max(case when ${opensTo} then 1 else 0 end) = 1
       and max(case when l.parent_id = :workspaceId
         and ${accessElse('l.rule')} = 'full_access' then 1 else 0 end) = 1
   )
   select b.block_id as "id", b.parent_id as "parentId" from open_pages o
   cross join blocks b
   where b.workspace_id = :workspaceId and b.block_id = o.id`,
)

const listNeighbours = statement<
  { workspaceId: string; ids: readonly string[] },
  { dataSourceId: string; databaseId: string; title: string; properties: string }
>(
  'list_neighbours',
  `select s.data_source_id as "dataSourceId", b.parent_id as "databaseId", s.title as "title",
     s.properties as "properties"
   from data_sources s
   join blocks b on b.workspace_id = s.workspace_id and b.block_id = s.data_source_id
   where s.workspace_id = :workspaceId and s.data_source_id in (:ids...)`,
)

type RowRow = {
  blockId: string
  parentId: string
  createdAt: number
  createdBy: string
  editedAt: number
  editedBy: string
  title: string
  titleText: string
  values: string | null
  number: number | null
}

const listRowsById = statement<{ workspaceId: string; ids: readonly string[] }, RowRow>(
  'list_rows_by_id',
  `select b.block_id as "blockId", b.parent_id as "parentId", b.created_at as "createdAt",
     b.created_by as "createdBy", b.edited_at as "editedAt", b.edited_by as "editedBy",
     pg.title as "title", pg.title_text as "titleText", pg.property_values as "values",
     pg.row_number as "number"
   from blocks b
   join pages pg on pg.workspace_id = b.workspace_id and pg.page_id = b.block_id
   where b.workspace_id = :workspaceId and b.block_id in (:ids...)`,
)

export const createRelationStore = (db: Database): RelationStore => ({
  async listNeighbours(workspaceId, ids) {
    if (ids.length === 0) return []
    const rows = await db.all(listNeighbours, { workspaceId, ids })
    return rows.map(({ properties, ...row }) => ({ ...row, schema: JSON.parse(properties) }))
  },

  async listLinks(asker, wanted, pageIds) {
    if (wanted.length === 0 || pageIds.length === 0) return []
    return db.all(listLinks, {
      ...askerParameters(asker),
      ends: JSON.stringify(
        wanted.map(({ relationId, end, dataSourceId }) => ({
          relation_id: relationId,
          side: end,
          home: dataSourceId,
        })),
      ),
      homes: [...new Set(wanted.map(({ dataSourceId }) => dataSourceId))],
      pageIds,
    })
  },

  async listRelatable({ workspaceId, botId }, ids) {
    return ids.length === 0 ? [] : db.all(listRelatable, { workspaceId, botId, ids })
  },

  async listRowsById(workspaceId, ids) {
    if (ids.length === 0) return []
    const rows = await db.all(listRowsById, { workspaceId, ids })
    return rows.map((row) => ({
      dataSourceId: row.parentId,
      stamped: {
        blockId: row.blockId,
        createdAt: row.createdAt,
        createdBy: row.createdBy,
        editedAt: row.editedAt,
        editedBy: row.editedBy,
        number: row.number,
      },
      page: pageFrom({ ...row, icon: null, cover: null, lockedAt: null, archivedAt: null }, true),
    }))
  },
})
