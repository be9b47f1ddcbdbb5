import type { Block, BlockBody } from '../domain/content/block.js'
import type { Database, DataSource } from '../domain/content/database.js'
import type { Icon } from '../domain/content/media.js'
import type { Page } from '../domain/content/page.js'
import type { Neighbour, Schema } from '../domain/content/property.js'
import type { Stamped } from '../domain/content/value.js'
import type { Pushed, PushedSort } from '../domain/query/pushed.js'
import type { Place } from '../domain/query/sort.js'

/** For whom content is looked up: what is not shared with the bot does not exist for it. */
export type Viewer = { readonly workspaceId: string; readonly botId: string }

/** A person who looks something up: what is not shared with them does not exist for them. */
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
  /** It is a template of the data source that it stands in, and no row. */
  readonly isTemplate: boolean
}

/** A block by itself, with the page that it stands in: editing one edits the other. */
export type FoundBlock = PlacedBlock & {
  readonly isTrashedItself: boolean
  readonly pageId: string | null
}

/** A block to be inserted. */
export type NewBlock = Pick<Block, 'blockId' | 'parentId' | 'body'> & {
  readonly type: Block['type'] | 'data_source' | 'templates'
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
  readonly defaultTemplateId: string | null
}

/** What the pages of one end of a relation are to be, all of them, for one page. */
export type LinkChange = {
  readonly relationId: string
  readonly end: 'from' | 'to'
  readonly pageId: string
  readonly others: readonly string[]
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

/** One end of a relation, and the data source that its pages stand in. */
export type RelationEnd = {
  readonly relationId: string
  readonly end: 'from' | 'to'
  readonly dataSourceId: string
}

/** A page that another one is related to. */
export type FoundLink = {
  readonly relationId: string
  readonly end: 'from' | 'to'
  readonly pageId: string
  readonly otherId: string
}

/** A row of a data source without what it holds. */
export type BareRow = {
  readonly dataSourceId: string
  readonly stamped: Stamped
  readonly page: Page
}

/** Who changes something, and when. */
export type Edit = { readonly by: string; readonly at: number }

/** Children of a block of a template that are yet to be copied, and the block that they are to stand below. */
export type CopyStep = {
  readonly of: string
  readonly into: string
  /** The first of them; undefined: all are. */
  readonly from?: { readonly position: number; readonly blockId: string }
}

/** The content of a template on its way into a page. */
export type TemplateCopy = {
  readonly copyId: string
  readonly workspaceId: string
  readonly pageId: string
  /** Who is `me` in the copy. */
  readonly me: string
  readonly timeZone: string
  /** How much further down than in the template the blocks directly in the page stand. */
  readonly shift: number
  /** When it was asked for, and by which bot. */
  readonly edit: Edit
  /** What is left, the last one first. */
  readonly left: readonly CopyStep[]
}

export type ContentStore = {
  /** A block that the bot may see, in the trash or not. */
  findBlock(viewer: Viewer, blockId: string): Promise<FoundBlock | undefined>
  /** A block that the person may see, in the trash or not. */
  findBlockForReader(reader: Reader, blockId: string): Promise<FoundBlock | undefined>
  /** The pages that a block stands in, the topmost first. */
  listAncestors(workspaceId: string, blockId: string): Promise<PageLabel[]>
  /** Those of them that the person may see. */
  listAncestorsForReader(reader: Reader, blockId: string): Promise<PageLabel[]>
  /** Those among the given that are pages which the person may see. */
  listLabels(reader: Reader, ids: readonly string[]): Promise<PageLabel[]>
  /** Names of the people and bots among the given, by id. */
  listNames(workspaceId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  /**
   * Blocks below one that the asker may see, in order, from a sibling on; left out are those in the trash, and pages
   * that are not shared with the asker.
   */
  listChildren(
    asker: Viewer | Reader,
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
  /**
   * Puts blocks into a page and takes others of it to the trash, at once. `false`: it has been edited since it was read,
   * or is in the trash.
   */
  rewrite(
    workspaceId: string,
    page: FoundBlock & { readonly page: Page },
    blocks: readonly NewBlock[],
    gone: readonly string[],
    edit: Edit,
  ): Promise<boolean>
  /**
   * Puts blocks and pages below a block; at the top of the workspace only the `keeper` sees the pages. `false`: the block
   * is gone or in the trash.
   */
  insert(
    place: {
      readonly workspaceId: string
      readonly parent: FoundBlock | null
      readonly keeper?: string | undefined
    },
    blocks: readonly NewBlock[],
    pages: readonly NewPage[],
    edit: Edit,
    copy?: TemplateCopy,
  ): Promise<boolean>
  /** Replaces the body, if it is still as it was read. */
  updateBody(workspaceId: string, block: FoundBlock, body: BlockBody, edit: Edit): Promise<boolean>
  /** Replaces what a page shows, if it and the schema that it follows are still as they were read. */
  updatePage(
    workspaceId: string,
    block: FoundBlock,
    page: Page,
    edit: Edit,
    keying: Keying,
    links?: readonly LinkChange[],
  ): Promise<boolean>
  /** Puts a block with everything below it in the trash, or takes it out. */
  setTrash(
    workspaceId: string,
    block: Pick<FoundBlock, 'blockId' | 'pageId'>,
    inTrash: boolean,
    edit: Edit,
  ): Promise<boolean>
  /** Puts everything directly below a block in the trash. */
  trashChildren(workspaceId: string, parentId: string, edit: Edit): Promise<void>
  /**
   * Moves a page or a database to another parent; at the top of the workspace only the `keeper` and those whom it names
   * see it. `false`: it would stand below itself.
   */
  move(
    workspaceId: string,
    blockId: string,
    parentId: string,
    position: number,
    edit: Edit,
    keeper?: string,
  ): Promise<boolean>
  /** Titles of pages and databases that the bot may see, by id. */
  listTitles(viewer: Viewer, ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Pages and data sources that the bot may see, by title. Without `inTrash` those below something in the trash are left out, too. */
  searchTitles(viewer: Viewer, search: TitleSearch): Promise<FoundTitle[]>
}

/** A page; null: a data source. */
export type FoundTitle = {
  readonly blockId: string
  readonly page: PlacedBlock | null
  /** The words of its title, as they are kept. */
  readonly words: string
}

export type TitleSearch = {
  /** Types of blocks that have a title. */
  readonly types: readonly string[]
  /** `like` patterns over the words of a title; one is to match. */
  readonly patterns: readonly string[]
  /** What was put in the trash itself, or by its database, rather than what was not. */
  readonly inTrash: boolean
  /** By the last edit. */
  readonly direction: 'ascending' | 'descending'
  readonly limit: number
  /** The first to be answered. */
  readonly from?: Pick<PlacedBlock, 'editedAt' | 'blockId'> | undefined
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

/** The schema that keys of rows are made by; its version changes with every change that makes others of them. */
export type Keying = { readonly schema: Schema; readonly keysVersion: number }

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

export type RelationStore = {
  /** Data sources by their ids, whoever asks. */
  listNeighbours(workspaceId: string, dataSourceIds: readonly string[]): Promise<Neighbour[]>
  /**
   * The pages that these are related to, in order, as far as the bot or the person may see them. Left out are those in
   * the trash and those that have left the data source.
   */
  listLinks(
    asker: Viewer | Reader,
    ends: readonly RelationEnd[],
    pageIds: readonly string[],
  ): Promise<FoundLink[]>
  /** Those of these pages that the bot may see and that are not in the trash, with what they stand in. */
  listRelatable(
    viewer: Viewer,
    ids: readonly string[],
  ): Promise<readonly { readonly id: string; readonly parentId: string }[]>
  /** Rows by their ids. */
  listRowsById(workspaceId: string, ids: readonly string[]): Promise<BareRow[]>
}

export type Gap = { readonly after: number | undefined; readonly before: number | undefined }
