import type { Block, BlockBody } from '../domain/content/block.js'
import type { Page } from '../domain/content/page.js'

/** For whom content is looked up: what is not shared with the bot does not exist for it. */
export type Viewer = { readonly workspaceId: string; readonly botId: string }

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
export type NewBlock = Pick<Block, 'blockId' | 'parentId' | 'type' | 'body'> & {
  readonly position: number
}

export type NewPage = Page & { readonly pageId: string }

/** Who changes something, and when. */
export type Edit = { readonly by: string; readonly at: number }

export type ContentStore = {
  /** A block that the bot may see, in the trash or not. */
  findBlock(viewer: Viewer, blockId: string): Promise<FoundBlock | undefined>
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
  setTrash(workspaceId: string, block: FoundBlock, inTrash: boolean, edit: Edit): Promise<boolean>
  /** Puts everything directly below a block in the trash. */
  trashChildren(workspaceId: string, parentId: string, edit: Edit): Promise<void>
  /** Moves a page to the end of another parent. `false`: it would stand below itself. */
  movePage(
    workspaceId: string,
    pageId: string,
    parentId: string,
    position: number,
    edit: Edit,
  ): Promise<boolean>
  /** Titles of pages and databases that the bot may see, by id. */
  listTitles(viewer: Viewer, ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Pages that the bot may see, by title; those in the trash, or below one that is, are left out. */
  searchTitles(viewer: Viewer, search: TitleSearch): Promise<PlacedBlock[]>
}

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

export type Gap = { readonly after: number | undefined; readonly before: number | undefined }
