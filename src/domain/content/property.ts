import { ApiError } from '../../contract/errors.js'
import {
  type OptionRequest,
  type PropertyRequest,
  type PropertyType,
  propertyTypes,
  type RelationRequest,
  type RollupFunction,
  type RollupRequest,
} from '../../contract/objects/properties.js'
import { colors } from '../../contract/objects/rich-text.js'
import { dashed } from '../../lib/uuid.js'

export type Option = {
  readonly id: string
  readonly name: string
  readonly color: string
  readonly description: string | null
}

export type OptionGroup = {
  readonly id: string
  readonly name: string
  readonly color: string
  readonly optionIds: readonly string[]
}

/**
 * Which end of which relation a property shows. The links of a relation are kept once: a property at its other end
 * shows the same ones.
 */
export type Relation = {
  readonly relationId: string
  readonly end: 'from' | 'to'
  /** The data source whose pages are related. */
  readonly dataSourceId: string
  /** The property there that shows the other end; null: none does. */
  readonly syncedId: string | null
}

/** What a rollup looks at. Names are kept for when the properties are gone. */
export type Rollup = {
  readonly function: RollupFunction
  readonly relationId: string
  readonly relationName: string
  readonly targetId: string
  readonly targetName: string
}

/** A property of a data source, as it is kept. Values are kept by its `id`, so that a rename touches none. */
export type Property = {
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly type: PropertyType
  readonly format?: string
  readonly options?: readonly Option[]
  readonly groups?: readonly OptionGroup[]
  readonly prefix?: string | null
  readonly relation?: Relation
  readonly rollup?: Rollup
  /** Of a formula: its text, with properties named by their ids. */
  readonly expression?: string
  /** Under which name values are kept, if not under the id: the type has changed since the first were written. */
  readonly slot?: string
  /** What it was before its type changed. Values of then stay where they are and are read as what they come to now. */
  readonly was?: Former
}

/** What it takes to read the values that were written under a type. */
export type Former = Pick<Property, 'id' | 'type' | 'options' | 'slot' | 'was'>

export type Schema = readonly Property[]

/** What a schema needs from outside: ids nobody has. */
export type Minting = { readonly propertyId: () => string; readonly optionId: () => string }

/** Under which name the values of a property are kept with a page. */
export const slotOf = ({ id, slot = id }: Pick<Property, 'id' | 'slot'>): string => slot

/** How many types ago a value is still read. */
const MAX_FORMER = 10

/** Values of another type have a slot of their own, so that no row needs to be written when a type changes. */
const afterwards = (former: Property): Pick<Property, 'slot' | 'was'> => {
  const changes = former.slot === undefined ? 0 : Number(former.slot.slice(former.id.length + 1))
  return { slot: `${former.id}/${changes + 1}`, was: recent(former, MAX_FORMER) }
}

const recent = ({ id, type, options, slot, was }: Former, count: number): Former => ({
  id,
  type,
  ...(options && { options }),
  ...(slot !== undefined && { slot }),
  ...(was && count > 1 && { was: recent(was, count - 1) }),
})

/** The type that a request names by its one member. */
export const propertyTypeIn = (request: PropertyRequest): PropertyType | undefined =>
  propertyTypes.find((type) => Object.hasOwn(request, type))

/** A property that a request describes; what it says of options that `former` has keeps them. */
export const propertyFrom = (
  name: string,
  request: PropertyRequest,
  type: PropertyType,
  mint: Minting,
  former?: Property,
): Property => {
  const { description = former?.description ?? null } = request
  const id = former?.id ?? (type === 'title' ? 'title' : mint.propertyId())
  const config = request[type] as Readonly<Record<string, unknown>>
  const same = former?.type === type ? former : undefined
  const { slot, was } = former && !same ? afterwards(former) : (former ?? {})
  const property = {
    ...{ id, name, description, type },
    ...(slot !== undefined && { slot }),
    ...(was && { was }),
  }
  switch (type) {
    case 'number':
      return { ...property, format: (config.format as string) ?? same?.format ?? 'number' }
    case 'select':
    case 'multi_select': {
      const options = config.options as readonly OptionRequest[] | undefined
      return { ...property, options: optionsFrom(name, options, former?.options, mint) }
    }
    case 'status':
      return { ...property, ...statusFrom(name, config.options as OptionRequest[], former, mint) }
    case 'unique_id':
      return { ...property, prefix: (config.prefix as string | null) ?? same?.prefix ?? null }
    case 'relation':
      return { ...property, relation: relationFrom(config as RelationRequest, same, mint) }
    case 'rollup':
      return { ...property, rollup: rollupFrom(config as RollupRequest) }
    case 'formula':
      return { ...property, expression: config.expression as string }
    default:
      return property
  }
}

/** A relation to another data source is another relation. What is at its other end, `weave` decides. */
const relationFrom = (
  { data_source_id }: RelationRequest,
  former: Property | undefined,
  mint: Minting,
): Relation => {
  const dataSourceId = dashed(data_source_id)
  if (former?.relation?.dataSourceId === dataSourceId) return former.relation
  return { relationId: mint.optionId(), end: 'from', dataSourceId, syncedId: null }
}

/** As the request says it; `settleRollups` finds the properties. */
const rollupFrom = (request: RollupRequest): Rollup => ({
  function: request.function,
  relationId: request.relation_property_id ?? '',
  relationName: request.relation_property_name ?? '',
  targetId: request.rollup_property_id ?? '',
  targetName: request.rollup_property_name ?? '',
})

const invalid = (text: string): ApiError => new ApiError('validation_error', text)

/** Options listed by name or id stay as they are, new ones get an id, those left out go. Contract §8.2. */
const optionsFrom = (
  property: string,
  requests: readonly OptionRequest[] | undefined,
  former: readonly Option[] = [],
  mint: Minting,
): readonly Option[] => {
  if (requests === undefined) return former
  const names = new Set<string>()
  return requests.map((request, index) => {
    const known = former.find((one) => one.id === request.id || isSame(one.name, request.name))
    const name = known?.name ?? request.name
    if (name === undefined) throw invalid(`${property} has an option without a name.`)
    if (names.has(name.toLowerCase())) throw invalid(`Duplicate option name: ${name}`)
    names.add(name.toLowerCase())
    if (known && request.color !== undefined && request.color !== known.color) {
      const named = request.id === undefined ? `name: ${known.name}.` : `id: ${known.id}`
      throw invalid(`Cannot update color of select with ${named}`)
    }
    return known ?? newOption({ ...request, name }, index, mint)
  })
}

const isSame = (one: string, other: string | undefined): boolean =>
  other !== undefined && one.toLowerCase() === other.toLowerCase()

/** An option that a schema or a value names for the first time; without a colour it takes the next one. */
export const newOption = (
  { name, color, description = null }: OptionRequest & { name: string },
  index: number,
  mint: Minting,
): Option => {
  if (name.includes(',')) throw invalid(`Invalid select option, commas not allowed: ${name}`)
  const next = colors[index % colors.length] ?? 'default'
  return { id: mint.optionId(), name, color: color ?? next, description }
}

const statusGroups = [
  { name: 'To-do', color: 'gray' },
  { name: 'In progress', color: 'blue' },
  { name: 'Complete', color: 'green' },
] as const

const statusOptions = [
  { name: 'Not started', color: 'default' },
  { name: 'In progress', color: 'blue' },
  { name: 'Done', color: 'green' },
] as const

/**
 * A status has its three groups. An option stands in the one that the request names, else where it stood, else in To-do,
 * or in the first where there is none of that name. Contract §8.2; Notion: changelog, 22 June 2026.
 */
const statusFrom = (
  property: string,
  requests: readonly OptionRequest[] | undefined,
  former: Property | undefined,
  mint: Minting,
): Pick<Property, 'options' | 'groups'> => {
  if (!former?.groups && !former?.options?.length && requests === undefined) {
    const options = statusOptions.map((option, index) => newOption(option, index, mint))
    const groups = statusGroups.map((group, index) => ({
      id: mint.optionId(),
      ...group,
      optionIds: [options[index]?.id ?? ''],
    }))
    return { options, groups }
  }
  const options = optionsFrom(property, requests, former?.options, mint)
  const formerGroups =
    former?.groups ??
    statusGroups.map((group) => ({ id: mint.optionId(), ...group, optionIds: [] }))
  const home = formerGroups.find(({ name }) => name === statusGroups[0].name) ?? formerGroups[0]
  const groupOf = (id: string, index: number): OptionGroup | undefined =>
    formerGroups.find(({ name }) => name === requests?.[index]?.group) ??
    formerGroups.find(({ optionIds }) => optionIds.includes(id)) ??
    home
  const groups = formerGroups.map((group) => ({
    ...group,
    optionIds: options.filter(({ id }, index) => groupOf(id, index) === group).map(({ id }) => id),
  }))
  return { options, groups }
}

/** The property that a name or an id means, the id as it is or as addresses spell it. */
export const findProperty = (schema: Schema, key: string): Property | undefined =>
  schema.find(({ name }) => name === key) ??
  schema.find(({ id }) => id === key || encodedId(id) === key)

/** Ids stand percent-encoded in answers and addresses. */
export const encodedId = (id: string): string => encodeURIComponent(id).replaceAll('!', '%21')

/** A data source that a property leads to. */
export type Neighbour = {
  readonly dataSourceId: string
  readonly databaseId: string
  readonly title: string
  readonly schema: Schema
}

export type Neighbours = ReadonlyMap<string, Neighbour>

/** The title of a new schema, where a request names none. */
export const titleProperty: Property = {
  id: 'title',
  name: 'Name',
  description: null,
  type: 'title',
}

/** A new schema from the properties that a request names. Errors: `validation_error`. */
export const schemaFrom = (
  requests: Readonly<Record<string, PropertyRequest>>,
  mint: Minting,
): Schema => {
  const schema = Object.entries(requests).map(([key, request]) =>
    propertyFrom(request.name ?? key, request, typeOf(key, request), mint),
  )
  return whole(schema.some(({ type }) => type === 'title') ? schema : [titleProperty, ...schema])
}

/** A schema after the changes that a request asks for. Errors: `validation_error`. Contract §8.1, §8.2. */
export const changedSchema = (
  schema: Schema,
  requests: Readonly<Record<string, PropertyRequest | null>>,
  mint: Minting,
): Schema => {
  let changed = [...schema]
  for (const [key, request] of Object.entries(requests)) {
    const former = findProperty(changed, key)
    if (request === null) changed = removed(changed, key, former)
    else if (former) {
      const next = renamed(former, request, mint)
      changed = changed.map((property) => (property.id === former.id ? next : property))
    } else {
      changed.push(propertyFrom(request.name ?? key, request, typeOf(key, request), mint))
    }
  }
  return whole(changed)
}

const renamed = (former: Property, request: PropertyRequest, mint: Minting): Property => {
  const type = propertyTypeIn(request)
  const { name = former.name, description = former.description } = request
  if (type === undefined) return { ...former, name, description }
  if ((type === 'title') !== (former.type === 'title')) {
    throw invalid(`The type of the title property cannot change: ${former.name}.`)
  }
  return propertyFrom(name, request, type, mint, former)
}

const removed = (schema: Schema, key: string, former: Property | undefined): Property[] => {
  if (!former) throw invalid(`${key} is not a property that exists.`)
  if (former.type === 'title') throw invalid('The title property cannot be removed.')
  return schema.filter(({ id }) => id !== former.id)
}

const typeOf = (key: string, request: PropertyRequest): PropertyType => {
  const type = propertyTypeIn(request)
  if (type === undefined) throw invalid(`${key} is not a property that exists.`)
  return type
}

/** One title, and no name twice. */
const whole = (schema: Schema): Schema => {
  const names = schema.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw invalid(`Two properties cannot have the same name: ${twice}.`)
  const titles = schema.filter(({ type }) => type === 'title').length
  if (titles === 0) throw invalid('A data source should have exactly one title property.')
  if (titles > 1) throw invalid('Cannot create new title property.')
  return schema
}
