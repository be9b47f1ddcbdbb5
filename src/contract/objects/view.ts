import { type Static, Type } from '@sinclair/typebox'
import { Nullable, Uuid } from '../schema.js'
import type { FilterRequest, SortRequest } from './query.js'
import { OneOf } from './rich-text.js'
import { UserReference } from './user.js'

/** What a view can look like. Contract §2. */
export const viewTypes = [
  'table',
  'board',
  'list',
  'calendar',
  'timeline',
  'gallery',
  'form',
  'chart',
  'map',
  'dashboard',
] as const

export type ViewType = (typeof viewTypes)[number]

type Json = Readonly<Record<string, unknown>>

const DatabaseParent = Type.Object({
  type: Type.Literal('database_id'),
  database_id: Uuid('The database that it stands in'),
})

/** All that is told of a view that is gone, or to a token that may not read. */
export const ViewReference = Type.Object({
  object: Type.Literal('view'),
  id: Uuid('The view'),
  parent: DatabaseParent,
  type: OneOf(viewTypes),
})

/** A view in an answer. Notion: reference/view. */
export const ViewAnswer = Type.Object({
  object: Type.Literal('view'),
  id: Uuid('The view'),
  parent: DatabaseParent,
  data_source_id: Uuid('What it shows'),
  name: Type.String(),
  type: OneOf(viewTypes),
  created_time: Type.String(),
  created_by: UserReference,
  last_edited_time: Type.String(),
  last_edited_by: UserReference,
  url: Type.String(),
  filter: Nullable(Type.Unsafe<FilterRequest>(Type.Object({}))),
  sorts: Nullable(Type.Array(Type.Unsafe<SortRequest>(Type.Object({})))),
  quick_filters: Nullable(Type.Unsafe<Json>(Type.Object({}))),
  configuration: Type.Unsafe<Json>(Type.Object({ type: OneOf(viewTypes) })),
})

export type ViewAnswer = Static<typeof ViewAnswer>
