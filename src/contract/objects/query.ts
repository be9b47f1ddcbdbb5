import { FormatRegistry, type TSchema, Type } from '@sinclair/typebox'
import { isIsoDate } from '../../lib/iso-date.js'
import { isUuid } from '../../lib/uuid.js'
import { Exactly, Named } from '../schema.js'
import { OneOf } from './rich-text.js'

/** Days that a filter can name by their distance from today. Contract §9. */
export const relativeDays = [
  'today',
  'tomorrow',
  'yesterday',
  'one_week_ago',
  'one_week_from_now',
  'one_month_ago',
  'one_month_from_now',
] as const

export type RelativeDay = (typeof relativeDays)[number]

/** Stretches of days that a filter can name by themselves. Contract §9. */
export const relativePeriods = [
  'this_week',
  'past_week',
  'past_month',
  'past_year',
  'next_week',
  'next_month',
  'next_year',
] as const

export type RelativePeriod = (typeof relativePeriods)[number]

const isRelativeDay = (text: string): boolean => relativeDays.includes(text as RelativeDay)

FormatRegistry.Set('date-of-filter', (text) => isRelativeDay(text) || isIsoDate(text))
FormatRegistry.Set('person-of-filter', (text) => text === 'me' || isUuid(text))

const DateOperand = Type.String({
  format: 'date-of-filter',
  title: 'a valid ISO 8601 date string',
  description: `A day, a time, or one of ${relativeDays.join(', ')}`,
})

const PersonOperand = Type.String({
  format: 'person-of-filter',
  title: 'a valid uuid',
  description: 'A user, or `me`',
})

const OptionOperand = Type.Union([
  Type.String(),
  Type.Array(Type.String(), { minItems: 1, maxItems: 100 }),
])

type Operands = Readonly<Record<string, TSchema>>

const each = <const Operator extends string>(operators: readonly Operator[], operand: TSchema) =>
  Object.fromEntries(operators.map((operator) => [operator, operand]))

const existence = each(['is_empty', 'is_not_empty'], Type.Literal(true))

/** One object per operator, so that a condition has just one. */
export const oneOperator = (name: string, operands: Operands) =>
  Named(
    name,
    Type.Union(
      Object.entries(operands).map(([operator, operand]) =>
        Type.Object({ [operator]: operand }, Exactly),
      ),
    ),
  )

const ofText = {
  ...each(
    ['equals', 'does_not_equal', 'contains', 'does_not_contain', 'starts_with', 'ends_with'],
    Type.String(),
  ),
  ...existence,
}

export const TextCondition = oneOperator('TextFilter', ofText)

const ofNumber = {
  ...each(
    [
      'equals',
      'does_not_equal',
      'greater_than',
      'less_than',
      'greater_than_or_equal_to',
      'less_than_or_equal_to',
    ],
    Type.Number(),
  ),
  ...existence,
}

const NumberCondition = oneOperator('NumberFilter', ofNumber)

const ofCheckbox = each(['equals', 'does_not_equal'], Type.Boolean())

const CheckboxCondition = oneOperator('CheckboxFilter', ofCheckbox)

const ofOption = {
  ...each(['equals', 'does_not_equal'], OptionOperand),
  ...existence,
}

const OptionCondition = oneOperator('OptionFilter', ofOption)

const ofOptions = {
  ...each(['contains', 'does_not_contain'], OptionOperand),
  ...existence,
}

const OptionsCondition = oneOperator('OptionsFilter', ofOptions)

const ofDate = {
  ...each(['equals', 'before', 'after', 'on_or_before', 'on_or_after'], DateOperand),
  ...each(relativePeriods, Type.Object({}, Exactly)),
  ...existence,
}

const DateCondition = oneOperator('DateFilter', ofDate)

const ofPeople = {
  ...each(['contains', 'does_not_contain'], PersonOperand),
  ...existence,
}

const PeopleCondition = oneOperator('PeopleFilter', ofPeople)

const ofRelation = {
  ...each(
    ['contains', 'does_not_contain'],
    Type.String({ format: 'uuid', description: 'A page that is related' }),
  ),
  ...existence,
}

const RelationCondition = oneOperator('RelationFilter', ofRelation)

const FilesCondition = oneOperator('FilesFilter', existence)

const VerificationState = OneOf(['verified', 'expired', 'none'])

/** Notion: changelog, 13 August 2026. */
const VerificationCondition = oneOperator('VerificationFilter', {
  status: VerificationState,
  does_not_equal: VerificationState,
})

/** What a filter of a formula names, but for `string`. */
export const formulaConditions = {
  checkbox: CheckboxCondition,
  number: NumberCondition,
  date: DateCondition,
}

const FormulaCondition = oneOperator('FormulaFilter', {
  string: TextCondition,
  ...formulaConditions,
})

/** What a filter of the items of a rollup names, but for `rich_text`. */
export const itemConditions = {
  number: NumberCondition,
  checkbox: CheckboxCondition,
  select: OptionCondition,
  multi_select: OptionsCondition,
  relation: RelationCondition,
  date: DateCondition,
  people: PeopleCondition,
  files: FilesCondition,
  status: OptionCondition,
}

const ItemCondition = oneOperator('RollupItemFilter', {
  rich_text: TextCondition,
  ...itemConditions,
})

export const rollupConditions = (items: TSchema) => ({
  ...each(['any', 'every', 'none'], items),
  date: DateCondition,
  number: NumberCondition,
})

const RollupCondition = oneOperator('RollupFilter', rollupConditions(ItemCondition))

export const conditions = {
  title: TextCondition,
  rich_text: TextCondition,
  number: NumberCondition,
  checkbox: CheckboxCondition,
  select: OptionCondition,
  multi_select: OptionsCondition,
  status: OptionCondition,
  date: DateCondition,
  people: PeopleCondition,
  files: FilesCondition,
  url: TextCondition,
  email: TextCondition,
  phone_number: TextCondition,
  relation: RelationCondition,
  created_by: PeopleCondition,
  created_time: DateCondition,
  last_edited_by: PeopleCondition,
  last_edited_time: DateCondition,
  formula: FormulaCondition,
  unique_id: NumberCondition,
  rollup: RollupCondition,
  verification: VerificationCondition,
} as const

const plainOperands: { readonly [Key in keyof typeof conditions]?: Operands } = {
  title: ofText,
  rich_text: ofText,
  number: ofNumber,
  checkbox: ofCheckbox,
  select: ofOption,
  multi_select: ofOptions,
  status: ofOption,
  date: ofDate,
  people: ofPeople,
  files: existence,
  url: ofText,
  email: ofText,
  phone_number: ofText,
  relation: ofRelation,
  created_by: ofPeople,
  created_time: ofDate,
  last_edited_by: ofPeople,
  last_edited_time: ofDate,
  unique_id: ofNumber,
}

/** The member of a property filter that holds its condition. Contract §9. */
export type FilterKey = keyof typeof conditions

export const filterKeys = Object.keys(conditions) as FilterKey[]

/** What an operator of a filter wants beside itself. */
export type Operand =
  | 'nothing'
  | 'period'
  | 'text'
  | 'number'
  | 'truth'
  | 'choice'
  | 'day'
  | 'person'
  | 'page'

export type FilterOperator = { readonly name: string; readonly operand: Operand }

const operands = new Map<TSchema, Operand>([
  [DateOperand, 'day'],
  [PersonOperand, 'person'],
  [OptionOperand, 'choice'],
])

const operandOf = (schema: TSchema): Operand => {
  const known = operands.get(schema)
  if (known) return known
  if (schema.const === true) return 'nothing'
  if (schema.type === 'object') return 'period'
  if (schema.type === 'number') return 'number'
  if (schema.type === 'boolean') return 'truth'
  return schema.format === 'uuid' ? 'page' : 'text'
}

/** The operators that a filter of a property has, by its type; none where its conditions are nested. Contract §9. */
export const operatorsOf = (type: string): readonly FilterOperator[] => {
  const operators = Object.hasOwn(plainOperands, type) ? plainOperands[type as FilterKey] : {}
  return Object.entries(operators ?? {}).map(([name, schema]) => ({
    name,
    operand: operandOf(schema),
  }))
}

/** Types of properties whose items a rollup collects, as its filters call them. */
const itemKeys: Readonly<Record<string, FilterKey>> = {
  title: 'rich_text',
  rich_text: 'rich_text',
  url: 'rich_text',
  email: 'rich_text',
  phone_number: 'rich_text',
  number: 'number',
  checkbox: 'checkbox',
  select: 'select',
  multi_select: 'multi_select',
  status: 'status',
  date: 'date',
  people: 'people',
  files: 'files',
  relation: 'relation',
}

const within = (path: string, type: FilterKey): FilterOperator[] =>
  operatorsOf(type).map(({ name, operand }) => ({ name: `${path}.${name}`, operand }))

/**
 * The operators of a filter of a formula by the type of its result, `string`, `number`, `boolean` or `date`, each behind
 * the member that holds its condition: `string.contains`. Contract §9.
 */
export const formulaOperators = (result: string): readonly FilterOperator[] => {
  if (result === 'string') return within('string', 'rich_text')
  if (result === 'boolean') return within('checkbox', 'checkbox')
  return result === 'number' || result === 'date' ? within(result, result) : []
}

/** The same of a rollup, whose result is a `number`, a `date` or items of the type of a property: `any.select.equals`. */
export const rollupOperators = (result: string, isList: boolean): readonly FilterOperator[] => {
  if (!isList) return result === 'number' || result === 'date' ? within(result, result) : []
  const key = itemKeys[result]
  return key ? ['any', 'every', 'none'].flatMap((which) => within(`${which}.${key}`, key)) : []
}

export const timestamps = ['created_time', 'last_edited_time'] as const

export type Timestamp = (typeof timestamps)[number]

const groupsOf = (filter: TSchema) => {
  const filters = Type.Array(filter, { maxItems: 100 })
  return [Type.Object({ or: filters }, Exactly), Type.Object({ and: filters }, Exactly)]
}

/** A condition as a client sends it: one operator and its operand. */
export type ConditionRequest = Readonly<Record<string, unknown>>

/** A filter as a client sends it. The edge has checked its shape; `resolveFilter` reads it. */
export type FilterRequest =
  | { readonly and: readonly FilterRequest[] }
  | { readonly or: readonly FilterRequest[] }
  | ({ readonly property: string } & { readonly [Key in FilterKey]?: ConditionRequest })
  | ({ readonly timestamp: Timestamp } & { readonly [Key in Timestamp]?: ConditionRequest })

/** Some clients send an empty object where they filter by nothing. */
const nothing = Type.Object({}, { maxProperties: 0 })

/**
 * `filter` of a query: a single filter, or groups of at most 100 in two levels. Contract §9.
 *
 * @param suffix what tells the names of its schemas from those of other filters
 */
export const filterBy = (conditions: Operands, suffix = '') => {
  const single = [
    ...Object.entries(conditions).map(([key, condition]) =>
      Type.Object(
        {
          [key]: condition,
          property: Type.String(),
          type: Type.Optional(Type.Literal(key)),
        },
        Exactly,
      ),
    ),
    ...timestamps.map((key) =>
      Type.Object(
        {
          [key]: DateCondition,
          timestamp: Type.Literal(key),
          type: Type.Optional(Type.Literal(key)),
        },
        Exactly,
      ),
    ),
  ]
  const one = Named(`SingleFilter${suffix}`, Type.Union(single))
  const grouped = Named(`GroupedFilter${suffix}`, Type.Union([...groupsOf(one), ...single]))
  return Type.Unsafe<FilterRequest | Record<string, never>>(
    Type.Union([...groupsOf(grouped), ...single, nothing]),
  )
}

export const QueryFilter = filterBy(conditions)

const direction = OneOf(['ascending', 'descending'])

/** One of `sorts` as a client sends it. */
export type SortRequest = { readonly direction: 'ascending' | 'descending' } & (
  | { readonly property: string }
  | { readonly timestamp: Timestamp }
)

/** `sorts` of a query; earlier ones win. Contract §9. */
export const QuerySorts = Type.Array(
  Type.Unsafe<SortRequest>(
    Type.Union([
      Type.Object({ property: Type.String(), direction }, Exactly),
      Type.Object({ timestamp: OneOf(timestamps), direction }, Exactly),
    ]),
  ),
  { maxItems: 100 },
)
