import { ApiError } from '../../contract/errors.js'
import type { MediaRequest } from '../../contract/objects/media.js'
import type { ValueAnswer, ValueRequest } from '../../contract/objects/properties.js'
import type { RichTextItemRequest } from '../../contract/objects/rich-text.js'
import { dashed } from '../../lib/uuid.js'
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

/**
 * The value of a property as it is kept, by its type: texts; a number; the id of an option or ids of options; a date;
 * ids of users; files; a truth; one text. Null or missing: empty.
 */
export type Value =
  | readonly RichText[]
  | readonly string[]
  | readonly NamedFile[]
  | DateValue
  | number
  | string
  | boolean
  | null

/** Values by the ids of their properties. */
export type Values = Readonly<Record<string, Value>>

/** What a request writes: values, and the schema with the options that it names for the first time. */
export type Writing = { readonly values: Values; readonly schema: Schema }

const invalid = (text: string): ApiError => new ApiError('validation_error', text)

const unwritable = new Set([
  'created_time',
  'created_by',
  'last_edited_time',
  'last_edited_by',
  'unique_id',
])

/**
 * Reads the values that a client sent against a schema; those not named stay as they are. Errors: `validation_error` in
 * the words of the service. Contract §4.1, §8.2.
 */
export const valuesFrom = (
  schema: Schema,
  requests: Readonly<Record<string, ValueRequest>>,
  mint: Minting,
  files: Files,
): Writing => {
  const strange = Object.keys(requests).filter((key) => !findProperty(schema, key))
  if (strange.length > 0) {
    throw invalid(strange.map((name) => `${name} is not a property that exists.`).join(' '))
  }
  let grown = schema
  const values: Record<string, Value> = {}
  for (const [key, request] of Object.entries(requests)) {
    const property = findProperty(grown, key)
    if (!property) continue
    const { value, options } = valueFrom(property, request, mint, files)
    values[property.id] = value
    if (!options) continue
    grown = grown.map((one) => (one.id === property.id ? { ...one, options } : one))
  }
  return { values, schema: grown }
}

type Read = { readonly value: Value; readonly options?: readonly Option[] }

const valueFrom = (
  property: Property,
  request: ValueRequest,
  mint: Minting,
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
      return { value: idsIn(given as readonly { id: string }[]) }
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
}

/** How many references an answer holds at most. Contract §4.3. */
const MAX_REFERENCES = 25

/** Every property with its value, by name; empty ones as the service shows them. */
export const presentValues = (
  schema: Schema,
  values: Values,
  facts: RowFacts,
  shown: Named,
): Record<string, ValueAnswer> =>
  Object.fromEntries(
    schema
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map((property) => {
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
    default:
      return { [type]: value }
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
  schema.flatMap(({ id, type }) =>
    type === 'title' || type === 'rich_text' ? ((values[id] ?? []) as RichText[]) : [],
  )

/** The users that values name. */
export const peopleIn = (schema: Schema, values: Values): string[] =>
  schema.flatMap(({ id, type }) => (type === 'people' ? ((values[id] ?? []) as string[]) : []))
