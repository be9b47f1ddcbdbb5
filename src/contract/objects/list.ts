import { type TObject, type TSchema, Type } from '@sinclair/typebox'
import { Nullable } from '../schema.js'

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

/** `page_size`: 1 to 100, 100 by default; 0 acts as the default (contract §4.1). */
export const PageSize = Type.Integer({
  minimum: 0,
  maximum: 100,
  description: 'How many items at most; 100 by default',
})
