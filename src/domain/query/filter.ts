import type { RelativePeriod, Timestamp } from '../../contract/objects/query.js'
import { type Moment, type Span, spanOf, spanOfPeriod } from './span.js'
import { instantOf, isEmpty, isList, type Row, settledOf, type Value } from './values.js'

/** What to ask of rows: plain facts, for {@link evaluate} or for a store. A group of none asks nothing. */
export type Filter =
  | { readonly type: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly type: 'property'; readonly propertyId: string; readonly condition: Condition }
  | { readonly type: Timestamp; readonly condition: Condition }

export type TextOperator =
  | 'equals'
  | 'does_not_equal'
  | 'contains'
  | 'does_not_contain'
  | 'starts_with'
  | 'ends_with'

export type NumberOperator =
  | 'equals'
  | 'does_not_equal'
  | 'greater_than'
  | 'less_than'
  | 'greater_than_or_equal_to'
  | 'less_than_or_equal_to'

export type DateOperator = 'equals' | 'before' | 'after' | 'on_or_before' | 'on_or_after'

/** What a condition looks at. A value of another kind, as a formula may give one, counts as empty. */
export type Kind =
  | 'text'
  | 'number'
  | 'checkbox'
  | 'option'
  | 'date'
  | 'people'
  | 'relation'
  | 'files'

/**
 * What to ask of one value. Of several `names` one is enough, and a negative operator wants none of them.
 * `me` is the person that the query is made for.
 */
export type Condition =
  | { readonly kind: 'emptiness'; readonly of: Kind; readonly isEmpty: boolean }
  | { readonly kind: 'text'; readonly operator: TextOperator; readonly text: string }
  | { readonly kind: 'number'; readonly operator: NumberOperator; readonly number: number }
  | {
      readonly kind: 'checkbox'
      readonly operator: 'equals' | 'does_not_equal'
      readonly checked: boolean
    }
  | {
      readonly kind: 'option'
      readonly operator: 'equals' | 'does_not_equal' | 'contains' | 'does_not_contain'
      readonly names: readonly string[]
    }
  | { readonly kind: 'date'; readonly operator: DateOperator; readonly moment: Moment }
  | { readonly kind: 'date'; readonly operator: 'within'; readonly period: RelativePeriod }
  | {
      readonly kind: 'people' | 'relation'
      readonly operator: 'contains' | 'does_not_contain'
      readonly id: string | 'me'
    }
  | {
      readonly kind: 'verification'
      readonly operator: 'status' | 'does_not_equal'
      readonly state: 'verified' | 'expired' | 'none'
    }
  | {
      readonly kind: 'items'
      readonly quantifier: 'any' | 'every' | 'none'
      readonly condition: Condition
    }

/** What an answer depends on besides the row: milliseconds, and the id of the person that `me` stands for. */
export type Asking = { readonly now: number; readonly me?: string | undefined }

/** The properties that a filter asks about. */
export const propertiesIn = (filter: Filter): readonly string[] => {
  switch (filter.type) {
    case 'and':
    case 'or':
      return filter.filters.flatMap(propertiesIn)
    case 'property':
      return [filter.propertyId]
    default:
      return []
  }
}

/** Does the row satisfy the filter? Contract §9. */
export const evaluate = (filter: Filter, row: Row, asking: Asking): boolean => {
  switch (filter.type) {
    case 'and':
      return filter.filters.every((inner) => evaluate(inner, row, asking))
    case 'or':
      return (
        filter.filters.length === 0 || filter.filters.some((inner) => evaluate(inner, row, asking))
      )
    case 'property':
      return holds(filter.condition, row.values.get(filter.propertyId), asking)
    case 'created_time':
      return holds(filter.condition, { type: 'time', at: row.createdAt }, asking)
    case 'last_edited_time':
      return holds(filter.condition, { type: 'time', at: row.editedAt }, asking)
  }
}

const holds = (condition: Condition, value: Value | undefined, asking: Asking): boolean => {
  const settled = settledOf(value)
  if (condition.kind === 'items') return holdsOfItems(condition, settled, asking)
  const one = settled === undefined || isList(settled) ? undefined : settled
  if (condition.kind === 'verification') {
    const state = one?.type === 'verification' ? stateOf(one, asking.now) : 'none'
    return (condition.state === state) === (condition.operator === 'status')
  }
  if (condition.kind === 'emptiness') {
    return isEmpty(isOfKind(condition.of, one) ? one : undefined) === condition.isEmpty
  }
  const known = isOfKind(condition.kind, one) ? one : undefined
  switch (condition.kind) {
    case 'text':
      return holdsOfText(condition, known?.type === 'text' ? known.text : '')
    case 'number':
      return holdsOfNumber(condition, known?.type === 'number' ? known.number : null)
    case 'checkbox': {
      const isChecked = known?.type === 'checkbox' && known.checked
      return (isChecked === condition.checked) === (condition.operator === 'equals')
    }
    case 'option': {
      const names = namesIn(known)
      const isAmong = condition.names.some((name) => names.includes(name))
      return isAmong === (condition.operator === 'equals' || condition.operator === 'contains')
    }
    case 'date':
      return holdsOfDate(condition, instantOf(known), asking.now)
    case 'people':
    case 'relation': {
      const id = condition.id === 'me' ? asking.me : condition.id
      const ids = known?.type === 'people' || known?.type === 'relation' ? known.ids : []
      const isThere = id !== undefined && ids.includes(id)
      return isThere === (condition.operator === 'contains')
    }
  }
}

/** What is verified expires by itself. */
const stateOf = (
  { state, until }: Extract<Value, { type: 'verification' }>,
  now: number,
): 'verified' | 'expired' | 'none' => {
  if (state === null || state === 'unverified') return 'none'
  return until !== undefined && until <= now ? 'expired' : state
}

const isOfKind = (kind: Kind, value: Value | undefined): boolean => {
  switch (kind) {
    case 'option':
      return value?.type === 'option' || value?.type === 'options'
    case 'date':
      return value?.type === 'date' || value?.type === 'time'
    default:
      return value?.type === kind
  }
}

const namesIn = (value: Value | undefined): readonly string[] => {
  if (value?.type === 'options') return value.names
  return value?.type === 'option' && value.name !== null ? [value.name] : []
}

/** Of no items, nothing holds for every one (observed). An aggregate is its own only item. */
const holdsOfItems = (
  { quantifier, condition }: Extract<Condition, { kind: 'items' }>,
  settled: Value | readonly Value[] | undefined,
  asking: Asking,
): boolean => {
  const one = settled === undefined || isList(settled) || isEmpty(settled) ? [] : [settled]
  const items = settled !== undefined && isList(settled) ? settled : one
  const isFine = (item: Value) => holds(condition, item, asking)
  switch (quantifier) {
    case 'any':
      return items.some(isFine)
    case 'every':
      return items.length > 0 && items.every(isFine)
    case 'none':
      return !items.some(isFine)
  }
}

/** Letters match in either case. What is empty differs from every text and contains none. */
const holdsOfText = (
  { operator, text }: { readonly operator: TextOperator; readonly text: string },
  value: string,
): boolean => {
  const wanted = text.toLowerCase()
  const found = value.toLowerCase()
  switch (operator) {
    case 'equals':
      return found === wanted
    case 'does_not_equal':
      return found !== wanted
    case 'contains':
      return found.includes(wanted)
    case 'does_not_contain':
      return !found.includes(wanted)
    case 'starts_with':
      return found.startsWith(wanted)
    case 'ends_with':
      return found.endsWith(wanted)
  }
}

const holdsOfNumber = (
  { operator, number }: { readonly operator: NumberOperator; readonly number: number },
  value: number | null,
): boolean => {
  if (value === null) return operator === 'does_not_equal'
  switch (operator) {
    case 'equals':
      return value === number
    case 'does_not_equal':
      return value !== number
    case 'greater_than':
      return value > number
    case 'less_than':
      return value < number
    case 'greater_than_or_equal_to':
      return value >= number
    case 'less_than_or_equal_to':
      return value <= number
  }
}

type DateCondition = Extract<Condition, { kind: 'date'; operator: DateOperator | 'within' }>

const holdsOfDate = (condition: DateCondition, at: number | undefined, now: number): boolean => {
  if (at === undefined) return false
  const { operator } = condition
  const span: Span =
    operator === 'within' ? spanOfPeriod(condition.period, now) : spanOf(condition.moment, now)
  switch (operator) {
    case 'within':
    case 'equals':
      return span.from <= at && at < span.until
    case 'before':
      return at < span.from
    case 'after':
      return at >= span.until
    case 'on_or_before':
      return at < span.until
    case 'on_or_after':
      return at >= span.from
  }
}
