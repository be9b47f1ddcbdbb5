import { ApiError } from '../../contract/errors.js'
import type { MediaRequest } from '../../contract/objects/media.js'
import type {
  RollupFunction,
  ValueAnswer,
  ValueRequest,
} from '../../contract/objects/properties.js'
import type { RichTextItemRequest } from '../../contract/objects/rich-text.js'
import { dashed } from '../../lib/uuid.js'
import type { Block } from './block.js'
import { type DateValue, dateValueFrom } from './date-value.js'
import { type Files, type Media, mediaFrom } from './media.js'
import {
  encodedId,
  findProperty,
  type Minting,
  newOption,
  type Option,
  type Property,
  type Schema,
} from './property.js'
import {
  type Named,
  presentMedia,
  presentRichText,
  type RichText,
  richTextFrom,
} from './rich-text.js'

/** A file of a property, by its name. */
export type NamedFile = Media & { readonly name: string }

/** Somebody says of a page that it holds. A day or a time at its end: it holds until then. */
export type Verification = {
  readonly state: 'verified'
  readonly verified_by: string
  readonly date: DateValue
}

export type Place = {
  readonly lat: number
  readonly lon: number
  readonly name?: string | null
  readonly address?: string | null
  readonly aws_place_id?: string | null
  readonly google_place_id?: string | null
}

/** Who made a row and when, and its number. */
export type Stamped = Pick<
  Block,
  'blockId' | 'createdAt' | 'createdBy' | 'editedAt' | 'editedBy'
> & { readonly number: number | null }

/** A value of a related page, with what else it takes to show it. */
export type RolledItem = {
  readonly property: Property
  readonly value: Value
  readonly stamped: Stamped
}

/** What a rollup came to. */
export type Rolled = { readonly function: RollupFunction } & (
  | { readonly rolled: 'number'; readonly number: number | null }
  | { readonly rolled: 'date'; readonly date: DateValue | null }
  | { readonly rolled: 'array'; readonly items: readonly RolledItem[] }
  | { readonly rolled: 'unsupported' }
)

/** What a formula came to. */
export type FormulaResult =
  | { readonly result: 'string'; readonly string: string | null }
  | { readonly result: 'number'; readonly number: number | null }
  | { readonly result: 'boolean'; readonly boolean: boolean }
  | { readonly result: 'date'; readonly date: DateValue | null }
  | { readonly result: 'unsupported' }

/**
 * The value of a property by its type: texts; a number; the id of an option or ids of options; a date; ids of users;
 * files; a truth; one text; a verification; a place. Null or missing: empty. Ids of related pages, rollups and results of
 * formulas are not kept with the page but come to it when it is read.
 */
export type Value =
  | readonly RichText[]
  | readonly string[]
  | readonly NamedFile[]
  | DateValue
  | Verification
  | Place
  | Rolled
  | FormulaResult
  | number
  | string
  | boolean
  | null

/** Values by the ids of their properties. */
export type Values = Readonly<Record<string, Value>>

/**
 * What a request writes: values, the pages that it relates by the ids of properties, and the schema with the options that
 * it names for the first time.
 */
export type Writing = {
  readonly values: Values
  readonly related: Readonly<Record<string, readonly string[]>>
  readonly schema: Schema
}

/** Who writes, and when: a page is verified by somebody from some day on. */
export type Writer = { readonly by: string; readonly at: number }

const invalid = (text: string): ApiError => new ApiError('validation_error', text)

const unwritable = new Set([
  'created_time',
  'created_by',
  'last_edited_time',
  'last_edited_by',
  'unique_id',
  'rollup',
  'formula',
  'button',
  'location',
  'last_visited_time',
])

/**
 * Reads the values that a client sent against a schema; those not named stay as they are. Errors: `validation_error` in
 * the words of the service. Contract §4.1, §8.2.
 */
export const valuesFrom = (
  schema: Schema,
  requests: Readonly<Record<string, ValueRequest>>,
  mint: Minting,
  writer: Writer,
  files: Files,
): Writing => {
  const strange = Object.keys(requests).filter((key) => !findProperty(schema, key))
  if (strange.length > 0) {
    throw invalid(strange.map((name) => `${name} is not a property that exists.`).join(' '))
  }
  let grown = schema
  const values: Record<string, Value> = {}
  const related: Record<string, readonly string[]> = {}
  for (const [key, request] of Object.entries(requests)) {
    const property = findProperty(grown, key)
    if (!property) continue
    const { value, options } = valueFrom(property, request, mint, writer, files)
    if (property.type === 'relation') related[property.id] = value as readonly string[]
    else values[property.id] = value
    if (!options) continue
    grown = grown.map((one) => (one.id === property.id ? { ...one, options } : one))
  }
  return { values, related, schema: grown }
}

type Read = { readonly value: Value; readonly options?: readonly Option[] }

const valueFrom = (
  property: Property,
  request: ValueRequest,
  mint: Minting,
  writer: Writer,
  files: Files,
): Read => {
  const { name, type } = property
  const wrapped = Array.isArray(request) ? { title: request } : request
  if (unwritable.has(type)) throw invalid(`${name} is a computed property and cannot be written.`)
  if (!Object.hasOwn(wrapped, type)) throw invalid(`${name} is expected to be ${type}.`)
  const given = (wrapped as Readonly<Record<string, unknown>>)[type]
  switch (type) {
    case 'title':
    case 'rich_text':
      return { value: richTextFrom(given as RichTextItemRequest[]) }
    case 'date':
      return {
        value: given === null ? null : dateValueFrom(given as DateValue, `properties.${name}.date`),
      }
    case 'people':
    case 'relation':
      return { value: idsIn(given as readonly { id: string }[]) }
    case 'verification':
      return { value: verificationFrom(given as VerificationRequest | null, name, writer) }
    case 'files':
      return { value: (given as readonly FileRequest[]).map((file) => fileFrom(file, files)) }
    case 'select':
    case 'status':
      return given === null ? { value: null } : oneOf(property, [given as OptionChoice], mint)
    case 'multi_select':
      return manyOf(property, given as readonly OptionChoice[], mint)
    default:
      return { value: given as Value }
  }
}

type VerificationRequest = { readonly state: string; readonly date?: DateValue | null }

/** Without a date a page is verified from today on, for good. */
const verificationFrom = (
  request: VerificationRequest | null,
  property: string,
  { by, at }: Writer,
): Verification | null => {
  if (request === null || request.state === 'unverified') return null
  if (request.state === 'expired') {
    throw invalid(
      `body failed validation: properties.${property}.verification.state should be \`"verified"\` or \`"unverified"\`, instead was \`"expired"\`.`,
    )
  }
  const today = { start: new Date(at).toISOString().slice(0, 10) }
  const date = dateValueFrom(request.date ?? today, `properties.${property}.verification.date`)
  return { state: 'verified', verified_by: by, date }
}

/** When it is over, in milliseconds, a day at its own end; undefined: never. */
export const endOf = ({ date: { end } }: Verification): number | undefined =>
  end === null ? undefined : Date.parse(end) + (end.includes('T') ? 0 : 86_400_000)

export const isExpired = (verification: Verification, now: number): boolean =>
  (endOf(verification) ?? Number.POSITIVE_INFINITY) <= now

type FileRequest = MediaRequest & { readonly name?: string }

const fileFrom = ({ name, ...request }: FileRequest, files: Files): NamedFile => {
  const file = mediaFrom(request as MediaRequest, files)
  return { ...file, name: name ?? ('name' in file ? file.name : '') }
}

const idsIn = (references: readonly { readonly id: string }[]): string[] => [
  ...new Set(references.map(({ id }) => dashed(id))),
]

type OptionChoice = { readonly id?: string; readonly name?: string; readonly color?: string }

const manyOf = (property: Property, choices: readonly OptionChoice[], mint: Minting) => {
  let options = property.options ?? []
  const ids: string[] = []
  for (const choice of choices) {
    const known = options.find(
      ({ id, name }) => id === choice.id || name.toLowerCase() === choice.name?.toLowerCase(),
    )
    const option = known ?? optionFor(property, choice, options, mint)
    if (!known) options = [...options, option]
    if (!ids.includes(option.id)) ids.push(option.id)
  }
  const isGrown = options.length > (property.options?.length ?? 0)
  return { value: ids, ...(isGrown && { options }) }
}

const oneOf = (property: Property, choice: readonly [OptionChoice], mint: Minting): Read => {
  const { value, options } = manyOf(property, choice, mint)
  return { value: value[0] ?? null, ...(options && { options }) }
}

/** A name that is new makes an option; a status takes none that it does not have. */
const optionFor = (
  { name: property, type, options }: Property,
  { id, name, color }: OptionChoice,
  known: readonly Option[],
  mint: Minting,
): Option => {
  if (type === 'status') {
    const names = (options ?? []).map((one) => `"${one.name}"`).join(', ')
    throw invalid(
      `Invalid status value for property '${property}': '${name ?? id}'. Value must be one of the following: ${names}.`,
    )
  }
  if (name === undefined) throw invalid(`${id ?? ''} is an invalid ${type} option.`)
  return newOption({ name, ...(color && { color }) } as never, known.length, mint)
}

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

/** Pages and blocks tell their times to the minute. Contract §1. */
export const minuteOf = (milliseconds: number): string => {
  const minute = milliseconds - (milliseconds % MINUTE)
  if (minute !== lastMinute) {
    lastMinute = minute
    spelledMinute = new Date(minute).toISOString()
  }
  return spelledMinute
}

const MINUTE = 60_000

// What is listed together was mostly made together.
let lastMinute = 0
let spelledMinute = new Date(0).toISOString()

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
      const value = presentValue(property, values[id] ?? null, facts, shown)
      return [name, { id: encodedId(id), type, ...value }]
    }),
  )

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

/** The rich text of values, for what it mentions. */
export const textsIn = (schema: Schema, values: Values): RichText[] =>
  schema.flatMap((property) => textsOf(property, values[property.id] ?? null))

const textsOf = ({ type }: Property, value: Value): readonly RichText[] => {
  if (type === 'title' || type === 'rich_text') return (value ?? []) as RichText[]
  if (type !== 'rollup') return []
  return itemsIn(value).flatMap((item) => textsOf(item.property, item.value))
}

/** The users that values name. */
export const peopleIn = (schema: Schema, values: Values): string[] =>
  schema.flatMap((property) => peopleOf(property, values[property.id] ?? null))

const peopleOf = ({ type }: Property, value: Value): readonly string[] => {
  switch (type) {
    case 'people':
      return (value ?? []) as string[]
    case 'verification':
      return value === null ? [] : [(value as Verification).verified_by]
    case 'rollup':
      return itemsIn(value).flatMap(({ property, value: inner, stamped }) => {
        if (property.type === 'created_by') return [stamped.createdBy]
        if (property.type === 'last_edited_by') return [stamped.editedBy]
        return peopleOf(property, inner)
      })
    default:
      return []
  }
}

const itemsIn = (value: Value): readonly RolledItem[] => {
  const rolled = value as Rolled | null
  return rolled?.rolled === 'array' ? rolled.items : []
}
