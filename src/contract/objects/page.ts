import { type Static, Type } from '@sinclair/typebox'
import { Uuid } from '../schema.js'
import { CoverAnswer, IconAnswer } from './media.js'
import { Parent } from './parent.js'
import { ValueAnswer } from './properties.js'
import { UserReference } from './user.js'

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
  properties: Type.Record(Type.String(), ValueAnswer),
  url: Type.String(),
  public_url: Type.Null(),
  archived: Type.Boolean(),
})

export type PageAnswer = Static<typeof PageAnswer>

/** `filter_properties`: one id or several. */
export const FilterProperties = Type.Union(
  [Type.String(), Type.Array(Type.String(), { maxItems: 100 })],
  {
    description: 'Ids or names of properties; only these are shown',
  },
)
