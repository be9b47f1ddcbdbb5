import { type Static, type TProperties, type TSchema, Type } from '@sinclair/typebox'
import { checkOf, Exactly, Named, Nullable, Unlisted, Uuid } from '../schema.js'
import { external, shownFile, uploaded } from './media.js'
import { colors, DateValue, OneOf, RichTextItems } from './rich-text.js'

/** How numbers are shown. Contract §8.1. */
export const numberFormats = [
  'number',
  'number_with_commas',
  'percent',
  'dollar',
  'australian_dollar',
  'canadian_dollar',
  'singapore_dollar',
  'euro',
  'pound',
  'yen',
  'ruble',
  'rupee',
  'won',
  'yuan',
  'real',
  'lira',
  'rupiah',
  'franc',
  'hong_kong_dollar',
  'new_zealand_dollar',
  'krona',
  'norwegian_krone',
  'mexican_peso',
  'rand',
  'new_taiwan_dollar',
  'danish_krone',
  'zloty',
  'baht',
  'forint',
  'koruna',
  'shekel',
  'chilean_peso',
  'philippine_peso',
  'dirham',
  'colombian_peso',
  'riyal',
  'ringgit',
  'leu',
  'argentine_peso',
  'uruguayan_peso',
  'peruvian_sol',
] as const

const nothing = Type.Object({})

const option = {
  id: Type.Optional(Type.String({ maxLength: 100 })),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  color: Type.Optional(OneOf(colors)),
  description: Type.Optional(Nullable(Type.String({ maxLength: 280 }))),
}

/** The groups of a status, by the names that its options say. Notion: changelog, 22 June 2026. */
export const statusGroupNames = ['To-do', 'In progress', 'Complete'] as const

const Option = Type.Object(option, Exactly)
const StatusOption = Type.Object(
  { ...option, group: Type.Optional(OneOf(statusGroupNames)) },
  Exactly,
)

export type OptionRequest = Static<typeof StatusOption>

const optionsOf = (item: TSchema) =>
  Type.Object({ options: Type.Optional(Type.Array(item, { maxItems: 100 })) })

const Options = optionsOf(Option)

const OptionValue = Type.Object({
  id: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  color: Type.Optional(OneOf(colors)),
})

const Person = Type.Object({ id: Uuid('A user'), object: Type.Optional(Type.String()) })
const fileName = Type.String({ minLength: 1, maxLength: 100 })
const File = Type.Union([
  Type.Object({ ...shownFile, name: fileName }, Exactly),
  Type.Object({ ...external, name: fileName }, Exactly),
  Type.Object({ ...uploaded, name: Type.Optional(fileName) }, Exactly),
])

/** What a rollup makes of the values that it finds. Contract §8.4. */
export const rollupFunctions = [
  'count',
  'count_values',
  'empty',
  'not_empty',
  'unique',
  'show_unique',
  'percent_empty',
  'percent_not_empty',
  'sum',
  'average',
  'median',
  'min',
  'max',
  'range',
  'earliest_date',
  'latest_date',
  'date_range',
  'checked',
  'unchecked',
  'percent_checked',
  'percent_unchecked',
  'count_per_group',
  'percent_per_group',
  'show_original',
] as const

export type RollupFunction = (typeof rollupFunctions)[number]

const relationTo = (related: TProperties) =>
  Type.Union([
    Type.Object({
      ...related,
      single_property: Type.Object({}),
      type: Type.Optional(Type.Literal('single_property')),
    }),
    Type.Object({
      ...related,
      dual_property: Type.Object({
        synced_property_id: Type.Optional(Type.String()),
        synced_property_name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
      }),
      type: Type.Optional(Type.Literal('dual_property')),
    }),
  ])

const Relation = relationTo({
  data_source_id: Uuid('The data source to relate to'),
  database_id: Type.Optional(Uuid('Its database; what an answer says is tolerated')),
})

/** How a request describes a relation. */
export type RelationRequest = {
  readonly data_source_id: string
  readonly dual_property?: { readonly synced_property_name?: string }
}

const Rollup = Type.Object({
  function: OneOf(rollupFunctions),
  relation_property_name: Type.Optional(Type.String()),
  relation_property_id: Type.Optional(Type.String()),
  rollup_property_name: Type.Optional(Type.String()),
  rollup_property_id: Type.Optional(Type.String()),
})

/** How a request describes a rollup. */
export type RollupRequest = Static<typeof Rollup>

const Verification = Type.Object({
  state: OneOf(['verified', 'unverified', 'expired']),
  date: Type.Optional(Nullable(DateValue)),
  verified_by: Type.Optional(Type.Unknown()),
})

const optionalText = Type.Optional(Nullable(Type.String({ maxLength: 2000 })))

const Place = Type.Object(
  {
    lat: Type.Number({ minimum: -90, maximum: 90 }),
    lon: Type.Number({ minimum: -180, maximum: 180 }),
    name: optionalText,
    address: optionalText,
    aws_place_id: optionalText,
    google_place_id: optionalText,
  },
  Exactly,
)

/** What a request says of a property, and of its value; `null`: nobody writes the value. */
type Kind = { readonly config: TSchema; readonly value: TSchema | null }

const text = (maxLength: number) => Nullable(Type.String({ minLength: 1, maxLength }))

/** Every type of property that a request can make. Contract §8.1. */
export const propertyKinds = {
  title: { config: nothing, value: RichTextItems },
  rich_text: { config: nothing, value: RichTextItems },
  number: {
    config: Type.Object({ format: Type.Optional(OneOf(numberFormats)) }),
    value: Nullable(Type.Number()),
  },
  select: { config: Options, value: Nullable(OptionValue) },
  multi_select: { config: Options, value: Type.Array(OptionValue, { maxItems: 100 }) },
  status: { config: optionsOf(StatusOption), value: Nullable(OptionValue) },
  date: { config: nothing, value: Nullable(DateValue) },
  people: { config: nothing, value: Type.Array(Person, { maxItems: 100 }) },
  files: { config: nothing, value: Type.Array(File, { maxItems: 100 }) },
  checkbox: { config: nothing, value: Type.Boolean() },
  url: { config: nothing, value: text(2000) },
  email: { config: nothing, value: text(200) },
  phone_number: { config: nothing, value: text(200) },
  created_time: { config: nothing, value: null },
  created_by: { config: nothing, value: null },
  last_edited_time: { config: nothing, value: null },
  last_edited_by: { config: nothing, value: null },
  unique_id: {
    config: Type.Object({ prefix: Type.Optional(Nullable(Type.String({ maxLength: 10 }))) }),
    value: null,
  },
  relation: {
    config: Relation,
    value: Type.Array(Type.Object({ id: Uuid('A page of the related data source') }), {
      maxItems: 100,
    }),
  },
  rollup: { config: Rollup, value: null },
  formula: {
    config: Type.Object({ expression: Type.String({ minLength: 1, maxLength: 10_000 }) }),
    value: null,
  },
  verification: { config: nothing, value: Nullable(Verification) },
  place: { config: nothing, value: Nullable(Place) },
  button: { config: nothing, value: null },
  location: { config: nothing, value: null },
  last_visited_time: { config: nothing, value: null },
} as const satisfies Record<string, Kind>

export type PropertyType = keyof typeof propertyKinds

export const propertyTypes = Object.keys(propertyKinds) as PropertyType[]

const naming = {
  id: Type.Optional(Type.String()),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  description: Type.Optional(Nullable(Type.String({ maxLength: 280 }))),
}

const configBranches = (relation: TSchema) =>
  propertyTypes.map((type) => {
    const config = type === 'relation' ? relation : propertyKinds[type].config
    return Type.Object(
      { [type]: config, type: Type.Optional(Type.Literal(type)), ...naming },
      Exactly,
    )
  })

/** A property as a request describes it. The edge has checked its shape; `propertyFrom` reads it. */
export type PropertyRequest = Readonly<Record<string, unknown>> & {
  readonly name?: string
  readonly description?: string | null
}

const schemaRequest = (branches: TSchema[], title: string) =>
  Type.Record(
    Type.String({ minLength: 1, maxLength: 100 }),
    Type.Unsafe<PropertyRequest>(Named(title, Type.Union(branches))),
  )

const schemaUpdate = (branches: TSchema[]) =>
  Type.Record(
    Type.String({ minLength: 1, maxLength: 100 }),
    Type.Unsafe<PropertyRequest | null>(
      Type.Union([
        ...branches,
        Type.Object({ ...naming, name: Type.String({ minLength: 1, maxLength: 100 }) }, Exactly),
        Type.Null(),
      ]),
    ),
  )

const branches = configBranches(Relation)

/** A schema by the names of its properties. */
export const SchemaRequest = schemaRequest(branches, 'PropertyRequest')

/** Changes to a schema: a new description, a new name, or null to remove the property. */
export const SchemaUpdate = schemaUpdate(branches)

const TableRelation = relationTo({ database_id: Uuid('The database to relate to') })
const tableBranches = configBranches(TableRelation)

/** The same before 2025-09-03: relations name databases. */
export const TableSchemaRequest = schemaRequest(tableBranches, 'TablePropertyRequest')

export const TableSchemaUpdate = schemaUpdate(tableBranches)

const untypedBranches = configBranches(
  Type.Union([
    Type.Object({ database_id: Uuid('The database to relate to') }, Exactly),
    TableRelation,
  ]),
)

/** The same before 2022-06-28: a relation need not say whether it has another end. */
export const UntypedTableSchemaRequest = schemaRequest(untypedBranches, 'UntypedPropertyRequest')

export const UntypedTableSchemaUpdate = schemaUpdate(untypedBranches)

/** The value of a property as a request gives it. */
export type ValueRequest =
  | Readonly<Record<string, unknown>>
  | readonly unknown[]
  | string
  | number
  | boolean
  | null

/** In the order in which a refusal lists them. Recorded. */
const writtenTypes = [
  'title',
  'rich_text',
  'number',
  'url',
  'select',
  'multi_select',
  'people',
  'email',
  'phone_number',
  'date',
  'checkbox',
  'relation',
  'files',
  'status',
  'place',
] as const satisfies readonly PropertyType[]

const otherTypes = propertyTypes.filter((type) => !writtenTypes.some((one) => one === type))

/** What nobody writes may come as an answer showed it: the operation refuses it by its name. */
const valueBranches = [...writtenTypes, ...otherTypes].map((type) =>
  Type.Object(
    {
      [type]: propertyKinds[type].value ?? Type.Unknown(),
      type: Type.Optional(Type.Literal(type)),
      id: Type.Optional(Type.String()),
      ...(type === 'relation' && { has_more: Type.Optional(Type.Boolean()) }),
    },
    { ...Exactly, ...(otherTypes.includes(type) && Unlisted) },
  ),
)

const bareBranches = [
  Type.Array(Type.Object({}), { maxItems: 100 }),
  Type.Number(),
  Type.String(),
  Type.Boolean(),
  Type.Null(),
  ...[
    ['id', 'name', 'color'],
    ['name', 'id', 'color'],
    ['start', 'end', 'time_zone'],
    ['lat', 'lon', 'name', 'address', 'aws_place_id', 'google_place_id'],
    ['state', 'date'],
  ].map(([first = '', ...rest]) => {
    const more = rest.map((key) => [key, Type.Optional(Type.Unknown())])
    return Type.Object({ [first]: Type.Unknown(), ...Object.fromEntries(more) }, Exactly)
  }),
]

/**
 * Values by the names or ids of their properties: all with their types, or all without (observed); which of the latter a
 * property takes is told by {@link isValueOf}. Contract §4.1.
 */
export const ValuesRequest = Type.Unsafe<Readonly<Record<string, ValueRequest>>>(
  Type.Union([
    Type.Record(Type.String(), Named('PropertyValueRequest', Type.Union(valueBranches))),
    Type.Record(Type.String(), Named('BarePropertyValueRequest', Type.Union(bareBranches))),
  ]),
)

const isBare = checkOf(Type.Union(bareBranches))

const checks = new Map<PropertyType, (value: unknown) => boolean>()

/** May a property of this type be given that, without the type beside it? */
export const isValueOf = (type: PropertyType, given: unknown): boolean => {
  const { value } = propertyKinds[type]
  if (value === null) return false
  const check = checks.get(type) ?? checkOf(value)
  checks.set(type, check)
  // The value of another type, with that type beside it, is none.
  return isBare(given) && check(given)
}

/** A property in an answer: `{id, name, description, type, <type>: {…}}`. */
export const PropertyAnswer = Type.Unsafe<PropertyAnswer>(
  Type.Object({
    id: Type.String(),
    name: Type.String(),
    description: Nullable(Type.String()),
    type: OneOf(propertyTypes),
  }),
)

export type PropertyAnswer = {
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly type: PropertyType
} & Readonly<Record<string, unknown>>

/** The value of a property in an answer: `{id, type, <type>: …}`. */
export const ValueAnswer = Type.Unsafe<ValueAnswer>(
  Type.Object({ id: Type.String(), type: OneOf(propertyTypes) }),
)

export type ValueAnswer = {
  readonly id: string
  readonly type: PropertyType
} & Readonly<Record<string, unknown>>
