import { type Static, Type } from '@sinclair/typebox'
import { Nullable, Uuid } from '../schema.js'
import { CoverAnswer, IconAnswer } from './media.js'
import { Parent } from './parent.js'
import { PropertyAnswer } from './properties.js'
import { RichTextAnswer } from './rich-text.js'
import { UserReference } from './user.js'

/** A database in an answer, keys in the recorded order. Contract §6. */
export const DatabaseAnswer = Type.Object({
  object: Type.Literal('database'),
  id: Uuid('The database'),
  title: RichTextAnswer,
  description: RichTextAnswer,
  parent: Parent,
  is_inline: Type.Boolean(),
  in_trash: Type.Boolean(),
  is_locked: Type.Boolean(),
  created_time: Type.String(),
  last_edited_time: Type.String(),
  data_sources: Type.Array(Type.Object({ id: Uuid('A data source'), name: Type.String() })),
  icon: IconAnswer,
  cover: CoverAnswer,
  url: Type.String(),
  public_url: Type.Null(),
  archived: Type.Boolean(),
})

export type DatabaseAnswer = Static<typeof DatabaseAnswer>

/** A data source in an answer, keys in the recorded order. Contract §6. */
export const DataSourceAnswer = Type.Object({
  object: Type.Literal('data_source'),
  id: Uuid('The data source'),
  cover: CoverAnswer,
  icon: IconAnswer,
  created_time: Type.String(),
  created_by: UserReference,
  last_edited_by: UserReference,
  last_edited_time: Type.String(),
  title: RichTextAnswer,
  description: RichTextAnswer,
  is_inline: Type.Boolean(),
  properties: Type.Record(Type.String(), PropertyAnswer),
  parent: Type.Object({
    type: Type.Literal('database_id'),
    database_id: Uuid('The database that holds it'),
  }),
  database_parent: Parent,
  url: Type.String(),
  public_url: Nullable(Type.String()),
  in_trash: Type.Boolean(),
  archived: Type.Boolean(),
})

export type DataSourceAnswer = Static<typeof DataSourceAnswer>
