import type { Asking, Condition, DateOperator, Filter, TextOperator } from './filter.js'
import {
  BETWEEN,
  CUT,
  isKept,
  KEY_LENGTH,
  markedId,
  numberKeyOf,
  shortIdOf,
  wordsOf,
} from './keys.js'
import type { QueriedProperty } from './resolve.js'
import type { Sort } from './sort.js'
import { type Span, spanOf, spanOfPeriod } from './span.js'

/** What to ask of the keys of one property. */
export type KeyTest =
  | { readonly type: 'emptiness'; readonly isEmpty: boolean }
  /** The key is one of these; if negated, it is none of them, or empty. */
  | { readonly type: 'among'; readonly keys: readonly string[]; readonly isNegated: boolean }
  /** `from` is included, `until` is not. */
  | { readonly type: 'range'; readonly from?: string; readonly until?: string }
  /**
   * The words match one of these patterns of `like`, or were cut off and may hold whatever is looked for; if negated,
   * they match none.
   */
  | { readonly type: 'words'; readonly patterns: readonly string[]; readonly isNegated: boolean }
  | { readonly type: 'text'; readonly words: string }

/**
 * A question that a store answers from keys: every row that satisfies the filter satisfies it, too. `all` asks nothing,
 * `none` is satisfied by no row.
 */
export type Pushed =
  | { readonly type: 'all' | 'none' }
  | { readonly type: 'and' | 'or'; readonly parts: readonly Pushed[] }
  | { readonly type: 'test'; readonly propertyId: string; readonly test: KeyTest }
  | { readonly type: 'time'; readonly of: 'created' | 'edited'; readonly span: Partial<Span> }

/** A property as its keys are made from it. */
export type KeyedProperty = Pick<QueriedProperty, 'id' | 'type'> & {
  readonly options?: readonly { readonly id: string; readonly name: string }[] | undefined
}

/** By what keys a store sorts. `options`: ids in their order, for keys that are made of them. */
export type PushedSort =
  | {
      readonly type: 'key'
      readonly isDescending: boolean
      readonly propertyId: string
      readonly options?: { readonly ids: readonly string[]; readonly isList: boolean }
    }
  | { readonly type: 'created' | 'edited'; readonly isDescending: boolean }

const all: Pushed = { type: 'all' }
const none: Pushed = { type: 'none' }

/** Types whose values have keys. */
export const keyedTypes: ReadonlySet<string> = new Set([
  'title',
  'rich_text',
  'url',
  'email',
  'phone_number',
  'number',
  'unique_id',
  'checkbox',
  'select',
  'status',
  'multi_select',
  'date',
  'people',
  'files',
])

const times = { created_time: 'created', last_edited_time: 'edited' } as const

const isTime = (type: string): type is keyof typeof times => Object.hasOwn(times, type)

/** What a store is to ask for a filter; the filter decides about what it finds. */
export const pushedFilter = (
  schema: readonly KeyedProperty[],
  filter: Filter,
  asking: Asking,
): Pushed => {
  if ('filters' in filter) {
    const parts = filter.filters.map((inner) => pushedFilter(schema, inner, asking))
    return filter.type === 'and' ? allOf(parts) : anyOf(parts)
  }
  if (filter.type !== 'property') return ofTime(times[filter.type], filter.condition, asking)
  const property = schema.find(({ id }) => id === filter.propertyId)
  if (!property) return all
  if (isTime(property.type)) return ofTime(times[property.type], filter.condition, asking)
  if (!keyedTypes.has(property.type)) return all
  return pushedCondition(property, filter.condition, asking)
}

export const allOf = (parts: readonly Pushed[]): Pushed => {
  const asked = parts.filter(({ type }) => type !== 'all')
  if (asked.some(({ type }) => type === 'none')) return none
  if (asked.length === 0) return all
  return asked.length === 1 && asked[0] ? asked[0] : { type: 'and', parts: asked }
}

const anyOf = (parts: readonly Pushed[]): Pushed => {
  if (parts.length === 0 || parts.some(({ type }) => type === 'all')) return all
  const asked = parts.filter(({ type }) => type !== 'none')
  if (asked.length === 0) return none
  return asked.length === 1 && asked[0] ? asked[0] : { type: 'or', parts: asked }
}

const ofTime = (of: 'created' | 'edited', condition: Condition, asking: Asking): Pushed => {
  if (condition.kind !== 'date') return all
  return { type: 'time', of, span: rangeOf(condition, asking.now) }
}

type DateCondition = Extract<Condition, { kind: 'date' }>

const rangeOf = (condition: DateCondition, now: number): Partial<Span> => {
  const span =
    condition.operator === 'within'
      ? spanOfPeriod(condition.period, now)
      : spanOf(condition.moment, now)
  const { from, until } = span
  const ranges: Record<DateOperator | 'within', Partial<Span>> = {
    within: span,
    equals: span,
    before: { until: from },
    after: { from: until },
    on_or_before: { until },
    on_or_after: { from },
  }
  return ranges[condition.operator]
}

const pushedCondition = (property: KeyedProperty, condition: Condition, asking: Asking): Pushed => {
  const { id: propertyId, type } = property
  const test = (asked: KeyTest): Pushed => ({ type: 'test', propertyId, test: asked })
  switch (condition.kind) {
    case 'emptiness':
      return test({ type: 'emptiness', isEmpty: condition.isEmpty })
    case 'text':
      return textTest(condition, test)
    case 'number':
      return numberTest(condition, test)
    case 'checkbox': {
      const isChecked = condition.checked === (condition.operator === 'equals')
      return test({ type: 'among', keys: [isChecked ? '1' : '0'], isNegated: false })
    }
    case 'option': {
      const ids = condition.names.flatMap(
        (name) => property.options?.find((option) => option.name === name)?.id ?? [],
      )
      const isNegated =
        condition.operator === 'does_not_equal' || condition.operator === 'does_not_contain'
      if (ids.length === 0) return isNegated ? all : none
      if (type === 'multi_select') return idsTest(ids, isNegated, test)
      return test({ type: 'among', keys: ids, isNegated })
    }
    case 'date': {
      const { from, until } = rangeOf(condition, asking.now)
      return test({
        type: 'range',
        ...(from !== undefined && { from: numberKeyOf(from) }),
        ...(until !== undefined && { until: numberKeyOf(until) }),
      })
    }
    case 'people': {
      const id = condition.id === 'me' ? asking.me : condition.id
      const isNegated = condition.operator === 'does_not_contain'
      if (id === undefined) return isNegated ? all : none
      return idsTest([id], isNegated, test)
    }
    default:
      return all
  }
}

const literal = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&')

const idsTest = (
  ids: readonly string[],
  isNegated: boolean,
  test: (asked: KeyTest) => Pushed,
): Pushed => {
  const patterns = ids.map((id) => `%${literal(BETWEEN + markedId(id) + BETWEEN)}%`)
  return test({ type: 'words', patterns, isNegated })
}

const textTest = (
  { operator, text }: { readonly operator: TextOperator; readonly text: string },
  test: (asked: KeyTest) => Pushed,
): Pushed => {
  const folded = text.toLowerCase()
  const isNegated = operator === 'does_not_equal' || operator === 'does_not_contain'
  if (!isKept(folded)) return all
  if (text === '') {
    if (operator === 'equals') return test({ type: 'emptiness', isEmpty: true })
    return operator === 'does_not_equal' ? test({ type: 'emptiness', isEmpty: false }) : all
  }
  const words = wordsOf(folded)
  const isLong = words.startsWith(CUT)
  if (isLong && operator !== 'equals') {
    return isNegated ? all : test({ type: 'words', patterns: [], isNegated: false })
  }
  const matching = (pattern: string) => test({ type: 'words', patterns: [pattern], isNegated })
  switch (operator) {
    case 'equals':
      return test({ type: 'text', words })
    case 'does_not_equal':
      return matching(literal(words))
    case 'contains':
    case 'does_not_contain':
      return matching(`%${literal(words)}%`)
    case 'starts_with':
      return matching(`${literal(words)}%`)
    case 'ends_with':
      return matching(`%${literal(words)}`)
  }
}

/** The next key after one of 16 digits. */
const after = (key: string): string => `${key}~`

const numberTest = (
  { operator, number }: Extract<Condition, { kind: 'number' }>,
  test: (asked: KeyTest) => Pushed,
): Pushed => {
  const key = numberKeyOf(number)
  switch (operator) {
    case 'equals':
      return test({ type: 'among', keys: [key], isNegated: false })
    case 'does_not_equal':
      return test({ type: 'among', keys: [key], isNegated: true })
    case 'greater_than':
      return test({ type: 'range', from: after(key) })
    case 'greater_than_or_equal_to':
      return test({ type: 'range', from: key })
    case 'less_than':
      return test({ type: 'range', until: key })
    case 'less_than_or_equal_to':
      return test({ type: 'range', until: after(key) })
  }
}

/** The sorts as a store makes them; undefined: one of them goes by what has no keys. */
export const pushedSorts = (
  schema: readonly KeyedProperty[],
  sorts: readonly Sort[],
): PushedSort[] | undefined => {
  const pushed = sorts.map((sort): PushedSort | undefined => {
    const isDescending = sort.direction === 'descending'
    if (sort.type !== 'property') return { type: times[sort.type], isDescending }
    const { propertyId } = sort
    const property = schema.find(({ id }) => id === propertyId)
    if (!property) return undefined
    const { type } = property
    if (isTime(type)) return { type: times[type], isDescending }
    if (!keyedTypes.has(type)) return undefined
    if (type !== 'select' && type !== 'status' && type !== 'multi_select') {
      return { type: 'key', propertyId, isDescending }
    }
    const isList = type === 'multi_select'
    const ids = (property.options ?? []).map(({ id }) => (isList ? shortIdOf(id) : id))
    if (isList && new Set(ids).size < ids.length) return undefined
    const options = { ids, isList }
    return { type: 'key', propertyId, isDescending, options }
  })
  return pushed.every((sort) => sort !== undefined) ? (pushed as PushedSort[]) : undefined
}

/** Whether a key of a list of options may have been cut, so that others have the same. */
export const isFullKey = (key: string): boolean => key.length >= KEY_LENGTH
