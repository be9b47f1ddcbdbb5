import { ApiError } from '../../contract/errors.js'
import type { MediaRequest } from '../../contract/objects/media.js'
import {
  isValueOf,
  type PropertyType,
  type ValueRequest,
} from '../../contract/objects/properties.js'
import type { RichTextItemRequest } from '../../contract/objects/rich-text.js'
import { dashed } from '../../lib/uuid.js'
import { type DateValue, dateValueFrom } from './date-value.js'
import { type Files, mediaFrom } from './media.js'
import {
  findProperty,
  type Minting,
  newOption,
  type Option,
  type Property,
  type Schema,
  slotOf,
} from './property.js'
import { richTextFrom } from './rich-text.js'
import type { NamedFile, Value, Values, Verification } from './value.js'

/**
 * What a request writes: values by their slots, the pages that it relates by the ids of properties, and the schema with
 * the options that it names for the first time.
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
  const misfits = Object.entries(requests).flatMap(([key, request]) => {
    const property = findProperty(schema, key)
    if (!property) return [`${key} is not a property that exists.`]
    const { name, type } = property
    const isFit = unwritable.has(type) || typed(type, request) !== undefined
    return isFit ? [] : [`${name} is expected to be ${type}.`]
  })
  if (misfits.length > 0) throw invalid(misfits.join(' '))
  let grown = schema
  const values: Record<string, Value> = {}
  const related: Record<string, readonly string[]> = {}
  for (const [key, request] of Object.entries(requests)) {
    const property = findProperty(grown, key)
    if (!property) continue
    const { value, options } = valueFrom(property, request, mint, writer, files)
    if (property.type === 'relation') related[property.id] = value as readonly string[]
    else values[slotOf(property)] = value
    if (!options) continue
    grown = grown.map((one) => (one.id === property.id ? { ...one, options } : one))
  }
  return { values, related, schema: grown }
}

/** The value of a type in a request, beside that type or without it; undefined: there is none. */
const typed = (
  type: PropertyType,
  request: ValueRequest,
): { readonly given: unknown } | undefined => {
  if (typeof request === 'object' && request !== null && Object.hasOwn(request, type)) {
    return { given: (request as Readonly<Record<string, unknown>>)[type] }
  }
  return isValueOf(type, request) ? { given: request } : undefined
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
  if (unwritable.has(type)) throw invalid(`${name} is a computed property and cannot be written.`)
  const given = typed(type, request)?.given
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
  { id: property, type }: Property,
  { id, name, color }: OptionChoice,
  known: readonly Option[],
  mint: Minting,
): Option => {
  if (type === 'status') {
    // The stray quotation mark is the service's.
    throw invalid(`Invalid status option. Status option "${name ?? id}" does not exist".`)
  }
  if (name === undefined) throw invalid(`${property} is an invalid select option "${id ?? ''}"`)
  return newOption({ name, ...(color && { color }) } as never, known.length, mint)
}
