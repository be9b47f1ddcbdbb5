import { ApiError } from '../../contract/errors.js'
import {
  type ConditionRequest,
  type FilterKey,
  type FilterRequest,
  filterKeys,
  type RelativePeriod,
  relativePeriods,
  type SortRequest,
} from '../../contract/objects/query.js'
import { dashed } from '../../lib/uuid.js'
import type {
  Condition,
  DateOperator,
  Filter,
  Kind,
  NumberOperator,
  TextOperator,
} from './filter.js'
import type { Sort } from './sort.js'
import { type Moment, momentFrom } from './span.js'

/** A property as a query needs to know it: its plain id, and the options it lists, in their order. */
export type QueriedProperty = {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly options?: readonly { readonly name: string }[] | undefined
}

const invalid = (text: string): ApiError => new ApiError('validation_error', text)

/**
 * Reads the filter of a query; the edge has checked its shape. Errors: `validation_error` where the schema has no such
 * property, or one of another type. Contract §4.1.
 */
export const resolveFilter = (
  schema: readonly QueriedProperty[],
  request: FilterRequest,
): Filter => {
  if ('and' in request) return { type: 'and', filters: resolved(schema, request.and) }
  if ('or' in request) return { type: 'or', filters: resolved(schema, request.or) }
  if ('timestamp' in request) {
    const { timestamp } = request
    return { type: timestamp, condition: conditionFrom(timestamp, request[timestamp] ?? {}) }
  }
  const key = filterKeys.find((one) => request[one] !== undefined) as FilterKey
  const property = meant(schema, request.property)
  if (!property) {
    throw invalid(`Could not find property with name or id: ${request.property}`)
  }
  const { id, type } = property
  if (type !== key && alsoFits[type] !== key) {
    throw invalid(
      `The property type in the database does not match the property type of the filter provided: database property ${type} does not match filter ${key}`,
    )
  }
  return { type: 'property', propertyId: id, condition: conditionFrom(key, request[key] ?? {}) }
}

const resolved = (schema: readonly QueriedProperty[], requests: readonly FilterRequest[]) =>
  requests.map((request) => resolveFilter(schema, request))

/**
 * Reads the sorts of a query; the edge has checked their shape. Errors: `validation_error` where the schema has no such
 * property. Contract §4.1.
 */
export const resolveSorts = (
  schema: readonly QueriedProperty[],
  requests: readonly SortRequest[],
): Sort[] =>
  requests.map((request) => {
    const { direction } = request
    if ('timestamp' in request) return { type: request.timestamp, direction }
    const property = meant(schema, request.property)
    if (!property) {
      throw invalid(`Could not find sort property with name or id: ${request.property}`)
    }
    const options = (property.options ?? []).map(({ name }) => name)
    return { type: 'property', propertyId: property.id, options, direction }
  })

/** By name, else by id, as it is or percent-encoded. Contract §8.1. */
const meant = (schema: readonly QueriedProperty[], given: string): QueriedProperty | undefined => {
  const plain = decoded(given)
  return (
    schema.find(({ name }) => name === given) ??
    schema.find(({ id }) => id === given) ??
    schema.find(({ id }) => id === plain)
  )
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Beside its own key: `rich_text` for the texts (observed), and what is documented of dates and people. */
const alsoFits: Readonly<Record<string, FilterKey>> = {
  title: 'rich_text',
  url: 'rich_text',
  email: 'rich_text',
  phone_number: 'rich_text',
  created_time: 'date',
  last_edited_time: 'date',
  created_by: 'people',
  last_edited_by: 'people',
}

const conditionFrom = (key: FilterKey | 'string', request: ConditionRequest): Condition => {
  const [operator = '', operand] = Object.entries(request)[0] ?? []
  switch (key) {
    case 'formula':
      return conditionFrom(operator as FilterKey | 'string', operand as ConditionRequest)
    case 'rollup':
      return rollupConditionFrom(operator, operand as ConditionRequest)
    case 'verification':
      return {
        kind: 'verification',
        operator: operator as 'status' | 'does_not_equal',
        state: operand as 'verified' | 'expired' | 'none',
      }
    default:
      return plainConditionFrom(kindOf[key], operator, operand)
  }
}

const rollupConditionFrom = (operator: string, operand: ConditionRequest): Condition => {
  if (operator === 'date' || operator === 'number') return conditionFrom(operator, operand)
  const [key = '', inner] = Object.entries(operand)[0] ?? []
  return {
    kind: 'items',
    quantifier: operator as 'any' | 'every' | 'none',
    condition: conditionFrom(key as FilterKey, inner as ConditionRequest),
  }
}

const kindOf = {
  string: 'text',
  title: 'text',
  rich_text: 'text',
  url: 'text',
  email: 'text',
  phone_number: 'text',
  number: 'number',
  unique_id: 'number',
  checkbox: 'checkbox',
  select: 'option',
  multi_select: 'option',
  status: 'option',
  date: 'date',
  created_time: 'date',
  last_edited_time: 'date',
  people: 'people',
  created_by: 'people',
  last_edited_by: 'people',
  relation: 'relation',
  files: 'files',
} as const satisfies Readonly<
  Record<Exclude<FilterKey | 'string', 'formula' | 'rollup' | 'verification'>, Kind>
>

const plainConditionFrom = (kind: Kind, operator: string, operand: unknown): Condition => {
  if (operator === 'is_empty' || operator === 'is_not_empty') {
    return { kind: 'emptiness', of: kind, isEmpty: operator === 'is_empty' }
  }
  switch (kind) {
    case 'text':
      return { kind, operator: operator as TextOperator, text: operand as string }
    case 'number':
      return { kind, operator: operator as NumberOperator, number: operand as number }
    case 'checkbox':
      return {
        kind,
        operator: operator as 'equals' | 'does_not_equal',
        checked: operand as boolean,
      }
    case 'option': {
      const names = (Array.isArray(operand) ? operand : [operand]) as string[]
      return { kind, operator: operator as 'equals' | 'does_not_equal', names }
    }
    case 'date': {
      if (relativePeriods.includes(operator as RelativePeriod)) {
        return { kind, operator: 'within', period: operator as RelativePeriod }
      }
      const moment = momentFrom(operand as string) as Moment
      return { kind, operator: operator as DateOperator, moment }
    }
    case 'people':
    case 'relation': {
      const id = operand === 'me' ? 'me' : dashed(operand as string)
      return { kind, operator: operator as 'contains' | 'does_not_contain', id }
    }
    case 'files':
      throw new Error(`no operator of files: ${operator}`)
  }
}
