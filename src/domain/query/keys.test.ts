import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQueryCursor, spellQueryCursor } from './cursor.js'
import { KEY_LENGTH, numberKeyOf, numberOfKey, textKeyOf, wordsOf, wordsOfIds } from './keys.js'

const sign = (order: number): number => Math.sign(order)
const ordered = (one: string, other: string): number => Number(one > other) - Number(one < other)
const inBytes = (one: string, other: string): number =>
  sign(Buffer.compare(Buffer.from(one), Buffer.from(other)))

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'accent' })
const latin = [...'abczABCZ019 _-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$éÉüÜñ']
const latinText = fc
  .array(fc.constantFrom(...latin), { maxLength: 8 })
  .map((letters) => letters.join(''))
const anyText = fc.string({ unit: 'binary', maxLength: 150 })

describe('keys of texts', () => {
  it('order Latin texts as the Unicode collation does', () => {
    fc.assert(
      fc.property(latinText, latinText, (one, other) => {
        expect(ordered(textKeyOf(one), textKeyOf(other))).toBe(sign(collator.compare(one, other)))
      }),
      { numRuns: 5000 },
    )
  })

  it('have the same order in UTF-8 as in UTF-16, and a store can keep them', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const [a, b] = [textKeyOf(one), textKeyOf(other)]
        expect(inBytes(a, b)).toBe(ordered(a, b))
        expect(a).not.toContain('\0')
        expect(a).not.toMatch(/\p{Cs}/u)
        expect(a.length).toBeLessThanOrEqual(KEY_LENGTH)
      }),
      { numRuns: 2000 },
    )
  })

  it('are the same for texts that filters hold to be equal', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(textKeyOf(text.toLowerCase())).toBe(textKeyOf(text))
      }),
    )
  })

  it.each([
    ['10', '9', 1],
    ['007', '7', 0],
    ['a', 'á', -1],
    ['STRASSE', 'straße', 0],
    ['٣', '3', 0],
    ['\0x', 'x', 0],
    ['', ' ', -1],
  ])('put %j and %j in order', (one, other, order) => {
    expect(ordered(textKeyOf(one), textKeyOf(other))).toBe(order)
  })
})

describe('keys of numbers', () => {
  const number = fc.double({ noNaN: true })

  it('have the order of the numbers, and tell them', () => {
    fc.assert(
      fc.property(number, number, (one, other) => {
        const order = one === other ? 0 : sign(one > other ? 1 : -1)
        expect(ordered(numberKeyOf(one), numberKeyOf(other))).toBe(order)
        expect(numberOfKey(numberKeyOf(one))).toBe(one === 0 ? 0 : one)
      }),
    )
  })
})

describe('words', () => {
  it('are kept in lower case, their beginning if they are long', () => {
    expect(wordsOf('ÀB')).toBe('àb')
    expect(wordsOf('a\0\ud83d')).toBe('a\ufffd\ufffd')
    expect(wordsOf('x'.repeat(201))).toBe(`\u0004${'x'.repeat(200)}`)
  })

  it('of ids tell capitals from small letters', () => {
    expect(wordsOfIds([])).toBe('')
    expect(wordsOfIds(['aB', 'c'])).toBe('\u0001a^b\u0001c\u0001')
  })
})

describe('cursors', () => {
  const id = '0aaaaaaa-0000-4000-8000-000000000001'

  it('come back as they went', () => {
    const cursor = { place: { id, createdAt: 5, keys: ['a\ud7ff', null] }, count: 200 }
    expect(parseQueryCursor(spellQueryCursor(cursor), 2)).toEqual(cursor)
  })

  it.each([
    ['', 0],
    ['bogus', 0],
    [spellQueryCursor({ place: { id, createdAt: 5, keys: [] }, count: 0 }), 1],
    [spellQueryCursor({ place: { id: 'x', createdAt: 5, keys: [] }, count: 0 }), 0],
    [spellQueryCursor({ place: { id, createdAt: 0.5, keys: [] }, count: 0 }), 0],
    [spellQueryCursor({ place: { id, createdAt: 5, keys: ['\0'] }, count: 0 }), 1],
    [spellQueryCursor({ place: { id, createdAt: 5, keys: ['x'.repeat(251)] }, count: 0 }), 1],
  ])('that nobody was given are refused: %s', (text, sorts) => {
    expect(parseQueryCursor(text, sorts)).toBeUndefined()
  })
})
