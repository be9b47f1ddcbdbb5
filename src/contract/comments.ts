import { Type } from '@sinclair/typebox'
import { endpoint } from './endpoint.js'
import {
  AttachmentRequests,
  CommentAnswer,
  CommentParentRequest,
  DisplayNameRequest,
} from './objects/comment.js'
import { ListOf } from './objects/list.js'
import { Reference } from './objects/reference.js'
import { RichTextItems } from './objects/rich-text.js'
import { Exactly, Uuid } from './schema.js'

const params = Type.Object({ comment_id: Uuid('A comment') })
const Markdown = Type.String({ description: 'The text as markdown, instead of `rich_text`' })
const Answer = Type.Union([CommentAnswer, Reference('comment')])

export const createComment = endpoint({
  method: 'POST',
  path: '/v1/comments',
  operationId: 'create-a-comment',
  tag: 'Comments',
  summary: 'Create a comment',
  description:
    'On a page, where all comments are one discussion; on a block, where each begins one; or, by `discussion_id`, as a reply.',
  auth: 'bearer',
  needs: ['insert_comments'],
  body: Type.Object(
    {
      parent: Type.Optional(CommentParentRequest),
      discussion_id: Type.Optional(Uuid('The discussion that this is a reply in')),
      rich_text: Type.Optional(RichTextItems),
      markdown: Type.Optional(Markdown),
      attachments: Type.Optional(AttachmentRequests),
      display_name: Type.Optional(DisplayNameRequest),
    },
    Exactly,
  ),
  response: Answer,
  source: 'Notion: reference/create-a-comment',
})

export const listComments = endpoint({
  method: 'GET',
  path: '/v1/comments',
  operationId: 'list-comments',
  tag: 'Comments',
  summary: 'List comments',
  description: 'Those of one page or block, oldest first.',
  auth: 'bearer',
  needs: ['read_comments'],
  query: Type.Object({
    block_id: Uuid('A page or a block'),
    start_cursor: Type.Optional(Uuid('The first comment of the page')),
    // Unlike other lists, this one refuses 0 (observed).
    page_size: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100, description: 'How many at most; 100 by default' }),
    ),
  }),
  response: ListOf('comment', CommentAnswer),
  source: 'Notion: reference/list-comments',
})

export const getComment = endpoint({
  method: 'GET',
  path: '/v1/comments/{comment_id}',
  operationId: 'retrieve-comment',
  tag: 'Comments',
  summary: 'Retrieve a comment',
  auth: 'bearer',
  needs: ['read_comments'],
  params,
  response: Answer,
  source: 'Notion: reference/retrieve-comment',
})

export const updateComment = endpoint({
  method: 'PATCH',
  path: '/v1/comments/{comment_id}',
  operationId: 'update-a-comment',
  tag: 'Comments',
  summary: 'Update a comment',
  description: 'One that the integration itself wrote.',
  auth: 'bearer',
  needs: ['insert_comments'],
  params,
  body: Type.Object(
    { rich_text: Type.Optional(RichTextItems), markdown: Type.Optional(Markdown) },
    Exactly,
  ),
  response: Answer,
  source: 'Notion: reference/update-a-comment',
})

export const deleteComment = endpoint({
  method: 'DELETE',
  path: '/v1/comments/{comment_id}',
  operationId: 'delete-a-comment',
  tag: 'Comments',
  summary: 'Delete a comment',
  description: 'One that the integration itself wrote. It does not come back.',
  auth: 'bearer',
  needs: ['insert_comments'],
  params,
  response: Answer,
  source: 'Notion: reference/delete-a-comment',
})
