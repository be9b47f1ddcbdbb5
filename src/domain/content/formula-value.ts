import { dateOf, timeFrom } from '../formula/dates.js'
import type { Session } from '../formula/function.js'
import { isTrue } from '../formula/lists.js'
import { numberOf } from '../formula/numbers.js'
import { textOf } from '../formula/text-of.js'
import type { Type } from '../formula/types.js'
import { type FormulaValue, isTime, type PageRef } from '../formula/values.js'
import type { DateValue } from './date-value.js'
import type { Property } from './property.js'
import { plainTextOf, type RichText } from './rich-text.js'
import {
  type FormulaResult,
  isExpired,
  type NamedFile,
  type Place,
  type Stamped,
  type Value,
  type Verification,
} from './value.js'

/** A result by the type that the formula has, else by what it came to. Lists, pages and people are shown as text. */
export const presentable = (
  value: FormulaValue,
  { kind }: Type,
  session: Session,
): FormulaResult => {
  if (kind === 'number' || (kind === 'any' && typeof value === 'number')) {
    return { result: 'number', number: numberOf(value) }
  }
  if (kind === 'boolean' || (kind === 'any' && typeof value === 'boolean')) {
    return { result: 'boolean', boolean: isTrue(value) }
  }
  if (kind === 'date' || (kind === 'any' && isTime(value))) {
    return { result: 'date', date: isTime(value) ? dateOf(value) : null }
  }
  return { result: 'string', string: textOf(value, session) || null }
}

/** A value that is kept, as formulas know it. */
export const plainValueOf = (
  property: Property,
  value: Value,
  stamped: Stamped,
  now: number,
): FormulaValue => {
  const { type, options = [], prefix, relation } = property
  const minute = (at: number) => ({
    start: at - (at % 60_000),
    end: null,
    hasTime: true,
    offset: 0,
  })
  const nameOf = (id: string): string[] =>
    options.flatMap((option) => (option.id === id ? [option.name] : []))
  switch (type) {
    case 'title':
    case 'rich_text':
      return plainTextOf((value ?? []) as RichText[])
    case 'checkbox':
      return value === true
    case 'select':
    case 'status':
      return value === null ? null : (nameOf(value as string)[0] ?? null)
    case 'multi_select':
      return ((value ?? []) as string[]).flatMap(nameOf)
    case 'date':
      return value === null ? null : timeFrom(value as DateValue)
    case 'created_time':
      return minute(stamped.createdAt)
    case 'last_edited_time':
      return minute(stamped.editedAt)
    case 'people':
      return ((value ?? []) as string[]).map((person) => ({ person }))
    case 'created_by':
      return { person: stamped.createdBy }
    case 'last_edited_by':
      return { person: stamped.editedBy }
    case 'files':
      return ((value ?? []) as NamedFile[]).map(({ name }) => name)
    case 'unique_id':
      return stamped.number === null ? null : `${prefix ? `${prefix}-` : ''}${stamped.number}`
    case 'relation': {
      const dataSourceId = relation?.dataSourceId ?? ''
      return ((value ?? []) as string[]).map((page): PageRef => ({ page, dataSourceId }))
    }
    case 'verification':
      if (value === null) return 'unverified'
      return isExpired(value as Verification, now) ? 'expired' : 'verified'
    case 'place':
      return (value as Place | null)?.name ?? (value as Place | null)?.address ?? null
    case 'number':
    case 'url':
    case 'email':
    case 'phone_number':
      return value as number | string | null
    default:
      return null
  }
}
