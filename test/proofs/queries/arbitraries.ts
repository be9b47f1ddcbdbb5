import fc from 'fast-check'
import type { FilterRequest, SortRequest } from '../../../src/contract/objects/query.js'
import { relativeDays, relativePeriods, timestamps } from '../../../src/contract/objects/query.js'
import type { Property, Schema } from '../../../src/domain/content/property.js'
import { type RichText, richTextFrom } from '../../../src/domain/content/rich-text.js'
import type { Value } from '../../../src/domain/content/value.js'

/** What texts are made of: cases, accents, numbers, signs of `like`, what a store cannot keep, what UTF-16 spells in two. */
const pieces = [
  'a',
  'A',
  'b',
  'B',
  'z',
  'ab',
  'ß',
  'SS',
  'é',
  'e\u0301',
  'E',
  'İ',
  'ı',
  'Σ',
  'ς',
  'æ',
  'ﷺ',
  '中',
  'я',
  'Ё',
  '1',
  '01',
  '10',
  '9',
  '٣',
  ' ',
  '-',
  '%',
  '_',
  '\\',
  "'",
  '.',
  '\n',
  '\t',
  '\u0001',
  '\u0004',
  '^',
  '~',
  '\uffff',
  '\ufffd',
  '😀',
  '𝒜',
  '\ud7ff',
  '\ue000',
]

/** What a store would not take as the text of a column, and a value may have. */
const wild = ['\0', '\ud83d', '\udc00', 'x'.repeat(99), 'Long '.repeat(50)]

const textOf = (from: readonly string[]) =>
  fc.array(fc.constantFrom(...from), { maxLength: 4 }).map((parts) => parts.join(''))

const tameText = textOf(pieces)
/** More than a store keeps of a text, with what is looked for before it and behind. */
const longText = fc.tuple(tameText, tameText).map((parts) => parts.join('Long '.repeat(50)))
const anyText = fc.oneof(
  { weight: 5, arbitrary: tameText },
  { weight: 1, arbitrary: textOf([...pieces, ...wild]) },
  { weight: 2, arbitrary: longText },
)

const numbers = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    1,
    -1,
    2,
    10,
    0.1,
    -0.1,
    1e21,
    -1e21,
    5e-324,
    1.7976931348623157e308,
    2 ** 53,
  ),
  fc.integer({ min: -5, max: 5 }),
)

/** Around the day on which the proof takes place. */
export const NOW = Date.UTC(2026, 4, 31, 12, 30)
const DAY = 86_400_000

const days = fc.integer({ min: -400, max: 400 }).map((days) => dayText(NOW + days * DAY))
const nearDays = fc.integer({ min: -9, max: 9 }).map((days) => dayText(NOW + days * DAY))
const dayText = (at: number) => new Date(at).toISOString().slice(0, 10)
const times = fc
  .tuple(
    nearDays,
    fc.constantFrom('00:00', '00:30', '12:00', '23:59'),
    fc.constantFrom('Z', '+02:00', '-11:00'),
  )
  .map(([day, time, offset]) => `${day}T${time}:00.000${offset === 'Z' ? '+00:00' : offset}`)
const dates = fc.oneof(days, nearDays, times)

export const people = [
  '0aaaaaaa-0000-4000-8000-000000000001',
  '0aaaaaaa-0000-4000-8000-000000000002',
  'faaaaaaa-0000-4000-8000-00000000000a',
]

const optionNames = ['Done', 'done', 'To do', 'Ünder', 'A%', 'b_c', '10', '9']

const richText = (content: string): RichText[] =>
  content === '' ? [] : richTextFrom([{ text: { content } }])

const typed = [
  'rich_text',
  'url',
  'email',
  'phone_number',
  'number',
  'unique_id',
  'checkbox',
  'select',
  'status',
  'multi_select',
  'date',
  'people',
  'files',
  'created_time',
  'last_edited_time',
  'created_by',
  'last_edited_by',
] as const

export const hasOptions = (type: string): boolean =>
  type === 'select' || type === 'status' || type === 'multi_select'

const option = (path: string) => (name: string, index: number) => ({
  id: `${index % 2 === 0 ? 'a' : 'A'}${path}${index}`.padEnd(36, '-'),
  name,
  color: 'default',
  description: null,
})

/** A property as the proof makes it; `n` keeps its id and its name its own. */
export const propertyArbitrary = (n: number): fc.Arbitrary<Property> =>
  fc
    .record({
      type: fc.constantFrom(...typed),
      names: fc.uniqueArray(fc.constantFrom(...optionNames), { minLength: 0, maxLength: 8 }),
    })
    .map(({ type, names }) => ({
      id: `p${n}`,
      name: `P ${n}`,
      description: null,
      type,
      ...(hasOptions(type) && { options: names.map(option(`o${n}-`)) }),
    }))

const title: Property = { id: 'title', name: 'Name', description: null, type: 'title' }

export const schemaArbitrary: fc.Arbitrary<Schema> = fc
  .tuple(...Array.from({ length: 8 }, (_, n) => propertyArbitrary(n)))
  .map((properties) => [title, ...properties])

const idsOf = ({ options = [] }: Property) => options.map(({ id }) => id)

/** A value as it is kept. */
export const valueArbitrary = (property: Property): fc.Arbitrary<Value> => {
  const empty = fc.constant(null)
  const or = (arbitrary: fc.Arbitrary<Value>, none: fc.Arbitrary<Value> = empty) =>
    fc.oneof({ weight: 1, arbitrary: none }, { weight: 4, arbitrary })
  switch (property.type) {
    case 'title':
      return tameText.map(richText)
    case 'rich_text':
      return anyText.map(richText)
    case 'url':
    case 'email':
    case 'phone_number':
      return or(anyText)
    case 'number':
      return or(numbers)
    case 'checkbox':
      return or(fc.boolean())
    case 'select':
    case 'status':
      return idsOf(property).length === 0 ? empty : or(fc.constantFrom(...idsOf(property)))
    case 'multi_select':
      return fc.shuffledSubarray(idsOf(property))
    case 'date':
      return or(dates.map((start) => ({ start, end: null, time_zone: null })))
    case 'people':
      return fc.shuffledSubarray(people)
    case 'files':
      return fc
        .array(tameText, { maxLength: 2 })
        .map((names) =>
          names.map((name) => ({ type: 'external', url: 'https://x', name }) as never),
        )
    default:
      return empty
  }
}

type Operators = Readonly<Record<string, fc.Arbitrary<unknown>>>

const existence: Operators = { is_empty: fc.constant(true), is_not_empty: fc.constant(true) }

const each = (names: readonly string[], operand: fc.Arbitrary<unknown>): Operators =>
  Object.fromEntries(names.map((name) => [name, operand]))

const texts: Operators = {
  ...each(
    ['equals', 'does_not_equal', 'contains', 'does_not_contain', 'starts_with', 'ends_with'],
    anyText,
  ),
  ...existence,
}
const comparisons: Operators = {
  ...each(
    [
      'equals',
      'does_not_equal',
      'greater_than',
      'less_than',
      'greater_than_or_equal_to',
      'less_than_or_equal_to',
    ],
    numbers,
  ),
  ...existence,
}
const dateOperators: Operators = {
  ...each(
    ['equals', 'before', 'after', 'on_or_before', 'on_or_after'],
    fc.oneof(dates, fc.constantFrom(...relativeDays)),
  ),
  ...each(relativePeriods, fc.constant({})),
  ...existence,
}
const operandOfOptions = fc.oneof(
  fc.constantFrom(...optionNames, 'Unknown'),
  fc.array(fc.constantFrom(...optionNames, 'Unknown'), { minLength: 1, maxLength: 3 }),
)
const peopleOperators: Operators = {
  ...each(['contains', 'does_not_contain'], fc.constantFrom(...people, 'me')),
  ...existence,
}

const operatorsOf: Readonly<Record<string, Operators>> = {
  title: texts,
  rich_text: texts,
  url: texts,
  email: texts,
  phone_number: texts,
  number: comparisons,
  unique_id: comparisons,
  checkbox: each(['equals', 'does_not_equal'], fc.boolean()),
  select: { ...each(['equals', 'does_not_equal'], operandOfOptions), ...existence },
  status: { ...each(['equals', 'does_not_equal'], operandOfOptions), ...existence },
  multi_select: { ...each(['contains', 'does_not_contain'], operandOfOptions), ...existence },
  date: dateOperators,
  created_time: dateOperators,
  last_edited_time: dateOperators,
  people: peopleOperators,
  created_by: peopleOperators,
  last_edited_by: peopleOperators,
  files: existence,
}

const conditionOf = (operators: Operators): fc.Arbitrary<Record<string, unknown>> =>
  fc.oneof(
    ...Object.entries(operators).map(([name, operand]) =>
      operand.map((value) => ({ [name]: value })),
    ),
  )

const singleFilter = (schema: Schema): fc.Arbitrary<FilterRequest> =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .constantFrom(...schema)
        .chain(({ id, type }) =>
          conditionOf(operatorsOf[type] ?? existence).map(
            (condition) => ({ property: id, [type]: condition }) as never,
          ),
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(...timestamps)
        .chain((timestamp) =>
          conditionOf(dateOperators).map(
            (condition) => ({ timestamp, [timestamp]: condition }) as never,
          ),
        ),
    },
  )

const groupOf = (inner: fc.Arbitrary<FilterRequest>): fc.Arbitrary<FilterRequest> =>
  fc
    .tuple(fc.constantFrom('and', 'or'), fc.array(inner, { maxLength: 3 }))
    .map(([type, filters]) => ({ [type]: filters }) as never)

/** Any filter that the contract allows on a schema: single, or groups in two levels. */
export const filterArbitrary = (schema: Schema): fc.Arbitrary<FilterRequest> => {
  const single = singleFilter(schema)
  const group = groupOf(single)
  return fc.oneof(
    { weight: 4, arbitrary: single },
    { weight: 2, arbitrary: group },
    { weight: 2, arbitrary: groupOf(fc.oneof(single, group)) },
  )
}

export const sortsArbitrary = (schema: Schema): fc.Arbitrary<SortRequest[]> =>
  fc.array(
    fc
      .tuple(
        fc.oneof(
          { weight: 6, arbitrary: fc.constantFrom(...schema).map(({ id }) => ({ property: id })) },
          {
            weight: 1,
            arbitrary: fc.constantFrom(...timestamps).map((timestamp) => ({ timestamp })),
          },
        ),
        fc.constantFrom('ascending' as const, 'descending' as const),
      )
      .map(([by, direction]) => ({ ...by, direction }) as SortRequest),
    { maxLength: 3 },
  )

/** How a schema may change beside what is added to it. */
export const changedSchemaArbitrary = (schema: Schema, n: number): fc.Arbitrary<Schema> =>
  fc
    .tuple(
      fc.constantFrom(...schema.slice(1)),
      fc.constantFrom('rename', 'reorder', 'recolour', 'lose', 'remove', 'add', 'retype'),
      propertyArbitrary(n),
    )
    .map(([changed, kind, added]) => {
      const replaced = (next: Property) => schema.map((one) => (one.id === changed.id ? next : one))
      const { options = [] } = changed
      switch (kind) {
        case 'rename':
          return replaced({
            ...changed,
            name: `Renamed ${n}`,
            options: options.map((one) => ({ ...one, name: `${one.name}x` })),
          })
        case 'reorder':
          return replaced({ ...changed, options: options.toReversed() })
        case 'recolour':
          return replaced({ ...changed, options: options.map((one) => ({ ...one, color: 'red' })) })
        case 'lose':
          return replaced({ ...changed, options: options.slice(1) })
        case 'remove':
          return schema.length > 4 ? schema.filter(({ id }) => id !== changed.id) : schema
        case 'add':
          return [...schema, added]
        default:
          return replaced(retyped(changed))
      }
    })

/** A type whose values are kept alike. */
const retyped = (property: Property): Property => {
  const others: Readonly<Record<string, Property['type']>> = {
    url: 'email',
    email: 'phone_number',
    phone_number: 'url',
    select: 'status',
    status: 'select',
  }
  const { type } = property
  return { ...property, type: others[type] ?? type }
}
