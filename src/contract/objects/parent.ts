import { Type } from '@sinclair/typebox'
import { Exactly, Uuid } from '../schema.js'

const PageParent = Type.Object(
  { type: Type.Optional(Type.Literal('page_id')), page_id: Uuid('The page to stand in') },
  Exactly,
)

const DatabaseParent = Type.Object(
  {
    type: Type.Optional(Type.Literal('database_id')),
    database_id: Uuid('A database with one data source'),
  },
  Exactly,
)

const DataSourceParent = Type.Object(
  {
    type: Type.Optional(Type.Literal('data_source_id')),
    data_source_id: Uuid('The data source to be a row of'),
    database_id: Type.Optional(Uuid('Its database, as answers show it')),
  },
  Exactly,
)

const WorkspaceParent = Type.Object(
  { type: Type.Optional(Type.Literal('workspace')), workspace: Type.Literal(true) },
  Exactly,
)

/** Where a page is made. Contract §6.1. */
export const PageParentRequest = Type.Union([
  PageParent,
  DatabaseParent,
  DataSourceParent,
  WorkspaceParent,
])

/** Where a database is made or moved. */
export const DatabaseParentRequest = Type.Union([PageParent, WorkspaceParent])

/** Where a page is moved. */
export const MoveParentRequest = Type.Union([PageParent, DataSourceParent])

/** What something stands in, in an answer. */
export const Parent = Type.Union([
  Type.Object({ type: Type.Literal('page_id'), page_id: Uuid('A page') }),
  Type.Object({ type: Type.Literal('block_id'), block_id: Uuid('A block') }),
  Type.Object({
    type: Type.Literal('data_source_id'),
    data_source_id: Uuid('A data source'),
    database_id: Uuid('Its database'),
  }),
  Type.Object({ type: Type.Literal('workspace'), workspace: Type.Literal(true) }),
])
