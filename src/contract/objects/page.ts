import { type Static, Type } from '@sinclair/typebox'
import { Uuid } from '../schema.js'
import { CoverAnswer, IconAnswer } from './media.js'
import { Parent } from './parent.js'
import { RichTextAnswer, RichTextItems } from './rich-text.js'
import { UserReference } from './user.js'

/** A title as a client sends it: wrapped, or the bare texts. Contract §4.1. */
export const TitleRequest = Type.Union([
  Type.Object({
    id: Type.Optional(Type.String()),
    type: Type.Optional(Type.Literal('title')),
    title: RichTextItems,
  }),
  RichTextItems,
])

/** The properties of a page outside of a data source: by name or by id there is just its title. */
export const PropertiesRequest = Type.Record(Type.String(), TitleRequest)

export type PropertiesRequest = Static<typeof PropertiesRequest>

const TitleAnswer = Type.Object({
  id: Type.Literal('title'),
  type: Type.Literal('title'),
  title: RichTextAnswer,
})

/** A page in an answer, keys in the recorded order. Contract §6. */
export const PageAnswer = Type.Object({
  object: Type.Literal('page'),
  id: Uuid('The page'),
  created_time: Type.String(),
  last_edited_time: Type.String(),
  created_by: UserReference,
  last_edited_by: UserReference,
  cover: CoverAnswer,
  icon: IconAnswer,
  parent: Parent,
  in_trash: Type.Boolean(),
  is_archived: Type.Boolean(),
  is_locked: Type.Boolean(),
  properties: Type.Record(Type.String(), TitleAnswer),
  url: Type.String(),
  public_url: Type.Null(),
  archived: Type.Boolean(),
})

export type PageAnswer = Static<typeof PageAnswer>
