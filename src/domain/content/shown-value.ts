import type { DateValue } from './date-value.js'
import { keptValue } from './kept-value.js'
import { minuteOf } from './minute.js'
import { formattedNumber } from './number-format.js'
import type { Property, Schema } from './property.js'
import type { RichText } from './rich-text.js'
import {
  type FormulaResult,
  isExpired,
  type NamedFile,
  type Place,
  type Rolled,
  type Stamped,
  type Value,
  type Values,
  type Verification,
} from './value.js'

/** Part of a value as a person reads it. */
export type ShownPart =
  | { readonly type: 'texts'; readonly texts: readonly RichText[] }
  | { readonly type: 'words'; readonly words: string }
  | { readonly type: 'option'; readonly name: string; readonly color: string }
  | { readonly type: 'date'; readonly start: string; readonly end: string | null }
  | { readonly type: 'check'; readonly isChecked: boolean }
  | { readonly type: 'link'; readonly words: string; readonly address: string }
  | { readonly type: 'page' | 'user'; readonly id: string }

/** A property with its value as a person reads it; no parts: it is empty. */
export type ShownValue = { readonly name: string; readonly parts: readonly ShownPart[] }

/** The values of a row beside its title, in the order of its schema. */
export const shownValues = (
  schema: Schema,
  values: Values,
  stamped: Stamped,
  now: number,
  addressOf: (file: NamedFile) => string,
): readonly ShownValue[] =>
  schema
    .filter(({ type }) => type !== 'title' && type !== 'button')
    .map((property) => ({
      name: property.name,
      parts: partsOf(property, keptValue(property, values), stamped, now, addressOf),
    }))

const words = (text: string | null | undefined): readonly ShownPart[] =>
  text ? [{ type: 'words', words: text }] : []

const day = (date: DateValue | null): readonly ShownPart[] =>
  date === null ? [] : [{ type: 'date', start: date.start, end: date.end }]

const people = (ids: readonly string[]): readonly ShownPart[] =>
  ids.map((id) => ({ type: 'user', id }))

const partsOf = (
  property: Property,
  value: Value,
  stamped: Stamped,
  now: number,
  addressOf: (file: NamedFile) => string,
): readonly ShownPart[] => {
  const { type, options = [], format, prefix } = property
  const minute = (at: number): readonly ShownPart[] => [
    { type: 'date', start: minuteOf(at), end: null },
  ]
  const option = (id: string): readonly ShownPart[] =>
    options.flatMap((one) => (one.id === id ? [{ type: 'option', ...one }] : []))
  switch (type) {
    case 'title':
    case 'rich_text': {
      const texts = (value ?? []) as RichText[]
      return texts.length > 0 ? [{ type: 'texts', texts }] : []
    }
    case 'number':
      return value === null ? [] : words(formattedNumber(value as number, format))
    case 'select':
    case 'status':
      return value === null ? [] : option(value as string)
    case 'multi_select':
      return ((value ?? []) as string[]).flatMap(option)
    case 'date':
      return day(value as DateValue | null)
    case 'people':
      return people((value ?? []) as string[])
    case 'files':
      return ((value ?? []) as NamedFile[]).map((file) => ({
        type: 'link',
        words: file.name,
        address: addressOf(file),
      }))
    case 'checkbox':
      return [{ type: 'check', isChecked: value === true }]
    case 'url':
      return value ? [{ type: 'link', words: value as string, address: value as string }] : []
    case 'email':
    case 'phone_number':
      return words(value as string | null)
    case 'created_time':
      return minute(stamped.createdAt)
    case 'last_edited_time':
      return minute(stamped.editedAt)
    case 'created_by':
      return people([stamped.createdBy])
    case 'last_edited_by':
      return people([stamped.editedBy])
    case 'unique_id':
      return stamped.number === null ? [] : words(`${prefix ? `${prefix}-` : ''}${stamped.number}`)
    case 'relation':
      return ((value ?? []) as string[]).map((id) => ({ type: 'page', id }))
    case 'formula':
      return resultParts(value as FormulaResult | null)
    case 'rollup':
      return rolledParts(value as Rolled | null, now, addressOf)
    case 'verification':
      return verificationParts(value as Verification | null, now)
    case 'place':
      return placeParts(value as Place | null)
    default:
      return []
  }
}

const resultParts = (value: FormulaResult | null): readonly ShownPart[] => {
  switch (value?.result) {
    case 'string':
      return words(value.string)
    case 'number':
      return value.number === null ? [] : words(String(value.number))
    case 'boolean':
      return [{ type: 'check', isChecked: value.boolean }]
    case 'date':
      return day(value.date)
    default:
      return words('Cannot be computed')
  }
}

const rolledParts = (
  value: Rolled | null,
  now: number,
  addressOf: (file: NamedFile) => string,
): readonly ShownPart[] => {
  switch (value?.rolled) {
    case 'number': {
      const { number } = value
      if (number === null) return []
      const isShare = value.function.startsWith('percent_')
      return words(isShare ? `${Math.round(number * 1000) / 10}%` : String(number))
    }
    case 'date':
      return day(value.date)
    case 'array':
      return value.items.flatMap((item) =>
        partsOf(item.property, item.value, item.stamped, now, addressOf),
      )
    default:
      return words('Cannot be computed')
  }
}

const verificationParts = (value: Verification | null, now: number): readonly ShownPart[] => {
  if (value === null) return words('Unverified')
  return [
    ...words(isExpired(value, now) ? 'Expired' : 'Verified'),
    ...people([value.verified_by]),
    ...day(value.date),
  ]
}

const placeParts = (value: Place | null): readonly ShownPart[] =>
  value === null ? [] : words(value.name ?? value.address ?? `${value.lat}, ${value.lon}`)

/** Whom and what parts name, to be looked up. */
export const namedIn = (values: readonly ShownValue[]) => {
  const parts = values.flatMap((value) => value.parts)
  return {
    users: parts.flatMap((part) => (part.type === 'user' ? [part.id] : [])),
    pages: parts.flatMap((part) => (part.type === 'page' ? [part.id] : [])),
    texts: parts.flatMap((part) => (part.type === 'texts' ? part.texts : [])),
  }
}
