import type { ValueAnswer } from '../../contract/objects/properties.js'
import { keptValue } from './kept-value.js'
import { minuteOf } from './minute.js'
import { encodedId, type Property, type Schema } from './property.js'
import { type Named, presentMedia, presentRichText, type RichText } from './rich-text.js'
import {
  type FormulaResult,
  isExpired,
  type NamedFile,
  type Place,
  type Rolled,
  type RolledItem,
  type Stamped,
  type Value,
  type Values,
  type Verification,
} from './value.js'

/** Where a row stands in time and by whom, and its number. */
export type RowFacts = {
  readonly createdTime: string
  readonly createdBy: object
  readonly lastEditedTime: string
  readonly lastEditedBy: object
  readonly number: number | null
  /** Milliseconds: by now a verification may be over. */
  readonly now: number
}

/** What an answer says of a row beside its values. */
export const factsFrom = (stamped: Stamped, shown: Named, now: number): RowFacts => ({
  createdTime: minuteOf(stamped.createdAt),
  createdBy: shown.user(stamped.createdBy).shown,
  lastEditedTime: minuteOf(stamped.editedAt),
  lastEditedBy: shown.user(stamped.editedBy).shown,
  number: stamped.number,
  now,
})

/** How many references an answer holds at most. Contract §4.3. */
export const MAX_REFERENCES = 25

/** Every property with its value, by name; empty ones as the service shows them. */
export const presentValues = (
  schema: Schema,
  values: Values,
  facts: RowFacts,
  shown: Named,
): Record<string, ValueAnswer> =>
  Object.fromEntries(
    schema.map((property) => {
      const { id, name, type } = property
      const value = presentValue(property, keptValue(property, values), facts, shown)
      return [name, { id: encodedId(id), type, ...value }]
    }),
  )

/** What nobody said of a place. */
const NOWHERE: Required<Place> = {
  lat: 0,
  lon: 0,
  name: null,
  address: null,
  aws_place_id: null,
  google_place_id: null,
}

/** The member of the type, with what stands beside it. */
export const presentValue = (
  property: Property,
  value: Value,
  facts: RowFacts,
  shown: Named,
): object => {
  const { type } = property
  switch (type) {
    case 'title':
    case 'rich_text':
      return { [type]: presentRichText((value ?? []) as RichText[], shown) }
    case 'select':
    case 'status':
      return { [type]: value === null ? null : (optionsIn(property, [value as string])[0] ?? null) }
    case 'multi_select':
      return { [type]: optionsIn(property, (value ?? []) as string[]) }
    case 'people': {
      const ids = (value ?? []) as string[]
      return { people: ids.slice(0, MAX_REFERENCES).map((id) => shown.user(id).shown) }
    }
    case 'files':
      return {
        files: ((value ?? []) as NamedFile[]).map((file) => ({
          name: file.name,
          ...presentMedia(file, shown),
        })),
      }
    case 'checkbox':
      return { checkbox: value === true }
    case 'created_time':
      return { created_time: facts.createdTime }
    case 'created_by':
      return { created_by: facts.createdBy }
    case 'last_edited_time':
      return { last_edited_time: facts.lastEditedTime }
    case 'last_edited_by':
      return { last_edited_by: facts.lastEditedBy }
    case 'unique_id':
      return { unique_id: { prefix: property.prefix ?? null, number: facts.number } }
    case 'relation': {
      const ids = (value ?? []) as string[]
      const relation = ids.slice(0, MAX_REFERENCES).map((id) => ({ id }))
      return { relation, has_more: ids.length > MAX_REFERENCES }
    }
    case 'rollup':
      return { rollup: presentRolled(value as Rolled | null, facts.now, shown) }
    case 'formula':
      return { formula: presentResult(value as FormulaResult | null) }
    case 'verification':
      return { verification: presentVerification(value as Verification | null, facts.now, shown) }
    case 'place':
      return { place: value === null ? null : { ...NOWHERE, ...(value as Place) } }
    case 'button':
      return { button: {} }
    default:
      return { [type]: value }
  }
}

const presentVerification = (value: Verification | null, now: number, shown: Named) => {
  if (value === null) return { state: 'unverified', date: null, verified_by: null }
  const { date, verified_by } = value
  const state = isExpired(value, now) ? 'expired' : 'verified'
  const { start, end, time_zone } = date
  const shownDate = { start: inUtc(start), end: end === null ? null : inUtc(end), time_zone }
  return { state, verified_by: shown.user(verified_by).shown, date: shownDate }
}

/** Unlike other dates, those of a verification are told in UTC (observed). */
const inUtc = (text: string): string => (text.includes('T') ? new Date(text).toISOString() : text)

/** The member of its type, with the function beside it. */
export const presentRolled = (value: Rolled | null, now: number, shown: Named): object => {
  if (value === null) return { type: 'unsupported', unsupported: {}, function: 'show_original' }
  const { function: name } = value
  switch (value.rolled) {
    case 'number':
      return { type: 'number', number: value.number, function: name }
    case 'date':
      return { type: 'date', date: value.date, function: name }
    case 'array': {
      const array = value.items.slice(0, MAX_REFERENCES).map((item) => {
        const { type } = item.property
        return { type, ...presentItem(item, now, shown) }
      })
      return { type: 'array', array, function: name }
    }
    case 'unsupported':
      return { type: 'unsupported', unsupported: {}, function: name }
  }
}

/** One value that a rollup shows, the member of its type alone. */
export const presentItem = (
  { property, value, stamped }: RolledItem,
  now: number,
  shown: Named,
): object => {
  const { type } = property
  const presented = presentValue(property, value, factsFrom(stamped, shown, now), shown)
  return { [type]: (presented as Readonly<Record<string, unknown>>)[type] }
}

const presentResult = (value: FormulaResult | null): object => {
  switch (value?.result) {
    case 'string':
      return { type: 'string', string: value.string }
    case 'number':
      return { type: 'number', number: value.number }
    case 'boolean':
      return { type: 'boolean', boolean: value.boolean }
    case 'date':
      return { type: 'date', date: value.date }
    default:
      return { type: 'unsupported', unsupported: {} }
  }
}

/** Options in the order of the value; those that the schema has lost since are gone. */
const optionsIn = ({ options = [] }: Property, ids: readonly string[]) =>
  ids.flatMap((id) => {
    const option = options.find((one) => one.id === id)
    return option ? [{ id, name: option.name, color: option.color }] : []
  })
