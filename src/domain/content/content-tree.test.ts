import { expect, test } from 'vitest'
import { parseCursor, spellCursor } from './content-tree.js'

const one = '11111111-2222-8333-8444-555555555555'
const two = '66666666-7777-8888-9999-aaaaaaaaaaaa'

test('a cursor is read as it was written', () => {
  const steps = [
    { blockId: one, ordinal: undefined },
    { blockId: two, ordinal: 17 },
  ]
  expect(spellCursor(steps)).toBe(`${one.replaceAll('-', '')}.${two.replaceAll('-', '')}-17`)
  expect(parseCursor(spellCursor(steps))).toEqual(steps)
})

test.each([
  '',
  '.',
  'pizza',
  one,
  `${one.replaceAll('-', '')}.`,
  `${one.replaceAll('-', '')}-`,
  `${one.replaceAll('-', '')}-99999999`,
  `${one.replaceAll('-', '')}.<script>`,
])('%j is none', (text) => {
  expect(parseCursor(text)).toEqual([])
})
