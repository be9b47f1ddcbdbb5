import type { Value as QueriedValue, Row } from '../query/values.js'
import type { Block } from './block.js'
import type { DateValue } from './date-value.js'
import { keptValue } from './kept-value.js'
import { type Page, valuesOf } from './page.js'
import type { Property, Schema } from './property.js'
import { plainTextOf, type RichText } from './rich-text.js'
import {
  endOf,
  type FormulaResult,
  type NamedFile,
  type Rolled,
  type Value,
  type Verification,
} from './value.js'

/** What a query needs to know of a page beside its values. */
export type Stamped = Pick<Block, 'blockId' | 'createdAt' | 'createdBy' | 'editedAt' | 'editedBy'>

/** A page of a data source as a query sees it; what is computed of it has come to its values. */
export const queriedRow = (schema: Schema, block: Stamped, page: Page): Row => {
  const values = valuesOf(page)
  const { number = null } = page.row ?? {}
  return {
    id: block.blockId,
    createdAt: block.createdAt,
    editedAt: block.editedAt,
    values: new Map(
      schema.map((property) => [
        property.id,
        queriedValue(property, keptValue(property, values), block, number),
      ]),
    ),
  }
}

/** One value as a query sees it. */
export const queriedValue = (
  property: Property,
  value: Value,
  { createdAt, createdBy, editedAt, editedBy }: Stamped,
  number: number | null,
): QueriedValue => {
  switch (property.type) {
    case 'title':
    case 'rich_text':
      return { type: 'text', text: plainTextOf((value ?? []) as RichText[]) }
    case 'url':
    case 'email':
    case 'phone_number':
      return { type: 'text', text: (value ?? '') as string }
    case 'number':
      return { type: 'number', number: value as number | null }
    case 'unique_id':
      return { type: 'number', number }
    case 'checkbox':
      return { type: 'checkbox', checked: value === true }
    case 'select':
    case 'status':
      return { type: 'option', name: namesIn(property, value === null ? [] : [value])[0] ?? null }
    case 'multi_select':
      return { type: 'options', names: namesIn(property, (value ?? []) as string[]) }
    case 'date':
      return { type: 'date', date: value as DateValue | null }
    case 'people':
      return { type: 'people', ids: (value ?? []) as string[] }
    case 'files':
      return { type: 'files', names: ((value ?? []) as NamedFile[]).map(({ name }) => name) }
    case 'created_time':
      return { type: 'time', at: createdAt }
    case 'last_edited_time':
      return { type: 'time', at: editedAt }
    case 'created_by':
      return { type: 'people', ids: [createdBy] }
    case 'last_edited_by':
      return { type: 'people', ids: [editedBy] }
    case 'relation':
      return { type: 'relation', ids: (value ?? []) as string[] }
    case 'rollup':
      return { type: 'rollup', result: rolledValue(value as Rolled | null) }
    case 'formula':
      return { type: 'formula', result: resultValue(value as FormulaResult | null) }
    case 'verification': {
      const verification = value as Verification | null
      if (verification === null) return { type: 'verification', state: null }
      return { type: 'verification', state: 'verified', until: endOf(verification) }
    }
    case 'place':
      return { type: 'text', text: (value as { name?: string } | null)?.name ?? '' }
    case 'button':
    case 'location':
    case 'last_visited_time':
      return { type: 'text', text: '' }
  }
}

const rolledValue = (value: Rolled | null): QueriedValue | readonly QueriedValue[] => {
  switch (value?.rolled) {
    case 'number':
      return { type: 'number', number: value.number }
    case 'date':
      return { type: 'date', date: value.date }
    case 'array':
      return value.items.map(({ property, value: inner, stamped }) =>
        queriedValue(property, inner, stamped, stamped.number),
      )
    default:
      return []
  }
}

const resultValue = (value: FormulaResult | null): QueriedValue => {
  switch (value?.result) {
    case 'number':
      return { type: 'number', number: value.number }
    case 'boolean':
      return { type: 'checkbox', checked: value.boolean }
    case 'date':
      return { type: 'date', date: value.date }
    default:
      return { type: 'text', text: (value?.result === 'string' && value.string) || '' }
  }
}

const namesIn = ({ options = [] }: Property, ids: readonly unknown[]): string[] =>
  ids.flatMap((id) => options.find((option) => option.id === id)?.name ?? [])
