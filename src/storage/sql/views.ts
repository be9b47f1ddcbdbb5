import { SIBLING_STEP } from '../../domain/content/positions.js'
import type { View, ViewQuery, ViewStore } from '../../ports/views.js'
import type { Database } from './database.js'
import { ifGuardHeld, statement, type Write, write } from './statement.js'

type ViewRow = Omit<View, 'definition'> & { definition: string }

const columns = `view_id as "viewId", database_id as "databaseId",
  data_source_id as "dataSourceId", position as "position", name as "name", type as "type",
  definition as "definition", created_at as "createdAt", created_by as "createdBy",
  edited_at as "editedAt", edited_by as "editedBy"`

const inserted = `insert into views (workspace_id, view_id, database_id, data_source_id, position,
  name, type, definition, created_at, created_by, edited_at, edited_by)`

type Place = { workspaceId: string; viewId: string }

const insert = statement<
  Place & {
    databaseId: string
    dataSourceId: string
    position: number
    name: string
    type: string
    definition: string
    at: number
    by: string
  }
>(
  'insert_view',
  `${inserted}
   values (:workspaceId, :viewId, :databaseId, :dataSourceId, :position, :name, :type, :definition,
     :at, :by, :at, :by)`,
)

/** The view that comes with a data source; its id is made from that of the data source. */
const insertDefault = statement<{
  workspaceId: string
  databaseId: string
  dataSourceId: string
  step: number
  at: number
  by: string
}>(
  'insert_default_view',
  `${inserted}
   select cast(:workspaceId as text),
     substr(cast(:dataSourceId as text), 1, 14) || '8' || substr(cast(:dataSourceId as text), 16),
     cast(:databaseId as text), cast(:dataSourceId as text),
     (select coalesce(max(v.position), 0) + cast(:step as bigint) from views v
      where v.workspace_id = :workspaceId and v.database_id = :databaseId),
     'Default view', 'table', '{}', cast(:at as bigint), cast(:by as text), cast(:at as bigint),
     cast(:by as text)
   where ${ifGuardHeld}
   on conflict do nothing`,
)

const find = statement<Place, ViewRow>(
  'find_view',
  `select ${columns} from views where workspace_id = :workspaceId and view_id = :viewId`,
)

const listOfDatabase = statement<{ workspaceId: string; databaseId: string }, ViewRow>(
  'list_views_of_database',
  `select ${columns} from views
   where workspace_id = :workspaceId and database_id = :databaseId order by position, view_id`,
)

const listOfDataSource = statement<{ workspaceId: string; dataSourceId: string }, ViewRow>(
  'list_views_of_data_source',
  `select ${columns} from views
   where workspace_id = :workspaceId and data_source_id = :dataSourceId
   order by position, view_id`,
)

const spread = statement<{ workspaceId: string; databaseId: string; step: number }>(
  'spread_views',
  `update views set position = r.rank * cast(:step as bigint)
   from (
     select view_id, row_number() over (order by position, view_id) as rank from views
     where workspace_id = :workspaceId and database_id = :databaseId
   ) as r
   where views.workspace_id = :workspaceId and views.view_id = r.view_id`,
)

const update = statement<
  Place & {
    name: string
    definition: string
    formerName: string
    formerDefinition: string
    at: number
    by: string
  }
>(
  'update_view',
  `update views set name = :name, definition = :definition, edited_at = :at, edited_by = :by
   where workspace_id = :workspaceId and view_id = :viewId and name = :formerName
     and definition = :formerDefinition`,
)

const findVersion = statement<{ workspaceId: string; databaseId: string }, { version: number }>(
  'find_version_of_views',
  `select views_version as "version" from databases
   where workspace_id = :workspaceId and database_id = :databaseId`,
)

/** Of two that remove a view each wins only upon what the other left, so that one view stays. */
const turnVersion = statement<{ workspaceId: string; databaseId: string; version: number }>(
  'turn_version_of_views',
  `update databases set views_version = views_version + 1
   where workspace_id = :workspaceId and database_id = :databaseId and views_version = :version`,
)

const remove = statement<Place>(
  'remove_view',
  `delete from views
   where workspace_id = :workspaceId and view_id = :viewId and ${ifGuardHeld}`,
)

type QueryRow = Omit<ViewQuery, 'pageIds'> & { pageIds: string }

const insertQuery = statement<QueryRow>(
  'insert_view_query',
  `insert into view_queries (query_id, workspace_id, view_id, bot_id, expires_at, page_ids)
   values (:queryId, :workspaceId, :viewId, :botId, :expiresAt, :pageIds)`,
)

const removeExpired = statement<{ now: number }>(
  'remove_expired_view_queries',
  `delete from view_queries where expires_at < :now and ${ifGuardHeld}`,
)

const findQuery = statement<{ queryId: string }, QueryRow>(
  'find_view_query',
  `select query_id as "queryId", workspace_id as "workspaceId", view_id as "viewId",
     bot_id as "botId", expires_at as "expiresAt", page_ids as "pageIds"
   from view_queries where query_id = :queryId`,
)

const removeQuery = statement<{ queryId: string }>(
  'remove_view_query',
  'delete from view_queries where query_id = :queryId',
)

/** The write that gives a new data source its view. */
export const defaultView = (
  workspaceId: string,
  databaseId: string,
  dataSourceId: string,
  edit: { readonly at: number; readonly by: string },
): Write =>
  write(insertDefault, { workspaceId, databaseId, dataSourceId, step: SIBLING_STEP, ...edit })

const viewFrom = (row: ViewRow): View => ({ ...row, definition: JSON.parse(row.definition) })

export const createViewStore = (db: Database): ViewStore => ({
  async find(workspaceId, viewId) {
    const row = await db.get(find, { workspaceId, viewId })
    return row && viewFrom(row)
  },

  async list(workspaceId, of) {
    const rows =
      'databaseId' in of
        ? await db.all(listOfDatabase, { workspaceId, ...of })
        : await db.all(listOfDataSource, { workspaceId, ...of })
    return rows.map(viewFrom)
  },

  create: (workspaceId, { definition, ...view }, { at, by }) =>
    db.commit(
      write(insert, { workspaceId, ...view, definition: JSON.stringify(definition), at, by }),
    ),

  async spread(workspaceId, databaseId) {
    await db.commit(write(spread, { workspaceId, databaseId, step: SIBLING_STEP }))
  },

  update: (workspaceId, { viewId, name: formerName, definition }, next, { at, by }) =>
    db.commit(
      write(update, {
        workspaceId,
        viewId,
        name: next.name,
        definition: JSON.stringify(next.definition),
        formerName,
        formerDefinition: JSON.stringify(definition),
        at,
        by,
      }),
    ),

  async findVersion(workspaceId, databaseId) {
    return (await db.get(findVersion, { workspaceId, databaseId }))?.version
  },

  remove: (workspaceId, { viewId, databaseId }, version) =>
    db.commit(
      write(turnVersion, { workspaceId, databaseId, version }),
      write(remove, { workspaceId, viewId }),
    ),

  async keepQuery({ pageIds, ...query }, now) {
    await db.commit(
      write(insertQuery, { ...query, pageIds: JSON.stringify(pageIds) }),
      write(removeExpired, { now }),
    )
  },

  async findQuery(queryId) {
    const row = await db.get(findQuery, { queryId })
    return row && { ...row, pageIds: JSON.parse(row.pageIds) }
  },

  removeQuery: (queryId) => db.commit(write(removeQuery, { queryId })),
})
