import { type Static, Type } from '@sinclair/typebox'
import { Exactly, Nullable, Uuid } from '../schema.js'
import { OneOf, RichTextAnswer } from './rich-text.js'
import { UserReference } from './user.js'

/** Where a new discussion begins. Contract §6.1. */
export const CommentParentRequest = Type.Union([
  Type.Object({ type: Type.Optional(Type.Literal('page_id')), page_id: Uuid('A page') }, Exactly),
  Type.Object(
    { type: Type.Optional(Type.Literal('block_id')), block_id: Uuid('A block') },
    Exactly,
  ),
])

/** Under which name a comment appears: that of the integration unless it says. */
export const DisplayNameRequest = Type.Union([
  Type.Object({ type: Type.Literal('integration') }, Exactly),
  Type.Object({ type: Type.Literal('user') }, Exactly),
  Type.Object(
    {
      type: Type.Literal('custom'),
      custom: Type.Object({ name: Type.String({ minLength: 1, maxLength: 2000 }) }, Exactly),
    },
    Exactly,
  ),
])

/** Up to three files. */
export const AttachmentRequests = Type.Array(
  Type.Object(
    {
      file_upload_id: Uuid('A file upload'),
      type: Type.Optional(Type.Literal('file_upload')),
    },
    Exactly,
  ),
  { maxItems: 3 },
)

/** What kind of file is attached. */
export const attachmentCategories = ['audio', 'image', 'pdf', 'productivity', 'video'] as const

export type DisplayNameRequest = Static<typeof DisplayNameRequest>

/** A comment in an answer, keys in the recorded order. Contract §6. */
export const CommentAnswer = Type.Object({
  object: Type.Literal('comment'),
  id: Uuid('The comment'),
  parent: Type.Union([
    Type.Object({ type: Type.Literal('page_id'), page_id: Uuid('A page') }),
    Type.Object({ type: Type.Literal('block_id'), block_id: Uuid('A block') }),
  ]),
  discussion_id: Uuid('The discussion: a reply names it'),
  created_time: Type.String(),
  last_edited_time: Type.String(),
  created_by: UserReference,
  rich_text: RichTextAnswer,
  display_name: Type.Object({
    type: OneOf(['integration', 'user', 'custom']),
    resolved_name: Nullable(Type.String()),
  }),
  attachments: Type.Optional(
    Type.Array(
      Type.Object({
        category: OneOf(attachmentCategories),
        file: Type.Object({ url: Type.String(), expiry_time: Type.String() }),
      }),
    ),
  ),
})

export type CommentAnswer = Static<typeof CommentAnswer>
