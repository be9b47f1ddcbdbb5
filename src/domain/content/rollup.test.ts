import { describe, expect, it } from 'vitest'
import { type RollupFunction, rollupFunctions } from '../../contract/objects/properties.js'
import type { Property } from './property.js'
import { rollUp } from './rollup.js'
import type { RolledItem, Value } from './value.js'

const property = (type: Property['type']): Property => ({
  id: 'abcd',
  name: 'P',
  description: null,
  type,
  options: [
    { id: 'o1', name: 'hall', color: 'blue', description: null },
    { id: 'o2', name: 'bath', color: 'red', description: null },
  ],
})

const stamped = {
  blockId: 'p',
  createdAt: Date.parse('2026-03-02T10:20:30.400Z'),
  createdBy: 'ada',
  editedAt: Date.parse('2026-03-02T10:20:30.400Z'),
  editedBy: 'ada',
  number: 7,
}

const items = (type: Property['type'], values: readonly Value[]): RolledItem[] =>
  values.map((value) => ({ property: property(type), value, stamped }))

const day = (start: string, end: string | null = null) => ({ start, end, time_zone: null }) as const

const numberOf = (name: RollupFunction, found: readonly RolledItem[]): unknown => {
  const rolled = rollUp(name, found)
  return rolled.rolled === 'number' ? rolled.number : rolled
}

describe('a rollup', () => {
  const prices = items('number', [3, null, 9, 6])
  const ticks = items('checkbox', [true, false, null, true])
  const tags = items('multi_select', [['o1', 'o2'], ['o1'], [], ['o1']])

  it.each<[RollupFunction, RolledItem[], number | null]>([
    ['count', prices, 4],
    ['count_values', prices, 3],
    ['count_values', tags, 4],
    ['empty', prices, 1],
    ['not_empty', prices, 3],
    ['unique', tags, 2],
    ['percent_empty', prices, 0.25],
    ['percent_not_empty', prices, 0.75],
    ['sum', prices, 18],
    ['average', prices, 6],
    ['median', prices, 6],
    ['median', items('number', [1, 2, 3, 10]), 2.5],
    ['min', prices, 3],
    ['max', prices, 9],
    ['range', prices, 6],
    ['checked', ticks, 2],
    ['unchecked', ticks, 2],
    ['percent_checked', ticks, 0.5],
    ['percent_unchecked', ticks, 0.5],
    ['sum', items('title', [[]]), 0],
    ['max', items('unique_id', [null]), 7],
  ])('%s', (name, found, expected) => {
    expect(numberOf(name, found)).toBe(expected)
  })

  // Recorded: of no pages a count is 0, the rest null.
  it.each<[RollupFunction, unknown]>([
    ['count', 0],
    ['sum', 0],
    ['checked', 0],
    ['max', null],
    ['average', null],
    ['range', null],
    ['percent_checked', null],
    ['earliest_date', { function: 'earliest_date', rolled: 'date', date: null }],
    ['show_original', { function: 'show_original', rolled: 'array', items: [] }],
  ])('%s of no pages', (name, expected) => {
    expect(numberOf(name, [])).toEqual(expected)
  })

  it('takes the earliest start and the latest end of dates', () => {
    const dates = items('date', [
      day('2026-03-02', '2026-03-20'),
      null,
      day('2024-11-25T14:08:00.000+00:00'),
      day('2026-03-10'),
    ])
    expect(rollUp('earliest_date', dates)).toMatchObject({
      date: day('2024-11-25T14:08:00.000+00:00'),
    })
    expect(rollUp('latest_date', dates)).toMatchObject({ date: day('2026-03-20') })
    expect(rollUp('date_range', dates)).toMatchObject({
      date: day('2024-11-25T14:08:00.000+00:00', '2026-03-20'),
    })
    expect(rollUp('earliest_date', items('created_time', [null]))).toMatchObject({
      date: day('2026-03-02T10:20:00.000Z'),
    })
  })

  it('shows values in the order of the relation, or the first of each', () => {
    const values = (name: RollupFunction) => {
      const rolled = rollUp(name, tags)
      return rolled.rolled === 'array' ? rolled.items.map(({ value }) => value) : rolled
    }
    expect(values('show_original')).toEqual([['o1', 'o2'], ['o1'], [], ['o1']])
    expect(values('show_unique')).toEqual([['o1', 'o2'], ['o1'], []])
  })

  it('of groups is not supported, and every other function gives something', () => {
    const unsupported = rollupFunctions.filter(
      (name) => rollUp(name, prices).rolled === 'unsupported',
    )
    expect(unsupported).toEqual(['count_per_group', 'percent_per_group'])
  })

  it('looks into what formulas came to', () => {
    const results = items('formula', [
      { result: 'number', number: 4 },
      { result: 'number', number: null },
    ])
    expect(numberOf('sum', results)).toBe(4)
    expect(numberOf('not_empty', results)).toBe(1)
    expect(numberOf('checked', items('formula', [{ result: 'boolean', boolean: true }]))).toBe(1)
  })
})
