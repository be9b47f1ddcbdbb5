import type { Block, BlockBody } from '../domain/content/block.js'
import type { Icon } from '../domain/content/media.js'
import type { Page } from '../domain/content/page.js'
import type { Schema } from '../domain/content/property.js'

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

/** What the pages of one end of a relation are to be, all of them, for one page. */
export type LinkChange = {
  readonly relationId: string
  readonly end: 'from' | 'to'
  readonly pageId: string
  readonly others: readonly string[]
}

/** The schema that keys of rows are made by; its version changes with every change that makes others of them. */
export type Keying = { readonly schema: Schema; readonly keysVersion: number }

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

export type Gap = { readonly after: number | undefined; readonly before: number | undefined }
