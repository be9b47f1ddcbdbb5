import { numberKeyOf, sortKeyOf } from './keys.js'
import type { Row } from './values.js'

/** One order of rows: plain facts, for {@link orderOf} or for a store. */
export type Sort = { readonly direction: 'ascending' | 'descending' } & (
  | {
      readonly type: 'property'
      readonly propertyId: string
      /** The names of the property's options, in the order that they sort by. */
      readonly options: readonly string[]
    }
  | { readonly type: 'created_time' | 'last_edited_time' }
)

/** Where a row stands in an order: a key for every sort, null where it is empty; then when it was made, and its id. */
export type Place = {
  readonly keys: readonly (string | null)[]
  readonly createdAt: number
  readonly id: string
}

export const placeOf =
  (sorts: readonly Sort[]) =>
  ({ id, createdAt, editedAt, values }: Row): Place => ({
    keys: sorts.map((sort) => {
      if (sort.type === 'property') return sortKeyOf(values.get(sort.propertyId), sort.options)
      return numberKeyOf(sort.type === 'created_time' ? createdAt : editedAt)
    }),
    createdAt,
    id,
  })

/**
 * Compares two places: earlier sorts win, empty values come last in either direction. Rows that no sort tells apart, and
 * all rows where there is no sort, stand newest first (observed); then by id, so that any two rows have one order.
 */
export const orderOfPlaces =
  (sorts: readonly Sort[]) =>
  (one: Place, other: Place): number => {
    for (const [index, { direction }] of sorts.entries()) {
      const order = compared(one.keys[index] ?? null, other.keys[index] ?? null, direction)
      if (order !== 0) return order
    }
    return other.createdAt - one.createdAt || ordered(other.id, one.id)
  }

/** Compares two rows by their places. */
export const orderOf = (sorts: readonly Sort[]) => {
  const place = placeOf(sorts)
  const order = orderOfPlaces(sorts)
  return (one: Row, other: Row): number => order(place(one), place(other))
}

const compared = (
  one: string | null,
  other: string | null,
  direction: Sort['direction'],
): number => {
  if (one === null || other === null) return Number(one === null) - Number(other === null)
  return direction === 'ascending' ? ordered(one, other) : ordered(other, one)
}

const ordered = (one: string, other: string): number => Number(one > other) - Number(one < other)
