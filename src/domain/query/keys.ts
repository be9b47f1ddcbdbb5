import { instantOf, isEmpty, isList, settledOf, type Value } from './values.js'

/**
 * Keys of values: texts whose order is the order of the values, in JavaScript as in the bytes of a store. They do not
 * depend on the version of a library, because they are kept.
 */

/** Letters of a text that its order depends on, in UTF-16 units. */
const SORTED_LENGTH = 100

/** The longest key, in UTF-16 units: an index has to hold it. */
export const KEY_LENGTH = 250

/** Stands between the keys of a list: lower than all that a key holds, so that what ends first comes first. */
export const BETWEEN = '\u0001'

const ACCENTS = '\u0002'
const NO_ACCENT = '\u0003'

/** What is in no word and no number, in the order of the Unicode collation. */
const SIGNS = '\t\n\v\f\r _-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$'

const FIRST_SIGN = 0x04
const OTHER_SIGN = '\u002f'
const ZERO = 0x30

/** Above all letters that stand for themselves; from here on UTF-16 and UTF-8 order differently. */
const SURROGATES = 0xd7ff

const spelled = (codePoint: number): string =>
  codePoint < SURROGATES
    ? String.fromCodePoint(codePoint)
    : `\ud7ff${String.fromCharCode(0x1000 + (codePoint >> 11), 0x1000 + (codePoint & 0x7ff))}`

const weightOf = (letter: string): string => {
  const codePoint = letter.codePointAt(0) ?? 0
  if (/[\p{L}\p{N}]/u.test(letter)) return spelled(codePoint)
  const place = SIGNS.indexOf(letter)
  return place < 0 ? OTHER_SIGN + spelled(codePoint) : String.fromCharCode(FIRST_SIGN + place)
}

const digitsOf = (number: string): string => {
  const digits = [...number]
    .map(digitOf)
    .join('')
    .replace(/^0+(?=.)/, '')
  return `0${String.fromCharCode(ZERO + digits.length)}${digits}`
}

/** Digits of any script stand in tens, from zero on. */
const digitOf = (letter: string): string => {
  let zero = letter.codePointAt(0) ?? 0
  if (zero < 0x80) return letter
  const from = zero
  while (from - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1
  return String(from - zero)
}

const PLAIN = /^[ a-z]*$/

/**
 * The order of texts, after the root of the Unicode collation: signs, numbers by their value (observed), letters in
 * either case alike; accents where all else is the same. Control characters do not count.
 */
export const textKeyOf = (text: string): string => {
  const folded = text.toLowerCase().slice(0, SORTED_LENGTH)
  if (PLAIN.test(folded)) return folded.replaceAll(' ', String.fromCharCode(FIRST_SIGN + 5))
  const letters = folded.normalize('NFKD').toUpperCase().toLowerCase().replaceAll('ς', 'σ')
  let key = ''
  let accents = ''
  for (const [part] of letters.matchAll(/\p{Nd}+|./gsu)) {
    if (/^\p{M}/u.test(part)) accents += spelled(part.codePointAt(0) ?? 0)
    else if (/^\p{Nd}/u.test(part)) {
      key += digitsOf(part)
      accents += NO_ACCENT
    } else if (/^\s$/.test(part) || !/^\p{C}/u.test(part)) {
      key += weightOf(part)
      accents += NO_ACCENT
    }
  }
  let told = accents
  while (told.endsWith(NO_ACCENT)) told = told.slice(0, -1)
  return (told === '' ? key : key + ACCENTS + told).slice(0, KEY_LENGTH)
}

/** A number as 16 hexadecimal digits (IEEE 754 binary64, its order made that of the digits). */
export const numberKeyOf = (number: number): string => {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, number === 0 ? 0 : number)
  const isNegative = bits.getUint32(0) >= 0x80000000
  const high = bits.getUint32(0) ^ (isNegative ? 0xffffffff : 0x80000000)
  const low = bits.getUint32(4) ^ (isNegative ? 0xffffffff : 0)
  return hexOf(high) + hexOf(low)
}

const hexOf = (word: number): string => (word >>> 0).toString(16).padStart(8, '0')

/** The number of such a key. */
export const numberOfKey = (key: string): number => {
  const bits = new DataView(new ArrayBuffer(8))
  const high = Number.parseInt(key.slice(0, 8), 16)
  const isNegative = high < 0x80000000
  bits.setUint32(0, high ^ (isNegative ? 0xffffffff : 0x80000000))
  bits.setUint32(4, Number.parseInt(key.slice(8), 16) ^ (isNegative ? 0xffffffff : 0))
  return bits.getFloat64(0)
}

/** Options in their order: four digits each. One that the property has lost stands after all others, by its name. */
const placeOfOption = (options: readonly string[], name: string): string => {
  const place = options.indexOf(name)
  return place < 0 ? `ffff${textKeyOf(name)}` : place.toString(16).padStart(4, '0')
}

export const placeOfOptions = (options: readonly string[], names: readonly string[]): string =>
  listKeyOf(names.map((name) => placeOfOption(options, name)))

/** An option in the key of a list: so short that dozens have room. Two options may share it. */
export const shortIdOf = (id: string): string => id.slice(0, 8)

export const listKeyOf = (keys: readonly string[]): string =>
  keys.join(BETWEEN).slice(0, KEY_LENGTH)

/**
 * The key by which a value sorts; null: it is empty. `options`: names of the property's options, in their order.
 */
export const sortKeyOf = (
  value: Value | undefined,
  options: readonly string[] = [],
): string | null => {
  if (isEmpty(value)) return null
  const settled = settledOf(value)
  const isResult = value?.type === 'formula' || value?.type === 'rollup'
  if (settled === undefined) return null
  if (isList(settled)) {
    const keys = settled.map((item) => `${kindOf(item)}${sortKeyOf(item, options) ?? ''}`)
    return listKeyOf(['~', ...keys])
  }
  return (isResult ? kindOf(settled) : '') + keyOf(settled, options)
}

/** Results may be of several kinds, which keep together. */
const kindOf = (value: Value): string => {
  const settled = settledOf(value)
  if (settled === undefined || isList(settled)) return '~'
  return settled.type === 'time' ? 'date ' : `${settled.type} `
}

const keyOf = (value: Value, options: readonly string[]): string => {
  switch (value.type) {
    case 'text':
      return textKeyOf(value.text)
    case 'number':
      return numberKeyOf(value.number ?? 0)
    case 'checkbox':
      return value.checked ? '1' : '0'
    case 'option':
      return placeOfOptions(options, value.name === null ? [] : [value.name])
    case 'options':
      return placeOfOptions(options, value.names)
    case 'files':
      return listKeyOf(value.names.map(textKeyOf))
    case 'people':
    case 'relation':
      return listKeyOf(value.ids.map(textKeyOf))
    case 'verification':
      return value.state ?? ''
    default:
      return numberKeyOf(instantOf(value) ?? 0)
  }
}

/** How much of a text is kept for filters, in UTF-16 units. */
const WORDS_LENGTH = 200

/** Begins what was cut off: a store finds that by comparing its first sign. */
export const CUT = '\u0004'

/** What a store may not keep as it is, or take for U+FFFD (SQLite, of noncharacters): it has that in its place. */
const UNKEPT = /[\p{Cc}\p{Cs}\p{NChar}\ufffd]/gu

export const isKept = (text: string): boolean => text.search(UNKEPT) < 0

const cut = (text: string): string =>
  text.length > WORDS_LENGTH ? CUT + text.slice(0, WORDS_LENGTH) : text

/** A text as filters compare it: in lower case, its beginning if it is long. */
export const wordsOf = (text: string): string => {
  const folded = text.toLowerCase()
  const kept = folded.slice(0, WORDS_LENGTH).replaceAll(UNKEPT, '\ufffd')
  return folded.length > WORDS_LENGTH ? CUT + kept : kept
}

/** Ids as filters look for them: each between two signs, capitals marked, because a store may not tell them apart. */
export const wordsOfIds = (ids: readonly string[]): string =>
  ids.length === 0 ? '' : cut(BETWEEN + ids.map((id) => markedId(id) + BETWEEN).join(''))

export const markedId = (id: string): string =>
  id.replaceAll(/[A-Z^]/g, (letter) => `^${letter.toLowerCase()}`)
