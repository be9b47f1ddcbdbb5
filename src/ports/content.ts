import type { Block, BlockBody } from '../domain/content/block.js'
import type { Database, DataSource } from '../domain/content/database.js'
import type { Icon } from '../domain/content/media.js'
import type { Page } from '../domain/content/page.js'
import type { Schema } from '../domain/content/property.js'

/** For whom content is looked up: what is not shared with the bot does not exist for it. */
export type Viewer = { readonly workspaceId: string; readonly botId: string }

/** A person who looks something up: what lies outside of the workspaces of theirs does not exist for them. */
export type Reader = { readonly workspaceId: string; readonly userId: string }

/** A page above something, as a breadcrumb shows it. */
export type PageLabel = {
  readonly id: string
  readonly title: string
  readonly icon: Icon | null
}

/** A block in its place. */
export type PlacedBlock = Block & {
  readonly position: number
  readonly hasChildren: boolean
  /** Itself or anything above it. */
  readonly inTrash: boolean
  /** What it stands in; null: at the top of the workspace. */
  readonly parentType: string | null
  /** The page that it is, if it is one. */
  readonly page: Page | null
}

/** A block by itself, with the page that it stands in: editing one edits the other. */
export type FoundBlock = PlacedBlock & {
  readonly isTrashedItself: boolean
  readonly pageId: string | null
}

/** A block to be inserted. */
export type NewBlock = Pick<Block, 'blockId' | 'parentId' | 'body'> & {
  readonly type: Block['type'] | 'data_source'
  readonly position: number
  /** What search finds it by, if it is no page, whose title is its own. */
  readonly title?: string
}

export type NewPage = Page & { readonly pageId: string }

/** A database with its one data source; their blocks are inserted beside them. */
export type NewDatabase = {
  readonly databaseId: string
  readonly database: Database
  readonly dataSourceId: string
  readonly dataSource: DataSource
  readonly nextNumber: number
}

/** Who changes something, and when. */
export type Edit = { readonly by: string; readonly at: number }

export type ContentStore = {
  /** A block that the bot may see, in the trash or not. */
  findBlock(viewer: Viewer, blockId: string): Promise<FoundBlock | undefined>
  /** A block that a member or guest of its workspace may see, in the trash or not. */
  findBlockForReader(reader: Reader, blockId: string): Promise<FoundBlock | undefined>
  /** The pages that a block stands in, the topmost first. */
  listAncestors(workspaceId: string, blockId: string): Promise<PageLabel[]>
  /** Those among the given that are pages. */
  listLabels(workspaceId: string, ids: readonly string[]): Promise<PageLabel[]>
  /** Names of the people and bots among the given, by id. */
  listNames(workspaceId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Blocks below one, in order, from a sibling on; those in the trash are left out. */
  listChildren(
    workspaceId: string,
    parentId: string,
    limit: number,
    from?: { readonly position: number; readonly blockId: string },
  ): Promise<PlacedBlock[]>
  /** Where a child stands among its siblings, in the trash or not. */
  findPosition(workspaceId: string, parentId: string, blockId: string): Promise<number | undefined>
  /** Positions around a place among siblings: of the last one, or of `blockId` and the one after it. */
  findGap(
    workspaceId: string,
    parentId: string,
    after: string | 'start' | 'end',
  ): Promise<Gap | undefined>
  /** Spreads all siblings anew, so that there is room between any two. */
  spread(workspaceId: string, parentId: string): Promise<void>
  /** Puts blocks and pages below a block. `false`: it is gone or in the trash. */
  insert(
    place: { readonly workspaceId: string; readonly parent: FoundBlock | null },
    blocks: readonly NewBlock[],
    pages: readonly NewPage[],
    edit: Edit,
  ): Promise<boolean>
  /** Replaces the body, if it is still as it was read. */
  updateBody(workspaceId: string, block: FoundBlock, body: BlockBody, edit: Edit): Promise<boolean>
  /** Replaces what a page shows, if it is still as it was read. */
  updatePage(workspaceId: string, block: FoundBlock, page: Page, edit: Edit): Promise<boolean>
  /** Puts a block with everything below it in the trash, or takes it out. */
  setTrash(
    workspaceId: string,
    block: Pick<FoundBlock, 'blockId' | 'pageId'>,
    inTrash: boolean,
    edit: Edit,
  ): Promise<boolean>
  /** Puts everything directly below a block in the trash. */
  trashChildren(workspaceId: string, parentId: string, edit: Edit): Promise<void>
  /** Moves a page or a database to another parent. `false`: it would stand below itself. */
  move(
    workspaceId: string,
    blockId: string,
    parentId: string,
    position: number,
    edit: Edit,
  ): Promise<boolean>
  /** Titles of pages and databases that the bot may see, by id. */
  listTitles(viewer: Viewer, ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Pages and data sources that the bot may see, by title; those in the trash, or below one that is, are left out. */
  searchTitles(viewer: Viewer, search: TitleSearch): Promise<FoundTitle[]>
}

/** A page; null: a data source. */
export type FoundTitle = { readonly blockId: string; readonly page: PlacedBlock | null }

export type TitleSearch = {
  /** Types of blocks that have a title. */
  readonly types: readonly string[]
  /** `like` patterns over the words of a title; one is to match. */
  readonly patterns: readonly string[]
  /** By the last edit. */
  readonly direction: 'ascending' | 'descending'
  readonly limit: number
  /** The first to be answered. */
  readonly from?: Pick<PlacedBlock, 'editedAt' | 'blockId'> | undefined
}

/** A database in its place, with the names of its data sources, oldest first. */
export type FoundDatabase = Database & {
  readonly databaseId: string
  readonly parentId: string
  readonly parentType: string | null
  readonly createdAt: number
  readonly editedAt: number
  readonly editedBy: string
  readonly inTrash: boolean
  readonly isTrashedItself: boolean
  readonly dataSources: readonly { readonly id: string; readonly name: string }[]
}

/** A data source in its database. */
export type FoundDataSource = DataSource & {
  readonly dataSourceId: string
  readonly createdAt: number
  readonly createdBy: string
  readonly editedAt: number
  readonly editedBy: string
  readonly inTrash: boolean
  readonly isTrashedItself: boolean
  readonly nextNumber: number
  readonly database: FoundDatabase
}

export type DatabaseStore = {
  /** A database that the bot may see, in the trash or not. */
  findDatabase(viewer: Viewer, databaseId: string): Promise<FoundDatabase | undefined>
  /** A data source that the bot may see, in the trash or not. */
  findDataSource(viewer: Viewer, dataSourceId: string): Promise<FoundDataSource | undefined>
  /** A database that a member or guest of its workspace may see, in the trash or not. */
  findDatabaseForReader(reader: Reader, databaseId: string): Promise<FoundDatabase | undefined>
  /** A data source that a member or guest of its workspace may see, in the trash or not. */
  findDataSourceForReader(
    reader: Reader,
    dataSourceId: string,
  ): Promise<FoundDataSource | undefined>
  /** The schema that the rows of a data source follow, whoever asks. */
  findSchema(
    workspaceId: string,
    dataSourceId: string,
  ): Promise<{ readonly schema: Schema; readonly databaseId: string } | undefined>
  /** Makes a database with its first data source. `false`: its parent is gone or in the trash. */
  createDatabase(
    place: { readonly workspaceId: string; readonly parent: FoundBlock },
    database: Database & { readonly databaseId: string; readonly position: number },
    first: DataSource & { readonly dataSourceId: string },
    edit: Edit,
  ): Promise<boolean>
  /** Adds a data source to a database. `false`: it is gone or in the trash. */
  createDataSource(
    workspaceId: string,
    database: FoundDatabase,
    made: DataSource & { readonly dataSourceId: string; readonly position: number },
    edit: Edit,
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
  ): Promise<boolean>
  /** Rows that are not in the trash, or those that are, newest first. */
  listRows(workspaceId: string, dataSourceId: string, inTrash: boolean): Promise<PlacedBlock[]>
}

export type Gap = { readonly after: number | undefined; readonly before: number | undefined }
