import { type ContentNode, nodesIn, textsIn } from '../../domain/content/content-tree.js'
import { type Surroundings, writeBlocks } from '../../domain/markdown/write-blocks.js'
import type { FoundBlock } from '../../ports/content.js'
import { namesIn } from '../content/naming.js'
import { holderOf, readTree } from '../content/read-tree.js'
import { viewerOf } from '../content/viewer.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'

/** What the blocks of a page mention, as the token may see it. */
export const surroundingsOf = async (
  call: Call,
  bearer: Bearer,
  pageId: string,
  tree: readonly ContentNode[],
): Promise<Surroundings> => ({
  named: await namesIn(call, bearer, textsIn(tree)),
  origin: call.origin,
  pageId,
})

/** How many blocks one answer holds; what comes after them is named, and can be asked for by itself. */
export const MAX_BLOCKS = 20_000

/** The content of a page, or a block with what stands below it, as markdown. */
export const answerMarkdown = async (call: Call, bearer: Bearer, found: FoundBlock) => {
  const viewer = viewerOf(bearer)
  const { content } = call.store
  const sight = {
    asker: viewer,
    find: (blockId: string) => content.findBlock(viewer, blockId),
  }
  const isPage = found.type === 'child_page'
  const holder = isPage ? found.blockId : await holderOf(sight, found)
  const { tree: below, next } =
    holder === undefined || holder === 'lost'
      ? { tree: [], next: [] }
      : await readTree(call, sight, holder, [], MAX_BLOCKS)
  const own = {
    block: found,
    page: found.page,
    children: below,
    ordinal: undefined,
    isContinued: false,
    isTooDeep: false,
    isLost: holder === 'lost',
  }
  const tree = isPage ? below : [own]
  const pageId = isPage ? found.blockId : (found.pageId ?? found.blockId)
  const around = await surroundingsOf(call, bearer, pageId, tree)
  const deep = nodesIn(tree).filter(({ isTooDeep, isLost }) => isTooDeep || isLost)
  const unread = [
    ...deep.map(({ block }) => block.blockId),
    ...next.slice(-1).map((one) => one.blockId),
  ]
  return {
    object: 'page_markdown' as const,
    id: found.blockId,
    markdown: writeBlocks(tree, around),
    truncated: unread.length > 0,
    unknown_block_ids: unread.slice(0, 100),
  }
}
