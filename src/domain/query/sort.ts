import { instantOf, isEmpty, isList, type Row, settledOf, type Value } from './values.js'

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

/**
 * Compares two rows: earlier sorts win, empty values come last in either direction. Rows that no sort tells apart, and
 * all rows where there is no sort, stand newest first (observed); then by id, so that any two rows have one order.
 */
export const orderOf =
  (sorts: readonly Sort[]) =>
  (one: Row, other: Row): number => {
    for (const sort of sorts) {
      const order = compared(sort, one, other)
      if (order !== 0) return order
    }
    return other.createdAt - one.createdAt || ordered(other.id, one.id)
  }

const compared = (sort: Sort, one: Row, other: Row): number => {
  const sign = sort.direction === 'ascending' ? 1 : -1
  if (sort.type !== 'property') {
    const at = sort.type === 'created_time' ? 'createdAt' : 'editedAt'
    return sign * (one[at] - other[at])
  }
  const a = one.values.get(sort.propertyId)
  const b = other.values.get(sort.propertyId)
  if (isEmpty(a) || isEmpty(b)) return Number(isEmpty(a)) - Number(isEmpty(b))
  return sign * comparedValues(sort.options, settledOf(a), settledOf(b))
}

type Settled = Value | readonly Value[] | undefined

const comparedValues = (options: readonly string[], one: Settled, other: Settled): number => {
  if (one === undefined || other === undefined) return 0
  if (isList(one) && isList(other)) {
    return inTurn(one, other, (a, b) => comparedValues(options, settledOf(a), settledOf(b)))
  }
  if (isList(one) || isList(other)) return Number(isList(one)) - Number(isList(other))
  if (one.type === 'text' && other.type === 'text') return collator.compare(one.text, other.text)
  if (one.type === 'number' && other.type === 'number') {
    return (one.number ?? 0) - (other.number ?? 0)
  }
  if (one.type === 'checkbox' && other.type === 'checkbox') {
    return Number(one.checked) - Number(other.checked)
  }
  const instants = [instantOf(one), instantOf(other)] as const
  if (instants[0] !== undefined && instants[1] !== undefined) return instants[0] - instants[1]
  if (one.type !== other.type) return ordered(one.type, other.type)
  const by = one.type === 'option' || one.type === 'options' ? byPlaceIn(options) : byText
  return inTurn(textsOf(one), textsOf(other), by)
}

/** Numbers within a text sort as numbers (observed); letters in either case are the same. */
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'accent' })

const byText = (one: string, other: string): number => collator.compare(one, other)

/** Options sort as their property lists them; those that it has lost come last. */
const byPlaceIn = (options: readonly string[]) => {
  const placeOf = (name: string) => (options.includes(name) ? options.indexOf(name) : Infinity)
  return (one: string, other: string): number => {
    const [a, b] = [placeOf(one), placeOf(other)]
    return a === b ? byText(one, other) : a - b
  }
}

const textsOf = (value: Value): readonly string[] => {
  switch (value.type) {
    case 'option':
      return value.name === null ? [] : [value.name]
    case 'options':
    case 'files':
      return value.names
    case 'people':
    case 'relation':
      return value.ids
    case 'verification':
      return value.state === null ? [] : [value.state]
    default:
      return []
  }
}

/** The first difference decides; what ends first comes first. */
const inTurn = <T>(
  some: readonly T[],
  others: readonly T[],
  compare: (one: T, other: T) => number,
): number => {
  for (const [index, one] of some.entries()) {
    const other = others[index]
    if (other === undefined) return 1
    const order = compare(one, other)
    if (order !== 0) return order
  }
  return some.length - others.length
}

const ordered = (one: string, other: string): number => Number(one > other) - Number(one < other)
