import type { CommentStore, PlacedComment } from '../../ports/comments.js'
import type { Database } from './database.js'
import { statement, write } from './statement.js'

type CommentRow = Omit<PlacedComment, 'richText' | 'displayName' | 'attachments'> & {
  richText: string
  displayName: string
  attachments: string | null
}

const columns = `
  c.comment_id as "commentId", c.parent_id as "parentId", c.discussion_id as "discussionId",
  c.rich_text as "richText", c.display_name as "displayName", c.created_at as "createdAt",
  c.created_by as "createdBy", c.edited_at as "editedAt",
  c.attachments as "attachments", b.type as "parentType"`

const withParent = `comments c
  join blocks b on b.workspace_id = c.workspace_id and b.block_id = c.parent_id`

const find = statement<{ workspaceId: string; commentId: string }, CommentRow>(
  'find_comment',
  `select ${columns} from ${withParent}
   where c.workspace_id = :workspaceId and c.comment_id = :commentId`,
)

const findParent = statement<{ workspaceId: string; discussionId: string }, { parentId: string }>(
  'find_parent_of_discussion',
  `select parent_id as "parentId" from comments
   where workspace_id = :workspaceId and discussion_id = :discussionId limit 1`,
)

const list = statement<
  { workspaceId: string; parentId: string; fromId: string; limit: number },
  CommentRow
>(
  'list_comments',
  `select ${columns} from ${withParent}
   where c.workspace_id = :workspaceId and c.parent_id = :parentId and c.comment_id >= :fromId
   order by c.comment_id limit :limit`,
)

const listOn = statement<
  { workspaceId: string; parentIds: readonly string[]; limit: number },
  CommentRow
>(
  'list_comments_on',
  `select ${columns} from ${withParent}
   where c.workspace_id = :workspaceId and c.parent_id in (:parentIds...)
   order by c.comment_id limit :limit`,
)

const insert = statement<
  { [K in keyof Omit<CommentRow, 'parentType' | 'editedAt'>]: CommentRow[K] } & {
    workspaceId: string
  }
>(
  'insert_comment',
  `insert into comments (workspace_id, comment_id, parent_id, discussion_id, rich_text,
     display_name, attachments, created_at, created_by, edited_at)
   select b.workspace_id, cast(:commentId as text), b.block_id, cast(:discussionId as text),
     cast(:richText as text), cast(:displayName as text), cast(:attachments as text),
     cast(:createdAt as bigint),
     cast(:createdBy as text), cast(:createdAt as bigint)
   from blocks b
   where b.workspace_id = :workspaceId and b.block_id = :parentId and b.trashed_at is null`,
)

const update = statement<{ workspaceId: string; commentId: string; richText: string; at: number }>(
  'update_comment',
  `update comments set rich_text = :richText, edited_at = :at
   where workspace_id = :workspaceId and comment_id = :commentId`,
)

const remove = statement<{ workspaceId: string; commentId: string }>(
  'remove_comment',
  'delete from comments where workspace_id = :workspaceId and comment_id = :commentId',
)

const commentFrom = (row: CommentRow): PlacedComment => ({
  ...row,
  richText: JSON.parse(row.richText),
  displayName: JSON.parse(row.displayName),
  attachments: JSON.parse(row.attachments ?? '[]'),
})

export const createCommentStore = (db: Database): CommentStore => ({
  async find(workspaceId, commentId) {
    const row = await db.get(find, { workspaceId, commentId })
    return row && commentFrom(row)
  },

  async findParent(workspaceId, discussionId) {
    return (await db.get(findParent, { workspaceId, discussionId }))?.parentId
  },

  async listOn(workspaceId, parentIds, limit) {
    return (await db.all(listOn, { workspaceId, parentIds, limit })).map(commentFrom)
  },

  async list(workspaceId, parentId, limit, fromId = '') {
    return (await db.all(list, { workspaceId, parentId, fromId, limit })).map(commentFrom)
  },

  create(workspaceId, { editedAt: _, richText, displayName, attachments, ...comment }) {
    const texts = {
      richText: JSON.stringify(richText),
      displayName: JSON.stringify(displayName),
      attachments: attachments.length === 0 ? null : JSON.stringify(attachments),
    }
    return db.commit(write(insert, { workspaceId, ...comment, ...texts }))
  },

  update: (workspaceId, commentId, richText, at) =>
    db.commit(write(update, { workspaceId, commentId, richText: JSON.stringify(richText), at })),

  remove: (workspaceId, commentId) => db.commit(write(remove, { workspaceId, commentId })),
})
