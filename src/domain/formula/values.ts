import { FormulaLimit } from './fault.js'

/** A time or a range, in milliseconds; `offset` is how many minutes its clock is ahead of UTC. */
export type Time = {
  readonly start: number
  readonly end: number | null
  readonly hasTime: boolean
  readonly offset: number
}

export type PageRef = { readonly page: string; readonly dataSourceId: string }
export type PersonRef = { readonly person: string }

/** What a formula works with; null is empty. */
export type FormulaValue =
  | null
  | number
  | string
  | boolean
  | Time
  | PageRef
  | PersonRef
  | readonly FormulaValue[]

export const isList = (value: FormulaValue): value is readonly FormulaValue[] =>
  Array.isArray(value)

export const isTime = (value: FormulaValue): value is Time =>
  typeof value === 'object' && value !== null && 'hasTime' in value

export const isPage = (value: FormulaValue): value is PageRef =>
  typeof value === 'object' && value !== null && 'page' in value

export const isPerson = (value: FormulaValue): value is PersonRef =>
  typeof value === 'object' && value !== null && 'person' in value

/** Has it nothing in it? As the service has it, 0 and false are empty, too. */
export const isEmptyValue = (value: FormulaValue): boolean =>
  value === null ||
  value === '' ||
  value === 0 ||
  value === false ||
  (isList(value) && value.length === 0)

/** The longest text, and the longest list, that a formula may make. */
export const MAX_LENGTH = 100_000

/** Errors: {@link FormulaLimit}. */
export const bounded = <T extends string | readonly FormulaValue[]>(value: T): T => {
  if (value.length > MAX_LENGTH) throw new FormulaLimit('a value is too long')
  return value
}

/** What a value is compared by, the same for equal ones. */
export const keyOf = (value: FormulaValue): string => {
  if (isTime(value)) return `date ${value.start} ${value.end}`
  if (isPage(value)) return `page ${value.page}`
  if (isPerson(value)) return `person ${value.person}`
  if (isList(value)) return `[${value.map(keyOf).join(',')}]`
  return `${typeof value} ${JSON.stringify(value)}`
}

const rankOf = (value: FormulaValue): number => {
  if (value === null) return 5
  if (typeof value === 'number') return 0
  if (typeof value === 'boolean') return 1
  if (isTime(value)) return 2
  return typeof value === 'string' ? 3 : 4
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'variant' })

/** The order of two values: numbers, dates and texts by what they are, empty ones last. */
export const compareValues = (one: FormulaValue, other: FormulaValue): number => {
  if (typeof one === 'number' && typeof other === 'number') return one - other
  if (typeof one === 'boolean' && typeof other === 'boolean') return Number(one) - Number(other)
  if (isTime(one) && isTime(other)) return one.start - other.start
  if (typeof one === 'string' && typeof other === 'string') return collator.compare(one, other)
  return rankOf(one) - rankOf(other)
}
