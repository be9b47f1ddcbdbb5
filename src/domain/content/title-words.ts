import { cutText } from '../../lib/cut-text.js'

/** So long that an index can hold it, in UTF-16 units. */
const MAX_LENGTH = 600

/** Words of a query that are looked for; what comes after them is left out. */
const MAX_WORDS = 200

/** Scripts that are written without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** One text for all spellings that differ in case alone: `ß` is `ss`, a final sigma a sigma. */
const folded = (text: string): string =>
  text.normalize('NFKC').toUpperCase().toLowerCase().replaceAll('ς', 'σ')

/** Letters, digits and symbols; never a wildcard of `like`, which all are punctuation. */
const wordsIn = (text: string): string[] =>
  folded(text)
    .split(/[\s\p{P}\p{C}\p{Z}]+/u)
    .filter((word) => word !== '')

/** The words of a title as they are kept for search: folded, a space before each. */
export const titleWordsOf = (title: string): string => {
  const words = wordsIn(cutText(title, MAX_LENGTH))
    .map((word) => ` ${word}`)
    .join('')
  return cutText(words, MAX_LENGTH)
}

/** What an index holds of a word, in UTF-16 units. */
const START_LENGTH = 24

/** The beginnings of the words of a title, by what is kept of it, for an index. */
export const titleStartsOf = (titleWords: string): string[] => {
  const words = titleWords.split(' ').filter((word) => word !== '')
  return [...new Set(words.map((word) => cutText(word, START_LENGTH)))]
}

/** From where on, and before what, an index has the words that a pattern may match. */
export type StartRange = { readonly first: string; readonly end: string }

const LAST_LETTER = '\u{10ffff}'

/** Undefined: one of the patterns matches more than the beginnings of words. */
export const startRangesOf = (patterns: readonly string[]): StartRange[] | undefined => {
  const ranges = patterns.map((pattern) => {
    const [, start] = /^% (.+)%$/su.exec(pattern) ?? []
    const first = start && cutText(start, START_LENGTH)
    return first ? { first, end: first + LAST_LETTER } : undefined
  })
  return ranges.every((range) => range !== undefined) ? ranges : undefined
}

/**
 * How well a title fits a query, by the words that are kept of it: how many words of the query it has, at least as the
 * beginning of a word, then how many as whole words, then how short it is. Compares two titles, the better one first.
 */
export const byRelevance = (query: string): ((one: string, other: string) => number) => {
  const words = wordsIn(query)
  const rank = (title: string): number[] => [
    words.filter((word) => title.includes(` ${word}`)).length,
    words.filter((word) => `${title} `.includes(` ${word} `)).length,
    -title.length,
  ]
  return (one, other) => {
    const [left, right] = [rank(one), rank(other)]
    const at = left.findIndex((score, index) => score !== right[index])
    return at < 0 ? 0 : (right[at] ?? 0) - (left[at] ?? 0)
  }
}

/**
 * Patterns of `like`, one of which the words of a title must match. A word stands for the words that begin with it, with
 * or without the `s` of a plural; an empty query for every title. Contract §10.
 */
export const titlePatternsOf = (query: string): string[] => {
  if (query.trim() === '') return ['%']
  // What is longer than all that is kept of a title is in none.
  const words = wordsIn(query).filter((word) => word.length < MAX_LENGTH)
  const patterns = words.slice(0, MAX_WORDS).map((word) => {
    const stem = /^.{2,}[^s]s$/u.test(word) ? word.slice(0, -1) : word
    return UNSPACED.test(stem) ? `%${stem}%` : `% ${stem}%`
  })
  return [...new Set(patterns)]
}
