import type { Comment } from '../domain/content/comment.js'
import type { RichText } from '../domain/content/rich-text.js'

/** A comment with the type of the block that it is on. */
export type PlacedComment = Comment & { readonly parentType: string }

/** Whoever asks has made sure that what a comment is on may be seen. */
export type CommentStore = {
  find(workspaceId: string, commentId: string): Promise<PlacedComment | undefined>
  /** What a discussion is on. */
  findParent(workspaceId: string, discussionId: string): Promise<string | undefined>
  /** Those on one page or block, oldest first, from one on: their ids are in the order of time. */
  list(
    workspaceId: string,
    parentId: string,
    limit: number,
    fromId?: string,
  ): Promise<PlacedComment[]>
  /** Those on any of these, oldest first. */
  listOn(workspaceId: string, parentIds: readonly string[], limit: number): Promise<PlacedComment[]>
  /** `false`: what it is on is gone, or in the trash. */
  create(workspaceId: string, comment: Comment): Promise<boolean>
  /** `false`: it is gone. */
  update(
    workspaceId: string,
    commentId: string,
    richText: readonly RichText[],
    at: number,
  ): Promise<boolean>
  /** For good. `false`: it is gone already. */
  remove(workspaceId: string, commentId: string): Promise<boolean>
}
