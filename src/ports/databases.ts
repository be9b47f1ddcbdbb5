import type { Block } from '../domain/content/block.js'
import type { Database, DataSource } from '../domain/content/database.js'
import type { Page } from '../domain/content/page.js'
import type { Schema } from '../domain/content/property.js'
import type { Pushed, PushedSort } from '../domain/query/pushed.js'
import type { Place } from '../domain/query/sort.js'
import type {
  Edit,
  FoundBlock,
  Keying,
  LinkChange,
  NewBlock,
  NewPage,
  PlacedBlock,
  Reader,
  TemplateCopy,
  Viewer,
} from './content.js'

/** A database with its one data source; their blocks are inserted beside them. */
export type NewDatabase = {
  readonly databaseId: string
  readonly database: Database
  readonly dataSourceId: string
  readonly dataSource: DataSource
  readonly nextNumber: number
  readonly defaultTemplateId: string | null
}

/** What a change of one schema changes beyond it. */
export type Beyond = {
  /** Schemas of other data sources, if they are still as they were read. */
  readonly others: readonly {
    readonly dataSourceId: string
    readonly former: Schema
    readonly schema: Schema
  }[]
  /** Relations that lose their links. */
  readonly ended: readonly string[]
  /** Relations that begin with the links of another. */
  readonly parted: readonly { readonly from: string; readonly to: string }[]
}

/** A database in its place. */
export type PlacedDatabase = Database & {
  readonly databaseId: string
  readonly parentId: string
  readonly parentType: string | null
  readonly createdAt: number
  readonly editedAt: number
  readonly editedBy: string
  readonly inTrash: boolean
  readonly isTrashedItself: boolean
}

/** A database by itself, with the names of its data sources, oldest first. */
export type FoundDatabase = PlacedDatabase & {
  readonly dataSources: readonly { readonly id: string; readonly name: string }[]
}

/** A data source in its database. */
export type FoundDataSource = DataSource & {
  readonly dataSourceId: string
  readonly keysVersion: number
  /** The keys of its rows are of the version that the schema asks for. */
  readonly isKeyed: boolean
  readonly createdAt: number
  readonly createdBy: string
  readonly editedAt: number
  readonly editedBy: string
  readonly inTrash: boolean
  readonly isTrashedItself: boolean
  readonly nextNumber: number
  readonly defaultTemplateId: string | null
  readonly database: PlacedDatabase
}

/** Rows by their keys. */
export type RowWalk = {
  /** Rows that are answered satisfy it; more of it is decided by who asks. */
  readonly where: Pushed
  readonly sorts: readonly PushedSort[]
  /** The first to be answered, whether or not there is a row at it. */
  readonly from?: Place | undefined
  readonly limit: number
  /** How many rows are rather sorted than walked in their order; the store knows a good number. */
  readonly handful?: number | undefined
}

/** Where a scan of rows goes on. */
export type RowMark = { readonly position: number; readonly blockId: string }

/** A row as far as a query has to know it. */
export type ScannedRow = RowMark &
  Pick<Block, 'createdAt' | 'createdBy' | 'editedAt' | 'editedBy'> & { readonly page: Page }

export type DatabaseStore = {
  /** A database that the bot may see, in the trash or not. */
  findDatabase(viewer: Viewer, databaseId: string): Promise<FoundDatabase | undefined>
  /** A data source that the bot may see, in the trash or not. */
  findDataSource(viewer: Viewer, dataSourceId: string): Promise<FoundDataSource | undefined>
  /** A database that the person may see, in the trash or not. */
  findDatabaseForReader(reader: Reader, databaseId: string): Promise<FoundDatabase | undefined>
  /** A data source that the person may see, in the trash or not. */
  findDataSourceForReader(
    reader: Reader,
    dataSourceId: string,
  ): Promise<FoundDataSource | undefined>
  /** The schema that the rows of a data source follow, whoever asks. */
  findSchema(
    workspaceId: string,
    dataSourceId: string,
  ): Promise<(Keying & { readonly databaseId: string }) | undefined>
  /**
   * Makes a database with its first data source; at the top of the workspace, its parent null, only the `keeper` sees it.
   * `false`: its parent is gone or in the trash.
   */
  createDatabase(
    place: {
      readonly workspaceId: string
      readonly parent: FoundBlock | null
      readonly keeper?: string | undefined
    },
    database: Database & { readonly databaseId: string; readonly position: number },
    first: DataSource & { readonly dataSourceId: string },
    edit: Edit,
    beyond?: Beyond,
  ): Promise<boolean>
  /** Adds a data source to a database. `false`: it is gone or in the trash. */
  createDataSource(
    workspaceId: string,
    database: FoundDatabase,
    made: DataSource & { readonly dataSourceId: string; readonly position: number },
    edit: Edit,
    beyond?: Beyond,
  ): Promise<boolean>
  /** Replaces what a database shows, if it is still as it was read. */
  updateDatabase(
    workspaceId: string,
    found: FoundDatabase,
    database: Database,
    edit: Edit,
  ): Promise<boolean>
  /** Replaces what a data source shows and its schema, if it is still as it was read. */
  updateDataSource(
    workspaceId: string,
    found: FoundDataSource,
    next: DataSource,
    edit: Edit,
    beyond?: Beyond,
  ): Promise<boolean>
  /**
   * Adds a row with its content, its number the next one, and the options that it names for the first time.
   * `false`: another row or a change of the schema came first.
   */
  createRow(
    workspaceId: string,
    found: FoundDataSource,
    schema: Schema,
    blocks: readonly NewBlock[],
    page: NewPage,
    edit: Edit,
    links?: readonly LinkChange[],
    copy?: TemplateCopy,
  ): Promise<boolean>
  /**
   * Moves a page into a data source as its newest row; it keeps its values of properties that are there, too. `false`:
   * the schema has changed, somebody was faster, or the page is in the trash or above the data source.
   */
  moveRow(
    workspaceId: string,
    source: FoundDataSource,
    page: FoundBlock,
    edit: Edit,
  ): Promise<boolean>
  /** Places of rows that are not in the trash, by their keys; undefined: there is no such order of keys. */
  walkRows(workspaceId: string, dataSourceId: string, walk: RowWalk): Promise<Place[] | undefined>
  /** Ids of all rows that may satisfy a question, if they are few. */
  narrowRows(
    workspaceId: string,
    dataSourceId: string,
    walk: Pick<RowWalk, 'where' | 'handful'>,
  ): Promise<string[] | undefined>
  /** Rows that are not in the trash, or those that are, by id; in no order. */
  listRows(
    workspaceId: string,
    dataSourceId: string,
    ids: readonly string[],
    inTrash: boolean,
  ): Promise<PlacedBlock[]>
  /** All rows that are not in the trash, those that are, or both, a stretch at a time. */
  scanRows(
    workspaceId: string,
    dataSourceId: string,
    limit: number,
    inTrash?: boolean,
    after?: RowMark,
  ): Promise<ScannedRow[]>
  /** Writes the keys of rows that are still as they were read. */
  keyRows(
    workspaceId: string,
    dataSourceId: string,
    schema: Schema,
    rows: readonly ScannedRow[],
  ): Promise<void>
  /** Notes that the keys of all rows are of a version of the schema. */
  markKeyed(workspaceId: string, dataSourceId: string, keysVersion: number): Promise<void>
}
