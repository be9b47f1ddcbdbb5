import { type ContentNode, nodesIn } from '../../domain/content/content-tree.js'
import { plainTextOf } from '../../domain/content/rich-text.js'
import type { PlacedComment } from '../../ports/comments.js'
import type { Deps } from '../deps.js'

/** How many comments are shown with a page. */
const MAX_COMMENTS = 200

/** A comment with what it is on, if that is a part of the page. */
export type ReadComment = PlacedComment & { readonly quoted: string | undefined }

/**
 * The comments on a page and on the blocks of it that are shown, oldest first. Whoever asks has made sure that the
 * person may see the page.
 */
export const commentsForReader = async (
  { store }: Pick<Deps, 'store'>,
  workspaceId: string,
  pageId: string,
  tree: readonly ContentNode[],
): Promise<ReadComment[]> => {
  const blocks = nodesIn(tree).filter(({ block }) => !block.type.startsWith('child_'))
  const words = new Map(
    blocks.map(({ block }) => [block.blockId, plainTextOf(block.body.rich_text ?? [])]),
  )
  const found = await store.comments.listOn(workspaceId, [pageId, ...words.keys()], MAX_COMMENTS)
  return found.map((comment) => ({ ...comment, quoted: words.get(comment.parentId) }))
}
