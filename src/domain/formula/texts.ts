import { FormulaLimit } from './fault.js'
import { define, type FormulaFunction, type Session } from './function.js'
import { numberOf } from './numbers.js'
import { matchesOf, replacePattern, testPattern } from './patterns.js'
import { textOf } from './text-of.js'
import { BOOLEAN, listOf, NUMBER, TEXT } from './types.js'
import { bounded, type FormulaValue, isList, keyOf, MAX_LENGTH } from './values.js'

type Work = (texts: readonly string[]) => FormulaValue

/** Works on texts; what is no text becomes one. */
const onTexts =
  (work: Work): FormulaFunction['run'] =>
  (operands, session) => {
    const texts = operands.map((operand) => textOf(operand, session))
    session.spend(texts.reduce((sum, text) => sum + text.length, 0) / 100)
    return work(texts)
  }

const wholeOf = (value: FormulaValue | undefined, otherwise: number): number => {
  const number = numberOf(value)
  return number === null ? otherwise : Math.trunc(number)
}

const padded =
  (isStart: boolean): FormulaFunction['run'] =>
  ([value, length, fill], session) => {
    const text = textOf(value, session)
    const size = Math.min(wholeOf(length, 0), 10_000)
    const by = fill === undefined ? ' ' : textOf(fill, session)
    session.spend(size / 100)
    return isStart ? text.padStart(size, by) : text.padEnd(size, by)
  }

const replacing =
  (isAll: boolean): FormulaFunction['run'] =>
  ([text, pattern, by], session) =>
    bounded(
      replacePattern(
        textOf(text, session),
        textOf(pattern, session),
        textOf(by, session),
        isAll,
        session,
      ),
    )

const repeated = (text: string, count: number, session: Session): string => {
  const times = text === '' ? 0 : Math.max(0, count)
  if (text.length * times > MAX_LENGTH) throw new FormulaLimit('a value is too long')
  session.spend((text.length * times) / 100)
  return text.repeat(times)
}

const styled = ([text]: readonly FormulaValue[], session: Session): string => textOf(text, session)

const text = ['text'] as const
const two = ['text', 'text'] as const

/** What is done with texts. */
export const textFunctions: readonly FormulaFunction[] = [
  define(
    'length',
    'How many letters a text or items a list has.',
    ['text | list'],
    NUMBER,
    ([value = null], session) => (isList(value) ? value.length : textOf(value, session).length),
  ),
  define(
    'substring',
    'The letters from one place, counted from 0, to before another.',
    ['text', 'number'],
    TEXT,
    ([value, from, until], session) => {
      const whole = textOf(value, session)
      return whole.slice(Math.max(0, wholeOf(from, 0)), Math.max(0, wholeOf(until, whole.length)))
    },
    { optional: ['number'] },
  ),
  define(
    'contains',
    'Is the second text in the first?',
    two,
    BOOLEAN,
    onTexts(([a = '', b = '']) => a.includes(b)),
  ),
  define(
    'test',
    'Does a regular expression match anywhere in the text?',
    ['any', 'text'],
    BOOLEAN,
    ([value, pattern], session) =>
      testPattern(textOf(value, session), textOf(pattern, session), session),
  ),
  define(
    'match',
    'Every match of a regular expression in the text.',
    two,
    listOf(TEXT),
    ([value, pattern], session) =>
      bounded(matchesOf(textOf(value, session), textOf(pattern, session), session)),
  ),
  define(
    'replace',
    'The text with the first match of a regular expression replaced.',
    ['any', 'text', 'text'],
    TEXT,
    replacing(false),
  ),
  define(
    'replaceAll',
    'The text with every match of a regular expression replaced.',
    ['any', 'text', 'text'],
    TEXT,
    replacing(true),
  ),
  define(
    'lower',
    'The text in lower case.',
    text,
    TEXT,
    onTexts(([a = '']) => a.toLowerCase()),
  ),
  define(
    'upper',
    'The text in upper case.',
    text,
    TEXT,
    onTexts(([a = '']) => a.toUpperCase()),
  ),
  define(
    'trim',
    'The text without blanks around it.',
    text,
    TEXT,
    onTexts(([a = '']) => a.trim()),
  ),
  define('repeat', 'The text so many times.', ['text', 'number'], TEXT, ([value, count], session) =>
    repeated(textOf(value, session), wholeOf(count, 0), session),
  ),
  define(
    'padStart',
    'The text with a filling before it, up to a length.',
    ['any', 'number'],
    TEXT,
    padded(true),
    { optional: ['text'] },
  ),
  define(
    'padEnd',
    'The text with a filling after it, up to a length.',
    ['any', 'number'],
    TEXT,
    padded(false),
    { optional: ['text'] },
  ),
  define('format', 'Any value as a text.', ['any'], TEXT, ([value], session) =>
    bounded(textOf(value, session)),
  ),
  define('link', 'A text that links to an address; the API shows the text.', two, TEXT, styled),
  define(
    'style',
    'A text in styles such as `b` or `red`; the API shows the text.',
    ['text', 'text'],
    TEXT,
    styled,
    { repeats: true },
  ),
  define('unstyle', 'A text without styles.', text, TEXT, styled, {
    optional: ['text'],
    repeats: true,
  }),
  define(
    'split',
    'The parts of a text between separators.',
    text,
    listOf(TEXT),
    ([value, by], session) => {
      const whole = textOf(value, session)
      session.spend(whole.length / 10)
      return bounded(whole.split(by === undefined ? '' : textOf(by, session)))
    },
    { optional: ['text'] },
  ),
  define(
    'join',
    'The items of a list as one text, with a separator between them.',
    ['list'],
    TEXT,
    ([value, by], session) => {
      const items = value !== undefined && isList(value) ? value : [value ?? null]
      session.spend(items.length)
      return bounded(items.map((item) => textOf(item, session)).join(textOf(by, session)))
    },
    { optional: ['text'] },
  ),
  define(
    'equal',
    'Are both the same? Also `==`.',
    ['any', 'any'],
    BOOLEAN,
    ([a = null, b = null]) => isSame(a, b),
  ),
  define(
    'unequal',
    'Do they differ? Also `!=`.',
    ['any', 'any'],
    BOOLEAN,
    ([a = null, b = null]) => !isSame(a, b),
  ),
  define('name', 'The name of a person.', ['person'], TEXT, ([value], session) =>
    textOf(value, session),
  ),
  define('email', 'The email address of a person.', ['person'], TEXT, ([value], session) =>
    value !== null && typeof value === 'object' && 'person' in value
      ? (session.person(value.person).email ?? '')
      : '',
  ),
]

/** An empty text is as empty as what is missing. */
const isSame = (one: FormulaValue, other: FormulaValue): boolean =>
  keyOf(one === '' ? null : one) === keyOf(other === '' ? null : other)
