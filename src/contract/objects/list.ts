import { type TObject, type TSchema, Type } from '@sinclair/typebox'
import { Nullable } from '../schema.js'

/** That a list ends before its end. Contract §4.3. */
const RequestStatus = Type.Object({
  type: Type.Literal('incomplete'),
  incomplete_reason: Type.Literal('query_result_limit_reached'),
})

/** The envelope of every paginated answer, keys in the recorded order (contract §5). */
export const ListOf = <T extends TSchema, Kind extends string>(kind: Kind, item: T) =>
  Type.Object({
    object: Type.Literal('list'),
    results: Type.Array(item),
    next_cursor: Nullable(Type.String()),
    has_more: Type.Boolean(),
    type: Type.Literal(kind),
    // Left to itself, a computed key widens the type of all others.
    ...({ [kind]: Type.Object({}) } as { [K in Kind]: TObject }),
  })

/** The same of pages and data sources, of which there may be too many to come to the end. */
export const FoundList = <T extends TSchema>(item: T) =>
  Type.Object({
    object: Type.Literal('list'),
    results: Type.Array(item),
    next_cursor: Nullable(Type.String()),
    has_more: Type.Boolean(),
    type: Type.Literal('page_or_data_source'),
    page_or_data_source: Type.Object({}),
    request_status: Type.Optional(RequestStatus),
  })

/** `page_size`: 1 to 100, 100 by default; 0 acts as the default (contract §4.1). */
export const PageSize = Type.Integer({
  minimum: 0,
  maximum: 100,
  description: 'How many items at most; 100 by default',
})
