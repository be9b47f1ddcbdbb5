import { describe, expect, it } from 'vitest'
import { convertedValue } from './converted-value.js'
import { keptValue } from './kept-value.js'
import type { Former } from './property.js'
import { richTextFrom } from './rich-text.js'
import type { Value } from './value.js'

const option = (name: string) => ({ id: `id of ${name}`, name, color: 'red', description: null })
const of = (type: Former['type'], ...names: string[]): Former => {
  const isChoice = type === 'select' || type === 'status' || type === 'multi_select'
  return { id: 'abcd', type, ...(isChoice && { options: names.map(option) }) }
}
const text = (content: string) => richTextFrom([{ text: { content } }])
const day = { start: '2026-11-30', end: null, time_zone: null }

describe('a value of another type', () => {
  it.each<[string, Value, Former, Former, Value]>([
    ['a number in a text', text(' -3.5 '), of('rich_text'), of('number'), -3.5],
    ['a text that is no number', text('3 pieces'), of('rich_text'), of('number'), null],
    ['a text that is empty', [], of('rich_text'), of('number'), null],
    ['a number', 12, of('number'), of('email'), '12'],
    ['an address', 'a@b.example', of('email'), of('rich_text'), text('a@b.example')],
    ['a day in a text', text('2026-11-30'), of('rich_text'), of('date'), day],
    ['a text that is no day', text('soon'), of('rich_text'), of('date'), null],
    [
      'a range',
      { ...day, end: '2026-12-01' },
      of('date'),
      of('rich_text'),
      text('2026-11-30 → 2026-12-01'),
    ],
    ['an option', 'id of a', of('select', 'a'), of('multi_select', 'a'), ['id of a']],
    ['options', ['id of b', 'id of a'], of('multi_select'), of('status', 'a', 'b'), 'id of b'],
    ['the name of an option', 'id of a', of('status', 'a'), of('url'), 'a'],
    ['names', ['id of a', 'id of b'], of('multi_select', 'a', 'b'), of('phone_number'), 'a, b'],
    ['a text that is an option', text('A'), of('rich_text'), of('select', 'a'), 'id of a'],
    ['a text that is none', text('c'), of('rich_text'), of('select', 'a'), null],
    [
      'a list',
      text('b, c, a'),
      of('rich_text'),
      of('multi_select', 'a', 'b'),
      ['id of b', 'id of a'],
    ],
    ['a truth', true, of('checkbox'), of('rich_text'), null],
    ['people', ['somebody'], of('people'), of('multi_select'), null],
    ['nothing', null, of('date'), of('rich_text'), null],
  ])('%s', (_, value, from, to, expected) => {
    expect(convertedValue(value, from, to)).toEqual(expected)
  })

  it('is read through all former types, the newest first', () => {
    const first = of('rich_text')
    const second: Former = { ...of('number'), slot: 'abcd/1', was: first }
    const third: Former = { ...of('rich_text'), slot: 'abcd/2', was: second }
    expect(keptValue(third, { abcd: text('7') })).toEqual(text('7'))
    expect(keptValue(third, { abcd: text('seven') })).toBeNull()
    expect(keptValue(third, { abcd: text('7'), 'abcd/1': 8 })).toEqual(text('8'))
    expect(keptValue(third, { abcd: text('7'), 'abcd/1': null })).toBeNull()
    expect(keptValue(third, { 'abcd/2': text('9'), 'abcd/1': 8 })).toEqual(text('9'))
  })

  it.each<[Former['type'], Value, Value]>([
    ['rich_text', 7, 'a'],
    ['rich_text', ['id of a'], [{ name: 'a.png', type: 'external', url: 'https://a.example/' }]],
    ['number', text('7'), true],
    ['select', text('a'), 7],
    ['multi_select', 'id of a', text('a')],
    ['people', text('a'), 7],
    ['files', text('a'), ['somebody']],
    ['date', 'soon', text('2026-11-30')],
    ['url', text('a'), day],
    ['place', day, 7],
    ['verification', day, 'verified'],
  ])('is none as %s, if it lies in its place', (type, ...values) => {
    for (const value of values) expect(keptValue(of(type), { abcd: value })).toBeNull()
  })
})
