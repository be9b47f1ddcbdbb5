import type { PlacedBlock, Reader, Viewer } from '../../../ports/content.js'
import type {
  FoundDatabase,
  FoundDataSource,
  PlacedDatabase,
  ScannedRow,
} from '../../../ports/databases.js'
import { statement } from '../statement.js'
import {
  type BlockColumns,
  blockColumns,
  blockFrom,
  isShared,
  isVisible,
  lineageOf,
  type PageColumns,
  pageColumnsOf,
} from './rows.js'

type ViewerParameters = { [K in keyof Viewer]: string }
type ReaderParameters = { [K in keyof Reader]: string }

/** Holds if the block of a lineage that is so high, or anything above it, is in the trash. */
const trashedFrom = (height: number): string => `case when exists (
    select 1 from lineage l where l.height >= ${height} and l.trashed_at is not null)
  then 1 else 0 end`

type DatabaseRow = {
  databaseId: string
  parentId: string
  parentType: string | null
  createdAt: number
  editedAt: number
  editedBy: string
  trashedAt: number | null
  inTrash: number
  titleText: string
  descriptionText: string
  icon: string | null
  cover: string | null
  inlineAt: number | null
  lockedAt: number | null
}

/** A database `d`, its block `db` and what that stands in, `dp`; beside a data source its columns are told apart. */
const databaseColumns = (height: number, prefix = ''): string => `
  db.block_id as "${prefix}databaseId", db.parent_id as "${prefix}parentId",
  dp.type as "${prefix}parentType", db.created_at as "${prefix}createdAt",
  db.edited_at as "${prefix}editedAt", db.edited_by as "${prefix}editedBy",
  db.trashed_at as "${prefix}trashedAt", ${trashedFrom(height)} as "${prefix}inTrash",
  d.title_text as "${prefix}titleText", d.description_text as "${prefix}descriptionText",
  d.icon as "${prefix}icon", d.cover as "${prefix}cover", d.inline_at as "${prefix}inlineAt",
  d.locked_at as "${prefix}lockedAt"`

const databaseJoins = `
  join blocks db on db.workspace_id = d.workspace_id and db.block_id = d.database_id
  left join blocks dp on dp.workspace_id = db.workspace_id and dp.block_id = db.parent_id`

const databaseIf = (condition: string): string => `${lineageOf(':databaseId')}
   select ${databaseColumns(0)} from databases d ${databaseJoins}
   where d.workspace_id = :workspaceId and d.database_id = :databaseId and ${condition}`

export const findDatabase = statement<ViewerParameters & { databaseId: string }, DatabaseRow>(
  'find_database',
  databaseIf(isVisible),
)

export const findDatabaseForReader = statement<
  ReaderParameters & { databaseId: string },
  DatabaseRow
>('find_database_for_reader', databaseIf(isShared))

export const listDataSources = statement<
  { workspaceId: string; databaseId: string },
  { id: string; name: string }
>(
  'list_data_sources',
  `select s.data_source_id as "id", s.title as "name" from blocks b
   join data_sources s on s.workspace_id = b.workspace_id and s.data_source_id = b.block_id
   where b.workspace_id = :workspaceId and b.parent_id = :databaseId and b.trashed_at is null
   order by b.position, b.block_id`,
)

type DataSourceRow = {
  dataSourceId: string
  createdAt: number
  createdBy: string
  editedAt: number
  editedBy: string
  trashedAt: number | null
  inTrash: number
  titleText: string
  icon: string | null
  properties: string
  nextNumber: number
  defaultTemplateId: string | null
  keysVersion: number
  keyedVersion: number
} & { [Column in keyof DatabaseRow as `database.${Column}`]: DatabaseRow[Column] }

const dataSourceIf = (condition: string): string => `${lineageOf(':dataSourceId')}
   select b.block_id as "dataSourceId", b.created_at as "createdAt",
     b.created_by as "createdBy", b.edited_at as "editedAt", b.edited_by as "editedBy",
     b.trashed_at as "trashedAt", ${trashedFrom(0)} as "inTrash", s.title_text as "titleText",
     s.icon as "icon", s.properties as "properties", s.next_number as "nextNumber",
     s.default_template_id as "defaultTemplateId", s.keys_version as "keysVersion",
     s.keyed_version as "keyedVersion", ${databaseColumns(1, 'database.')}
   from data_sources s
   join blocks b on b.workspace_id = s.workspace_id and b.block_id = s.data_source_id
   join databases d on d.workspace_id = b.workspace_id and d.database_id = b.parent_id
   ${databaseJoins}
   where s.workspace_id = :workspaceId and s.data_source_id = :dataSourceId and ${condition}`

export const findDataSource = statement<ViewerParameters & { dataSourceId: string }, DataSourceRow>(
  'find_data_source',
  dataSourceIf(isVisible),
)

export const findDataSourceForReader = statement<
  ReaderParameters & { dataSourceId: string },
  DataSourceRow
>('find_data_source_for_reader', dataSourceIf(isShared))

export const findSchema = statement<
  { workspaceId: string; dataSourceId: string },
  { properties: string; databaseId: string; keysVersion: number }
>(
  'find_schema',
  `select s.properties as "properties", b.parent_id as "databaseId",
     s.keys_version as "keysVersion" from data_sources s
   join blocks b on b.workspace_id = s.workspace_id and b.block_id = s.data_source_id
   where s.workspace_id = :workspaceId and s.data_source_id = :dataSourceId`,
)

type RowsOf = { workspaceId: string; dataSourceId: string }

type RowOfSource = BlockColumns & PageColumns

export const rowFrom = (row: RowOfSource, parentId: string, inTrash: boolean): PlacedBlock =>
  blockFrom(row, { parentId, parentType: 'data_source' }, row, inTrash)

export const listRows = statement<
  RowsOf & { ids: readonly string[]; inTrash: number },
  RowOfSource
>(
  'list_rows',
  `select ${blockColumns}, ${pageColumnsOf} from blocks b
   join pages pg on pg.workspace_id = b.workspace_id and pg.page_id = b.block_id
   where b.workspace_id = :workspaceId and b.block_id in (:ids...)
     and b.parent_id = :dataSourceId
     and (b.trashed_at is not null) = (cast(:inTrash as bigint) = 1)`,
)

type Scanned = Omit<ScannedRow, 'page'> & PageColumns

/** The order of the index of siblings. */
export const scanRows = statement<
  RowsOf & { position: number; blockId: string; inTrash: number; limit: number },
  Scanned
>(
  'scan_rows',
  `select b.block_id as "blockId", b.position as "position", b.created_at as "createdAt",
     b.created_by as "createdBy", b.edited_at as "editedAt", b.edited_by as "editedBy",
     ${pageColumnsOf}
   from blocks b
   join pages pg on pg.workspace_id = b.workspace_id and pg.page_id = b.block_id
   where b.workspace_id = :workspaceId and b.parent_id = :dataSourceId
     and (b.position, b.block_id) > (cast(:position as bigint), cast(:blockId as text))
     and (cast(:inTrash as bigint) = 2
       or (b.trashed_at is not null) = (cast(:inTrash as bigint) = 1))
   order by b.position, b.block_id limit :limit`,
)

const parsed = <T>(json: string | null): T | null => (json === null ? null : JSON.parse(json))

const databaseFrom = (
  of: <Column extends keyof DatabaseRow>(column: Column) => DatabaseRow[Column],
): PlacedDatabase => ({
  databaseId: of('databaseId'),
  parentId: of('parentId'),
  parentType: of('parentType'),
  createdAt: of('createdAt'),
  editedAt: of('editedAt'),
  editedBy: of('editedBy'),
  inTrash: of('inTrash') === 1,
  isTrashedItself: of('trashedAt') !== null,
  title: JSON.parse(of('titleText')),
  description: JSON.parse(of('descriptionText')),
  icon: parsed(of('icon')),
  cover: parsed(of('cover')),
  isInline: of('inlineAt') !== null,
  isLocked: of('lockedAt') !== null,
})

export const foundDatabaseFrom = (
  row: DatabaseRow,
  dataSources: FoundDatabase['dataSources'],
): FoundDatabase => ({ ...databaseFrom((column) => row[column]), dataSources })

export const dataSourceFrom = (row: DataSourceRow): FoundDataSource => ({
  dataSourceId: row.dataSourceId,
  createdAt: row.createdAt,
  createdBy: row.createdBy,
  editedAt: row.editedAt,
  editedBy: row.editedBy,
  inTrash: row.inTrash === 1,
  isTrashedItself: row.trashedAt !== null,
  title: JSON.parse(row.titleText),
  icon: parsed(row.icon),
  schema: JSON.parse(row.properties),
  nextNumber: row.nextNumber,
  defaultTemplateId: row.defaultTemplateId,
  keysVersion: row.keysVersion,
  isKeyed: row.keyedVersion === row.keysVersion,
  database: databaseFrom((column) => row[`database.${column}`] as never),
})
