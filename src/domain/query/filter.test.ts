import { describe, expect, it } from 'vitest'
import { explain } from '../../contract/explain.js'
import { type FilterRequest, QueryFilter } from '../../contract/objects/query.js'
import { checkOf } from '../../contract/schema.js'
import { evaluate } from './filter.js'
import { resolveFilter } from './resolve.js'
import type { Value } from './values.js'

const now = Date.parse('2026-06-27T17:01:15.377Z')
const ann = '00000000-0000-4000-8000-0000000000fa'
const bob = '00000000-0000-4000-8000-0000000000fb'
const page = '38c9ce7b-60a4-81df-8195-e1e6a34e4fc4'

const isFilter = checkOf(QueryFilter)

type Operator = readonly [operator: string, operand: unknown]

/** A row with one property of a type: does it satisfy the one condition? */
const asks = (type: string, value: Value | undefined, condition: object, key = type, me = ann) => {
  const request = { property: 'P', [key]: condition } as FilterRequest
  if (!isFilter(request)) throw new Error(explain('body', QueryFilter, request))
  const filter = resolveFilter([{ id: 'p', name: 'P', type }], request)
  const row = {
    id: page,
    createdAt: now,
    editedAt: now,
    values: new Map(value ? [['p', value]] : []),
  }
  return evaluate(filter, row, { now, me })
}

/** Which of the values, each by its name, satisfy the condition. */
const found = (
  type: string,
  values: Readonly<Record<string, Value | undefined>>,
  [operator, operand]: Operator,
) => Object.keys(values).filter((name) => asks(type, values[name], { [operator]: operand }))

const text = (given: string): Value => ({ type: 'text', text: given })
const number = (given: number | null): Value => ({ type: 'number', number: given })
const date = (start: string | null, end: string | null = null): Value => ({
  type: 'date',
  date: start === null ? null : { start, end, time_zone: null },
})

describe.each(['title', 'rich_text', 'url', 'email', 'phone_number'])('a filter of %s', (type) => {
  const values = {
    john: text('John Doe'),
    jane: text('jane.doe@x'),
    none: text(''),
    unset: undefined,
  }

  it.each<[string, unknown, string[]]>([
    ['equals', 'john doe', ['john']],
    ['does_not_equal', 'JOHN DOE', ['jane', 'none', 'unset']],
    ['contains', 'DOE', ['john', 'jane']],
    ['does_not_contain', 'john', ['jane', 'none', 'unset']],
    ['starts_with', 'JOHN', ['john']],
    ['ends_with', 'Doe', ['john']],
    ['is_empty', true, ['none', 'unset']],
    ['is_not_empty', true, ['john', 'jane']],
  ])('%s %j', (operator, operand, names) => {
    expect(found(type, values, [operator, operand])).toEqual(names)
    const byText = Object.keys(values).filter((name) =>
      asks(type, values[name as keyof typeof values], { [operator]: operand }, 'rich_text'),
    )
    expect(byText).toEqual(names)
  })
})

describe.each(['number', 'unique_id'])('a filter of %s', (type) => {
  const values = { below: number(-1), one: number(1), two: number(2), none: number(null) }

  it.each<[string, unknown, string[]]>([
    ['equals', 1, ['one']],
    ['does_not_equal', 1, ['below', 'two', 'none']],
    ['greater_than', 1, ['two']],
    ['less_than', 1, ['below']],
    ['greater_than_or_equal_to', 1, ['one', 'two']],
    ['less_than_or_equal_to', 1, ['below', 'one']],
    ['is_empty', true, ['none']],
    ['is_not_empty', true, ['below', 'one', 'two']],
  ])('%s %j', (operator, operand, names) => {
    expect(found(type, values, [operator, operand])).toEqual(names)
  })
})

describe('a filter of checkbox', () => {
  const values: Record<string, Value | undefined> = {
    yes: { type: 'checkbox', checked: true },
    no: { type: 'checkbox', checked: false },
    unset: undefined,
  }

  it.each<[string, unknown, string[]]>([
    ['equals', true, ['yes']],
    ['equals', false, ['no', 'unset']],
    ['does_not_equal', true, ['no', 'unset']],
    ['does_not_equal', false, ['yes']],
  ])('%s %j', (operator, operand, names) => {
    expect(found('checkbox', values, [operator, operand])).toEqual(names)
  })
})

describe.each(['select', 'status'])('a filter of %s', (type) => {
  const values: Record<string, Value> = {
    todo: { type: 'option', name: 'To do' },
    done: { type: 'option', name: 'Done' },
    none: { type: 'option', name: null },
  }

  it.each<[string, unknown, string[]]>([
    ['equals', 'Done', ['done']],
    ['equals', ['Done', 'To do'], ['todo', 'done']],
    ['does_not_equal', 'Done', ['todo', 'none']],
    ['does_not_equal', ['Done', 'To do'], ['none']],
    ['is_empty', true, ['none']],
    ['is_not_empty', true, ['todo', 'done']],
  ])('%s %j', (operator, operand, names) => {
    expect(found(type, values, [operator, operand])).toEqual(names)
  })
})

describe('a filter of multi_select', () => {
  const values: Record<string, Value> = {
    both: { type: 'options', names: ['A', 'B'] },
    one: { type: 'options', names: ['B'] },
    none: { type: 'options', names: [] },
  }

  it.each<[string, unknown, string[]]>([
    ['contains', 'A', ['both']],
    ['contains', ['A', 'B'], ['both', 'one']],
    ['does_not_contain', 'A', ['one', 'none']],
    ['does_not_contain', ['A', 'B'], ['none']],
    ['is_empty', true, ['none']],
    ['is_not_empty', true, ['both', 'one']],
  ])('%s %j', (operator, operand, names) => {
    expect(found('multi_select', values, [operator, operand])).toEqual(names)
  })
})

describe('a filter of date', () => {
  const values = {
    eve: date('2026-06-26T23:59:00.000+00:00'),
    day: date('2026-06-27'),
    dusk: date('2026-06-27T18:01:00.000+01:00', '2026-07-04T18:01:00.000+01:00'),
    morrow: date('2026-06-28'),
    none: date(null),
  }

  it.each<[string, unknown, string[]]>([
    ['equals', '2026-06-27', ['day', 'dusk']],
    ['equals', '2026-06-27T18:01:15.377824+01:00', ['dusk']],
    ['equals', 'today', ['day', 'dusk']],
    ['before', '2026-06-27', ['eve']],
    ['before', '2026-06-27T17:01:59Z', ['eve', 'day']],
    ['before', 'tomorrow', ['eve', 'day', 'dusk']],
    ['after', '2026-06-27', ['morrow']],
    ['after', '2026-06-27T17:00:00', ['dusk', 'morrow']],
    ['after', 'yesterday', ['day', 'dusk', 'morrow']],
    ['on_or_before', '2026-06-27', ['eve', 'day', 'dusk']],
    ['on_or_before', '2026-06-27T17:01:00Z', ['eve', 'day', 'dusk']],
    ['on_or_after', '2026-06-27', ['day', 'dusk', 'morrow']],
    ['on_or_after', '2026-06-27T17:01:59Z', ['dusk', 'morrow']],
    ['is_empty', true, ['none']],
    ['is_not_empty', true, ['eve', 'day', 'dusk', 'morrow']],
  ])('%s %j', (operator, operand, names) => {
    expect(found('date', values, [operator, operand])).toEqual(names)
  })

  const days = Object.fromEntries(
    [
      '2025-06-26',
      '2025-06-27',
      '2026-05-26',
      '2026-05-27',
      '2026-06-19',
      '2026-06-20',
      '2026-06-21',
      '2026-06-22',
      '2026-06-27',
      '2026-06-28',
      '2026-06-29',
      '2026-07-04',
      '2026-07-05',
      '2026-07-27',
      '2026-07-28',
      '2027-06-27',
      '2027-06-28',
    ].map((day) => [day, date(day)]),
  )

  it.each<[string, string, string]>([
    ['this_week', '2026-06-22', '2026-06-28'],
    ['past_week', '2026-06-20', '2026-06-27'],
    ['past_month', '2026-05-27', '2026-06-27'],
    ['past_year', '2025-06-27', '2026-06-27'],
    ['next_week', '2026-06-27', '2026-07-04'],
    ['next_month', '2026-06-27', '2026-07-27'],
    ['next_year', '2026-06-27', '2027-06-27'],
  ])('%s is from %s to %s', (operator, first, last) => {
    const within = Object.keys(days).filter((day) => first <= day && day <= last)
    expect(found('date', days, [operator, {}])).toEqual(within)
  })
})

describe.each(['created_time', 'last_edited_time'] as const)('a filter of %s', (timestamp) => {
  const row = { id: page, createdAt: now, editedAt: now, values: new Map() }
  const other = timestamp === 'created_time' ? 'editedAt' : 'createdAt'

  it.each<[string, unknown, boolean]>([
    ['equals', '2026-06-27T17:01:59Z', true],
    ['before', '2026-06-27T17:01:59Z', false],
    ['after', '2026-06-27T17:01:00Z', false],
    ['on_or_before', '2026-06-27T17:01:00Z', true],
    ['on_or_after', '2026-06-27', true],
    ['this_week', {}, true],
    ['is_empty', true, false],
    ['is_not_empty', true, true],
  ])('%s %j', (operator, operand, isFound) => {
    const request = { timestamp, [timestamp]: { [operator]: operand } } as FilterRequest
    expect(isFilter(request)).toBe(true)
    const asked = resolveFilter([], request)
    expect(evaluate(asked, { ...row, [other]: 0 }, { now })).toBe(isFound)
    const value: Value = { type: 'time', at: now }
    expect(asks(timestamp, value, { [operator]: operand })).toBe(isFound)
    expect(asks(timestamp, value, { [operator]: operand }, 'date')).toBe(isFound)
  })
})

describe.each(['people', 'created_by', 'last_edited_by'])('a filter of %s', (type) => {
  const values: Record<string, Value> = {
    both: { type: 'people', ids: [ann, bob] },
    bob: { type: 'people', ids: [bob] },
    none: { type: 'people', ids: [] },
  }

  it.each<[string, unknown, string[]]>([
    ['contains', ann, ['both']],
    ['contains', ann.replaceAll('-', '').toUpperCase(), ['both']],
    ['contains', 'me', ['both']],
    ['does_not_contain', ann, ['bob', 'none']],
    ['does_not_contain', 'me', ['bob', 'none']],
    ['is_empty', true, ['none']],
    ['is_not_empty', true, ['both', 'bob']],
  ])('%s %j', (operator, operand, names) => {
    expect(found(type, values, [operator, operand])).toEqual(names)
  })

  it('finds nobody as me where no person asks', () => {
    const filter = resolveFilter([{ id: 'p', name: 'P', type }], {
      property: 'P',
      people: { contains: 'me' },
      ...(type !== 'people' && { people: undefined, [type]: { contains: 'me' } }),
    } as FilterRequest)
    const values = new Map<string, Value>([['p', { type: 'people', ids: [ann] }]])
    expect(evaluate(filter, { id: page, createdAt: 0, editedAt: 0, values }, { now })).toBe(false)
  })
})

describe('a filter of relation', () => {
  const values: Record<string, Value | undefined> = {
    related: { type: 'relation', ids: [page, bob] },
    other: { type: 'relation', ids: [bob] },
    unset: undefined,
  }

  it.each<[string, unknown, string[]]>([
    ['contains', page, ['related']],
    ['does_not_contain', page, ['other', 'unset']],
    ['is_empty', true, ['unset']],
    ['is_not_empty', true, ['related', 'other']],
  ])('%s %j', (operator, operand, names) => {
    expect(found('relation', values, [operator, operand])).toEqual(names)
  })
})

describe('a filter of files', () => {
  const values: Record<string, Value> = {
    some: { type: 'files', names: ['a.png'] },
    none: { type: 'files', names: [] },
  }

  it.each<[string, string[]]>([
    ['is_empty', ['none']],
    ['is_not_empty', ['some']],
  ])('%s', (operator, names) => {
    expect(found('files', values, [operator, true])).toEqual(names)
  })
})

describe('a filter of verification', () => {
  const values: Record<string, Value | undefined> = {
    verified: { type: 'verification', state: 'verified' },
    expired: { type: 'verification', state: 'expired' },
    over: { type: 'verification', state: 'verified', until: 0 },
    later: { type: 'verification', state: 'verified', until: Number.MAX_SAFE_INTEGER },
    unverified: { type: 'verification', state: 'unverified' },
    never: { type: 'verification', state: null },
    unset: undefined,
  }

  it.each<[string, string[]]>([
    ['verified', ['verified', 'later']],
    ['expired', ['expired', 'over']],
    ['none', ['unverified', 'never', 'unset']],
  ])('%s', (state, names) => {
    expect(found('verification', values, ['status', state])).toEqual(names)
    const others = Object.keys(values).filter((name) => !names.includes(name))
    expect(found('verification', values, ['does_not_equal', state])).toEqual(others)
  })
})

describe('a filter of formula', () => {
  const formula = (result: Value): Value => ({ type: 'formula', result })
  const values = {
    text: formula(text('Item 1')),
    number: formula(number(3)),
    date: formula(date('2026-06-27')),
    checked: formula({ type: 'checkbox', checked: true }),
    unset: undefined,
  }

  it.each<[string, object, string[]]>([
    ['string', { contains: 'ITEM' }, ['text']],
    ['string', { is_not_empty: true }, ['text']],
    ['string', { is_empty: true }, ['number', 'date', 'checked', 'unset']],
    ['number', { greater_than: 2 }, ['number']],
    ['number', { does_not_equal: 3 }, ['text', 'date', 'checked', 'unset']],
    ['date', { equals: 'today' }, ['date']],
    ['checkbox', { equals: true }, ['checked']],
  ])('%s %j', (kind, condition, names) => {
    expect(found('formula', values, [kind, condition])).toEqual(names)
  })
})

describe('a filter of rollup', () => {
  const rollup = (result: Value | readonly Value[]): Value => ({ type: 'rollup', result })
  const values = {
    both: rollup([text('Item 1'), text('Other')]),
    items: rollup([text('Item 1'), { type: 'formula', result: text('Item 2') }]),
    none: rollup([]),
  }

  it.each<[string, string[]]>([
    ['any', ['both', 'items']],
    ['every', ['items']],
    ['none', ['none']],
  ])('%s', (quantifier, names) => {
    const condition = { rich_text: { starts_with: 'item' } }
    expect(found('rollup', values, [quantifier, condition])).toEqual(names)
  })

  it.each<[object, Value]>([
    [{ number: { less_than: 2 } }, number(1)],
    [{ checkbox: { equals: true } }, { type: 'checkbox', checked: true }],
    [{ select: { equals: 'A' } }, { type: 'option', name: 'A' }],
    [{ status: { equals: 'A' } }, { type: 'option', name: 'A' }],
    [{ multi_select: { contains: 'A' } }, { type: 'options', names: ['A'] }],
    [{ relation: { contains: page } }, { type: 'relation', ids: [page] }],
    [{ date: { equals: 'today' } }, date('2026-06-27')],
    [{ people: { contains: 'me' } }, { type: 'people', ids: [ann] }],
    [{ files: { is_not_empty: true } }, { type: 'files', names: ['a'] }],
  ])('any %j', (condition, item) => {
    expect(asks('rollup', rollup([item]), { any: condition })).toBe(true)
    expect(asks('rollup', rollup([text('x')]), { any: condition })).toBe(false)
  })

  it.each<[string, object, string[]]>([
    ['number', { equals: 42 }, ['number']],
    ['number', { is_empty: true }, ['date', 'empty']],
    ['date', { past_week: {} }, ['date']],
    ['date', { is_empty: true }, ['number', 'empty']],
  ])('of an aggregate: %s %j', (kind, condition, names) => {
    const aggregates = {
      number: rollup(number(42)),
      date: rollup(date('2026-06-24')),
      empty: rollup(number(null)),
    }
    expect(found('rollup', aggregates, [kind, condition])).toEqual(names)
  })
})

describe('a group of filters', () => {
  const schema = ['a', 'b', 'c'].map((id) => ({ id, name: id.toUpperCase(), type: 'checkbox' }))
  const is = (property: string) => ({ property, checkbox: { equals: true } })
  const rows = ['', 'a', 'b', 'ab', 'c', 'ac', 'abc']

  it.each<[string, FilterRequest, string[]]>([
    ['and', { and: [is('A'), is('B')] }, ['ab', 'abc']],
    ['or', { or: [is('A'), is('C')] }, ['a', 'ab', 'c', 'ac', 'abc']],
    ['or in and', { and: [is('A'), { or: [is('B'), is('C')] }] }, ['ab', 'ac', 'abc']],
    ['and in or', { or: [is('C'), { and: [is('A'), is('B')] }] }, ['ab', 'c', 'ac', 'abc']],
    ['and of none', { and: [] }, rows],
    ['or of none', { or: [] }, rows],
  ])('%s', (_, request, names) => {
    expect(isFilter(request)).toBe(true)
    const filter = resolveFilter(schema, request)
    const matching = rows.filter((name) => {
      const values = new Map(
        [...name].map((id) => [id, { type: 'checkbox', checked: true }] as const),
      )
      return evaluate(filter, { id: page, createdAt: 0, editedAt: 0, values }, { now })
    })
    expect(matching).toEqual(names)
  })
})
