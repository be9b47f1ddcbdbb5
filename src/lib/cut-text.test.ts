import { expect, test } from 'vitest'
import { cutText } from './cut-text.js'

test.each([
  ['abc', 5, 'abc'],
  ['abc', 2, 'ab'],
  ['a😀b', 3, 'a😀'],
  ['a😀b', 2, 'a'],
  ['😀', 2, '😀'],
  ['😀', 1, ''],
  ['', 1, ''],
])('of %j the first %i units are %j', (text, length, beginning) => {
  expect(cutText(text, length)).toBe(beginning)
})
