import type { Database, DataSource } from '../../../domain/content/database.js'
import { plainTextOf } from '../../../domain/content/rich-text.js'
import { needsOtherKeys } from '../../../domain/content/row-keys.js'
import { titleWordsOf } from '../../../domain/content/title-words.js'
import type {
  Beyond,
  DatabaseStore,
  Edit,
  FoundDatabase,
  FoundDataSource,
  NewBlock,
  Reader,
  ScannedRow,
  Viewer,
} from '../../../ports/content.js'
import type { Database as Seam } from '../database.js'
import { ifGuardHeld, statement, type Write, write } from '../statement.js'
import { beyondWrites, linkWrites, NOTHING_BEYOND, othersHold, othersOf } from './relations.js'
import { keysOfChange, keysOfNewRow, keysOfRead } from './row-keys.js'
import {
  isOfMember,
  isVisible,
  lineageOf,
  type PageColumns,
  type PlacedRow,
  pageColumnsOf,
  pageFrom,
  placedColumns,
  placedFrom,
  placedJoins,
} from './rows.js'
import { contentWrites, jsonOf } from './store.js'
import { narrowRows, walkRows } from './walk.js'
import { becomeRow, isNotAbove, moveAlong, touchParent, touchUnchanged } from './write.js'

type ViewerParameters = { [K in keyof Viewer]: string }
type ReaderParameters = { [K in keyof Reader]: string }

const trashed = `case when exists (select 1 from lineage l where l.trashed_at is not null)
  then 1 else 0 end as "inTrash"`

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

const databaseIf = (condition: string): string => `${lineageOf(':databaseId')}
   select b.block_id as "databaseId", b.parent_id as "parentId", p.type as "parentType",
     b.created_at as "createdAt", b.edited_at as "editedAt", b.edited_by as "editedBy",
     b.trashed_at as "trashedAt", ${trashed}, d.title_text as "titleText",
     d.description_text as "descriptionText", d.icon as "icon", d.cover as "cover",
     d.inline_at as "inlineAt", d.locked_at as "lockedAt"
   from databases d
   join blocks b on b.workspace_id = d.workspace_id and b.block_id = d.database_id
   left join blocks p on p.workspace_id = b.workspace_id and p.block_id = b.parent_id
   where d.workspace_id = :workspaceId and d.database_id = :databaseId and ${condition}`

const findDatabase = statement<ViewerParameters & { databaseId: string }, DatabaseRow>(
  'find_database',
  databaseIf(isVisible),
)

const findDatabaseForReader = statement<ReaderParameters & { databaseId: string }, DatabaseRow>(
  'find_database_for_reader',
  databaseIf(isOfMember),
)

const listDataSources = statement<
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
  databaseId: string
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
  keysVersion: number
  keyedVersion: number
}

const dataSourceIf = (condition: string): string => `${lineageOf(':dataSourceId')}
   select b.block_id as "dataSourceId", b.parent_id as "databaseId", b.created_at as "createdAt",
     b.created_by as "createdBy", b.edited_at as "editedAt", b.edited_by as "editedBy",
     b.trashed_at as "trashedAt", ${trashed}, s.title_text as "titleText", s.icon as "icon",
     s.properties as "properties", s.next_number as "nextNumber",
     s.keys_version as "keysVersion", s.keyed_version as "keyedVersion"
   from data_sources s
   join blocks b on b.workspace_id = s.workspace_id and b.block_id = s.data_source_id
   where s.workspace_id = :workspaceId and s.data_source_id = :dataSourceId and ${condition}`

const findDataSource = statement<ViewerParameters & { dataSourceId: string }, DataSourceRow>(
  'find_data_source',
  dataSourceIf(isVisible),
)

const findDataSourceForReader = statement<
  ReaderParameters & { dataSourceId: string },
  DataSourceRow
>('find_data_source_for_reader', dataSourceIf(isOfMember))

const findSchema = statement<
  { workspaceId: string; dataSourceId: string },
  { properties: string; databaseId: string; keysVersion: number }
>(
  'find_schema',
  `select s.properties as "properties", b.parent_id as "databaseId",
     s.keys_version as "keysVersion" from data_sources s
   join blocks b on b.workspace_id = s.workspace_id and b.block_id = s.data_source_id
   where s.workspace_id = :workspaceId and s.data_source_id = :dataSourceId`,
)

type DatabaseColumns = {
  workspaceId: string
  databaseId: string
  title: string
  titleText: string
  descriptionText: string
  icon: string | null
  cover: string | null
  inlineAt: number | null
  lockedAt: number | null
}

const insertDatabase = statement<DatabaseColumns>(
  'insert_database',
  `insert into databases (workspace_id, database_id, title, title_text, description_text, icon,
     cover, inline_at, locked_at)
   select cast(:workspaceId as text), cast(:databaseId as text), cast(:title as text),
     cast(:titleText as text), cast(:descriptionText as text), cast(:icon as text),
     cast(:cover as text), cast(:inlineAt as bigint), cast(:lockedAt as bigint)
   where ${ifGuardHeld}`,
)

const updateDatabase = statement<DatabaseColumns>(
  'update_database',
  `update databases set title = :title, title_text = :titleText,
     description_text = :descriptionText, icon = :icon, cover = :cover, inline_at = :inlineAt,
     locked_at = :lockedAt
   where workspace_id = :workspaceId and database_id = :databaseId and ${ifGuardHeld}`,
)

type DataSourceColumns = {
  workspaceId: string
  dataSourceId: string
  title: string
  titleText: string
  icon: string | null
  properties: string
}

const insertDataSource = statement<
  DataSourceColumns & { nextNumber: number; keyedVersion: number }
>(
  'insert_data_source',
  `insert into data_sources (workspace_id, data_source_id, title, title_text, icon, properties,
     next_number, keys_version, keyed_version)
   select cast(:workspaceId as text), cast(:dataSourceId as text), cast(:title as text),
     cast(:titleText as text), cast(:icon as text), cast(:properties as text),
     cast(:nextNumber as bigint), cast(1 as bigint), cast(:keyedVersion as bigint)
   where ${ifGuardHeld}`,
)

/** The guard of what is put below a block and changes schemas elsewhere. */
const touchParentAndOthers = statement<{
  workspaceId: string
  blockId: string
  others: string
  by: string
  at: number
}>(
  'touch_parent_block_and_others',
  `update blocks set edited_at = :at, edited_by = :by
   where workspace_id = :workspaceId and block_id = :blockId and trashed_at is null
     and ${othersHold}`,
)

/** Of two who change a schema upon the same reading one wins. */
const updateDataSource = statement<
  DataSourceColumns & { former: string; others: string; otherKeys: number }
>(
  'update_data_source',
  `update data_sources set title = :title, title_text = :titleText, icon = :icon,
     properties = :properties, keys_version = keys_version + :otherKeys
   where workspace_id = :workspaceId and data_source_id = :dataSourceId
     and properties = :former and ${othersHold}`,
)

const touchDataSource = statement<{
  workspaceId: string
  dataSourceId: string
  titleWords: string
  by: string
  at: number
}>(
  'touch_data_source',
  `update blocks set edited_at = :at, edited_by = :by, title_words = :titleWords
   where workspace_id = :workspaceId and block_id = :dataSourceId and ${ifGuardHeld}`,
)

const setTitleWords = statement<{ workspaceId: string; dataSourceId: string; titleWords: string }>(
  'set_title_words',
  `update blocks set title_words = :titleWords
   where workspace_id = :workspaceId and block_id = :dataSourceId and ${ifGuardHeld}`,
)

/** Takes the next number of a row, if nobody has, and nobody has changed the schema. */
const takeNumber = statement<{
  workspaceId: string
  dataSourceId: string
  number: number
  former: string
  properties: string
}>(
  'take_row_number',
  `update data_sources set next_number = next_number + 1, properties = :properties
   where workspace_id = :workspaceId and data_source_id = :dataSourceId
     and next_number = :number and properties = :former`,
)

/** The same, if a page may become the row. */
const takeNumberForMove = statement<{
  workspaceId: string
  parentId: string
  blockId: string
  number: number
  former: string
}>(
  'take_row_number_for_move',
  `update data_sources set next_number = next_number + 1
   where workspace_id = :workspaceId and data_source_id = :parentId
     and next_number = :number and properties = :former and ${isNotAbove}
     and exists (
       select 1 from blocks m where m.workspace_id = :workspaceId and m.block_id = :blockId
         and m.trashed_at is null)`,
)

type RowsOf = { workspaceId: string; dataSourceId: string }

const listRows = statement<RowsOf & { ids: readonly string[]; inTrash: number }, PlacedRow>(
  'list_rows',
  `select ${placedColumns} from blocks b ${placedJoins}
   where b.workspace_id = :workspaceId and b.block_id in (:ids...)
     and b.parent_id = :dataSourceId
     and (b.trashed_at is not null) = (cast(:inTrash as bigint) = 1)`,
)

type Scanned = Omit<ScannedRow, 'page'> & PageColumns

/** The order of the index of siblings. */
const scanRows = statement<
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

const markKeyed = statement<RowsOf & { keysVersion: number }>(
  'mark_data_source_keyed',
  `update data_sources set keyed_version = :keysVersion
   where workspace_id = :workspaceId and data_source_id = :dataSourceId
     and keys_version = :keysVersion`,
)

export const createDatabaseStore = (db: Seam): DatabaseStore => {
  const find = async (viewer: Viewer, databaseId: string): Promise<FoundDatabase | undefined> => {
    const { workspaceId, botId } = viewer
    const [row, dataSources] = await Promise.all([
      db.get(findDatabase, { workspaceId, botId, databaseId }),
      db.all(listDataSources, { workspaceId, databaseId }),
    ])
    return row && { ...databaseFrom(row), dataSources }
  }

  const findForReader = async (reader: Reader, databaseId: string) => {
    const { workspaceId } = reader
    const [row, dataSources] = await Promise.all([
      db.get(findDatabaseForReader, { ...reader, databaseId }),
      db.all(listDataSources, { workspaceId, databaseId }),
    ])
    return row && { ...databaseFrom(row), dataSources }
  }

  return {
    findDatabase: find,

    async findDataSource(viewer, dataSourceId) {
      const { workspaceId, botId } = viewer
      const row = await db.get(findDataSource, { workspaceId, botId, dataSourceId })
      const database = row && (await find(viewer, row.databaseId))
      return database && { ...dataSourceFrom(row), database }
    },

    findDatabaseForReader: findForReader,

    async findDataSourceForReader(reader, dataSourceId) {
      const row = await db.get(findDataSourceForReader, { ...reader, dataSourceId })
      const database = row && (await findForReader(reader, row.databaseId))
      return database && { ...dataSourceFrom(row), database }
    },

    async findSchema(workspaceId, dataSourceId) {
      const row = await db.get(findSchema, { workspaceId, dataSourceId })
      if (!row) return undefined
      const { properties, databaseId, keysVersion } = row
      return { schema: JSON.parse(properties), databaseId, keysVersion }
    },

    createDatabase(
      { workspaceId, parent },
      { databaseId, position, ...database },
      first,
      edit,
      beyond = NOTHING_BEYOND,
    ) {
      const { blockId: parentId } = parent
      const own = { blockId: databaseId, parentId, type: 'child_database' as const, body: {} }
      const { dataSourceId } = first
      const source = dataSourceBlock(databaseId, first, 1, database)
      const blocks = [{ ...own, position }, source]
      return db.commit(
        touching(workspaceId, parentId, edit, beyond),
        ...contentWrites(workspaceId, blocks, [], edit),
        ...databaseWrites(workspaceId, databaseId, database, edit.at),
        ...dataSourceWrites(workspaceId, dataSourceId, first, 1, 1),
        ...beyondWrites(workspaceId, beyond),
      )
    },

    createDataSource(workspaceId, database, { position, ...made }, edit, beyond = NOTHING_BEYOND) {
      const { databaseId } = database
      const { dataSourceId } = made
      const block = dataSourceBlock(databaseId, made, position, database)
      return db.commit(
        touching(workspaceId, databaseId, edit, beyond),
        ...contentWrites(workspaceId, [block], [], edit),
        ...dataSourceWrites(workspaceId, dataSourceId, made, 1, 1),
        ...beyondWrites(workspaceId, beyond),
      )
    },

    updateDatabase(workspaceId, found, database, edit) {
      const { databaseId, editedAt, editedBy, dataSources } = found
      const former = { formerAt: editedAt, formerBy: editedBy, titleWords: null }
      return db.commit(
        write(touchUnchanged, { workspaceId, blockId: databaseId, ...edit, ...former }),
        write(updateDatabase, { workspaceId, databaseId, ...databaseColumns(database, edit.at) }),
        ...dataSources.map(({ id: dataSourceId, name }) => {
          const titleWords = titleWordsOf(searchedTitle(name, database))
          return write(setTitleWords, { workspaceId, dataSourceId, titleWords })
        }),
      )
    },

    updateDataSource(
      workspaceId,
      { dataSourceId, schema, database },
      next,
      edit,
      beyond = NOTHING_BEYOND,
    ) {
      const former = JSON.stringify(schema)
      const titleWords = titleWordsOf(searchedTitle(plainTextOf(next.title), database))
      return db.commit(
        write(updateDataSource, {
          workspaceId,
          dataSourceId,
          ...dataSourceColumns(next),
          former,
          others: othersOf(beyond),
          otherKeys: needsOtherKeys(schema, next.schema) ? 1 : 0,
        }),
        write(touchDataSource, { workspaceId, dataSourceId, titleWords, ...edit }),
        ...beyondWrites(workspaceId, beyond),
      )
    },

    createRow(
      workspaceId,
      { dataSourceId, nextNumber, schema: former },
      schema,
      blocks,
      page,
      edit,
      links = [],
    ) {
      return db.commit(
        write(takeNumber, {
          workspaceId,
          dataSourceId,
          number: nextNumber,
          former: JSON.stringify(former),
          properties: JSON.stringify(schema),
        }),
        ...contentWrites(workspaceId, blocks, [page], edit),
        ...linkWrites(workspaceId, links, edit, true),
        keysOfNewRow(workspaceId, dataSourceId, schema, page, edit),
      )
    },

    moveRow(workspaceId, { dataSourceId, nextNumber, schema }, block, edit) {
      const { blockId, page } = block
      if (!page) throw new Error('The block is no page.')
      const to = { workspaceId, blockId, parentId: dataSourceId }
      const row = { values: page.row?.values ?? {}, number: nextNumber }
      const number = nextNumber
      return db.commit(
        write(takeNumberForMove, { ...to, number, former: JSON.stringify(schema) }),
        write(moveAlong, { ...to, position: number, ...edit }),
        write(becomeRow, { workspaceId, blockId, number, values: JSON.stringify(row.values) }),
        ...keysOfChange(
          workspaceId,
          { ...block, parentId: dataSourceId, page: null },
          { ...page, row },
          schema,
        ),
      )
    },

    walkRows: (workspaceId, dataSourceId, walk) =>
      walkRows(db, { workspaceId, dataSourceId }, walk),

    narrowRows: (workspaceId, dataSourceId, walk) =>
      narrowRows(db, { workspaceId, dataSourceId }, walk),

    async listRows(workspaceId, dataSourceId, ids, inTrash) {
      if (ids.length === 0) return []
      const parameters = { workspaceId, dataSourceId, ids, inTrash: inTrash ? 1 : 0 }
      return (await db.all(listRows, parameters)).map((row) => placedFrom(row))
    },

    async scanRows(workspaceId, dataSourceId, limit, inTrash, after) {
      const { position = Number.MIN_SAFE_INTEGER, blockId = '' } = after ?? {}
      const wanted = inTrash === undefined ? 2 : Number(inTrash)
      const asked = { workspaceId, dataSourceId, position, blockId, inTrash: wanted, limit }
      return (await db.all(scanRows, asked)).map((row) => ({
        blockId: row.blockId,
        position: row.position,
        createdAt: row.createdAt,
        createdBy: row.createdBy,
        editedAt: row.editedAt,
        editedBy: row.editedBy,
        page: pageFrom(row, true),
      }))
    },

    async keyRows(workspaceId, dataSourceId, schema, rows) {
      await db.commit(keysOfRead(workspaceId, dataSourceId, schema, rows))
    },

    async markKeyed(workspaceId, dataSourceId, keysVersion) {
      await db.commit(write(markKeyed, { workspaceId, dataSourceId, keysVersion }))
    },
  }
}

const touching = (workspaceId: string, blockId: string, edit: Edit, beyond: Beyond): Write =>
  beyond.others.length === 0
    ? write(touchParent, { workspaceId, blockId, ...edit })
    : write(touchParentAndOthers, { workspaceId, blockId, ...edit, others: othersOf(beyond) })

/** The writes that give a database what it shows of itself. */
export const databaseWrites = (
  workspaceId: string,
  databaseId: string,
  database: Database,
  at: number,
): Write[] => [write(insertDatabase, { workspaceId, databaseId, ...databaseColumns(database, at) })]

/** The writes that give a data source its schema. `keyedVersion`: 0 if it begins with rows that have no keys. */
export const dataSourceWrites = (
  workspaceId: string,
  dataSourceId: string,
  made: DataSource,
  nextNumber: number,
  keyedVersion: 0 | 1,
): Write[] => [
  write(insertDataSource, {
    workspaceId,
    dataSourceId,
    nextNumber,
    keyedVersion,
    ...dataSourceColumns(made),
  }),
]

/** The block of a data source, to be inserted beside it. */
const dataSourceBlock = (
  parentId: string,
  { dataSourceId, title }: Pick<DataSource, 'title'> & { readonly dataSourceId: string },
  position: number,
  database: Titled,
): NewBlock => ({
  blockId: dataSourceId,
  parentId,
  type: 'data_source',
  body: {},
  position,
  title: searchedTitle(plainTextOf(title), database),
})

type Titled = Pick<Database, 'title'>

/** A data source is found by the title of its database as well. Contract §10. */
const searchedTitle = (name: string, { title }: Titled): string =>
  [...new Set([name, plainTextOf(title)])].join(' ')

const parsed = <T>(json: string | null): T | null => (json === null ? null : JSON.parse(json))

const databaseFrom = (row: DatabaseRow): Omit<FoundDatabase, 'dataSources'> => ({
  databaseId: row.databaseId,
  parentId: row.parentId,
  parentType: row.parentType,
  createdAt: row.createdAt,
  editedAt: row.editedAt,
  editedBy: row.editedBy,
  inTrash: row.inTrash === 1,
  isTrashedItself: row.trashedAt !== null,
  title: JSON.parse(row.titleText),
  description: JSON.parse(row.descriptionText),
  icon: parsed(row.icon),
  cover: parsed(row.cover),
  isInline: row.inlineAt !== null,
  isLocked: row.lockedAt !== null,
})

const dataSourceFrom = (row: DataSourceRow): Omit<FoundDataSource, 'database'> => ({
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
  keysVersion: row.keysVersion,
  isKeyed: row.keyedVersion === row.keysVersion,
})

const databaseColumns = (database: Database, at: number) => ({
  title: plainTextOf(database.title),
  titleText: JSON.stringify(database.title),
  descriptionText: JSON.stringify(database.description),
  icon: jsonOf(database.icon),
  cover: jsonOf(database.cover),
  inlineAt: database.isInline ? at : null,
  lockedAt: database.isLocked ? at : null,
})

const dataSourceColumns = ({ title, icon, schema }: DataSource) => ({
  title: plainTextOf(title),
  titleText: JSON.stringify(title),
  icon: jsonOf(icon),
  properties: JSON.stringify(schema),
})
