import { describe, expect, it } from 'vitest'
import { orderOf, type Sort } from './sort.js'
import type { Value } from './values.js'

const row = (id: string, value?: Value, createdAt = 0, editedAt = 0) => ({
  id,
  createdAt,
  editedAt,
  values: new Map(value ? [['p', value]] : []),
})

const by = (direction: Sort['direction'], options: readonly string[] = []): Sort => ({
  type: 'property',
  propertyId: 'p',
  options,
  direction,
})

/** Sorts values given in an order that is neither; answers their places in it. */
const sorted = (values: readonly (Value | undefined)[], ...sorts: Sort[]) =>
  values
    .map((value, index) => row(String(index), value))
    .toSorted(orderOf(sorts))
    .map(({ id }) => Number(id))

const text = (given: string): Value => ({ type: 'text', text: given })
const number = (given: number | null): Value => ({ type: 'number', number: given })
const date = (start: string): Value => ({
  type: 'date',
  date: { start, end: null, time_zone: null },
})
const option = (name: string | null): Value => ({ type: 'option', name })
const options = (...names: string[]): Value => ({ type: 'options', names })

describe('rows', () => {
  it('stand newest first without a sort, then by id', () => {
    const rows = [row('b', undefined, 1), row('c', undefined, 1), row('a', undefined, 2)]
    expect(rows.toSorted(orderOf([])).map(({ id }) => id)).toEqual(['a', 'c', 'b'])
    expect(
      rows
        .toReversed()
        .toSorted(orderOf([]))
        .map(({ id }) => id),
    ).toEqual(['a', 'c', 'b'])
  })

  it('that no sort tells apart stand newest first in either direction', () => {
    const rows = [row('old', text('x'), 1), row('new', text('X'), 2)]
    for (const direction of ['ascending', 'descending'] as const) {
      expect(rows.toSorted(orderOf([by(direction)])).map(({ id }) => id)).toEqual(['new', 'old'])
    }
  })

  it.each<[Sort, string[]]>([
    [{ type: 'created_time', direction: 'ascending' }, ['a', 'b']],
    [{ type: 'created_time', direction: 'descending' }, ['b', 'a']],
    [{ type: 'last_edited_time', direction: 'ascending' }, ['b', 'a']],
    [{ type: 'last_edited_time', direction: 'descending' }, ['a', 'b']],
  ])('by %j', (sort, ids) => {
    const rows = [row('a', undefined, 1, 4), row('b', undefined, 2, 3)]
    expect(rows.toSorted(orderOf([sort])).map(({ id }) => id)).toEqual(ids)
  })

  it('go by a later sort where an earlier one ties', () => {
    const both = (id: string, first: string, second: number) => ({
      ...row(id),
      values: new Map([
        ['p', text(first)],
        ['q', number(second)],
      ]),
    })
    const rows = [both('a', 'x', 1), both('b', 'y', 3), both('c', 'x', 2)]
    const second: Sort = {
      type: 'property',
      propertyId: 'q',
      options: [],
      direction: 'descending',
    }
    const order = orderOf([by('ascending'), second])
    expect(rows.toSorted(order).map(({ id }) => id)).toEqual(['c', 'a', 'b'])
  })
})

describe('values', () => {
  it.each<[string, (Value | undefined)[], readonly string[], number[]]>([
    [
      'of text go by the numbers in them and by letters of either case',
      [text('article 10'), text('Article 9'), text('äpfel'), text('Zebra'), text('apfel')],
      [],
      [4, 2, 1, 0, 3],
    ],
    ['that are numbers', [number(10), number(9), number(-1)], [], [2, 1, 0]],
    [
      'that are checked come after those that are not',
      [
        { type: 'checkbox', checked: true },
        { type: 'checkbox', checked: false },
      ],
      [],
      [1, 0],
    ],
    [
      'that are dates go by their moment',
      [date('2026-06-27'), date('2026-06-27T00:30:00.000+01:00'), date('2026-06-26')],
      [],
      [2, 1, 0],
    ],
    [
      'that are times',
      [
        { type: 'time', at: 2 },
        { type: 'time', at: 1 },
      ],
      [],
      [1, 0],
    ],
    [
      'that are options go as their property lists them',
      [option('A'), option('lost'), option('B')],
      ['B', 'A'],
      [2, 0, 1],
    ],
    [
      'of several options go by the first difference',
      [options('A'), options('B', 'A'), options('B')],
      ['B', 'A'],
      [2, 1, 0],
    ],
    [
      'that are files go by their names',
      [
        { type: 'files', names: ['b10'] },
        { type: 'files', names: ['b9'] },
      ],
      [],
      [1, 0],
    ],
    [
      'of formulas go by what they gave',
      [
        { type: 'formula', result: number(2) },
        { type: 'formula', result: number(1) },
      ],
      [],
      [1, 0],
    ],
    [
      'of rollups go by the first difference',
      [
        { type: 'rollup', result: [text('a'), text('c')] },
        { type: 'rollup', result: [text('a'), text('b')] },
      ],
      [],
      [1, 0],
    ],
  ])('%s', (_, values, listed, order) => {
    expect(sorted(values, by('ascending', listed))).toEqual(order)
    expect(sorted(values, by('descending', listed))).toEqual(order.toReversed())
  })

  it.each<[string, Value, Value | undefined]>([
    ['text', text('x'), text('')],
    ['numbers', number(0), number(null)],
    ['options', option('x'), option(null)],
    ['dates', date('2026-06-27'), { type: 'date', date: null }],
    ['lists', options('x'), options()],
    ['rollups', { type: 'rollup', result: [text('x')] }, { type: 'rollup', result: [] }],
    ['formulas', { type: 'formula', result: text('x') }, { type: 'formula', result: text('') }],
    ['anything', text('x'), undefined],
  ])('that are empty come last in either direction: %s', (_, full, empty) => {
    for (const direction of ['ascending', 'descending'] as const) {
      expect(sorted([full, empty], by(direction))).toEqual([0, 1])
      expect(sorted([empty, full], by(direction))).toEqual([1, 0])
    }
  })
})
