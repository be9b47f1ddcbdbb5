import { define, type FormulaFunction } from './function.js'
import { textOf } from './text-of.js'
import { ANY, BOOLEAN, either, itemOf, NOTHING, NUMBER, TEXT, type Type } from './types.js'
import { bounded, compareValues, type FormulaValue, isList, isTime } from './values.js'

/** The number that a value is; null: none. */
export const numberOf = (value: FormulaValue | undefined): number | null => {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'string' && /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value)) {
    return finite(Number(value))
  }
  return value !== undefined && isTime(value) ? value.start : null
}

const finite = (number: number): number | null => (Number.isFinite(number) ? number : null)

/** An empty number counts as 0, two of them stay empty; what has no result, as a division by 0, is empty. */
const ofTwo =
  (work: (one: number, other: number) => number): FormulaFunction['run'] =>
  ([one, other]) => {
    const [a, b] = [numberOf(one), numberOf(other)]
    return a === null && b === null ? null : finite(work(a ?? 0, b ?? 0))
  }

const ofOne =
  (work: (number: number) => number): FormulaFunction['run'] =>
  ([one]) => {
    const number = numberOf(one)
    return number === null ? null : finite(work(number))
  }

/** Every number among the operands and in lists of them. */
export const numbersIn = (values: readonly FormulaValue[]): number[] =>
  values.flatMap((value) => {
    if (isList(value)) return numbersIn(value)
    return typeof value === 'number' ? [value] : []
  })

const ofMany =
  (work: (numbers: readonly number[]) => number | null): FormulaFunction['run'] =>
  (operands, session) => {
    const numbers = numbersIn(operands)
    session.spend(numbers.length)
    const found = work(numbers)
    return found === null ? null : finite(found)
  }

export const sumOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0)

export const meanOf = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : sumOf(numbers) / numbers.length

export const medianOf = (numbers: readonly number[]): number | null => {
  const sorted = numbers.toSorted((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

export const leastOf = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : numbers.reduce((one, other) => Math.min(one, other))

export const greatestOf = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : numbers.reduce((one, other) => Math.max(one, other))

const round = (number: number, digits: number): number => {
  const power = 10 ** Math.max(-15, Math.min(15, Math.trunc(digits)))
  const scaled = number * power
  return Number.isFinite(scaled) ? Math.round(scaled + Math.sign(scaled) * 1e-9) / power : number
}

const ofTwoNumbers = ['number', 'number'] as const
const one = ['number'] as const

/** A number where both are numbers, a text otherwise. */
const sumType = ([a = NOTHING, b = NOTHING]: readonly Type[]): Type => {
  const isPlain = (type: Type) => type.kind === 'number' || type.kind === 'nothing'
  if (a.kind === 'nothing' && b.kind === 'nothing') return NUMBER
  if (isPlain(a) && isPlain(b)) return NUMBER
  return a.kind === 'any' || b.kind === 'any' ? ANY : TEXT
}

const currencies: Readonly<Record<string, string>> = {
  dollar: 'USD',
  euro: 'EUR',
  pound: 'GBP',
  yen: 'JPY',
  yuan: 'CNY',
  rupee: 'INR',
  won: 'KRW',
  franc: 'CHF',
  real: 'BRL',
}

const formatted = (number: number, format: string, digits: number | undefined): string => {
  const precision =
    digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits }
  const name = format.toLowerCase()
  if (name === 'percent') {
    return `${new Intl.NumberFormat('en-US', precision).format(number * 100)}%`
  }
  const currency = currencies[name] ?? (/^[a-z]{3}$/.test(name) ? name.toUpperCase() : undefined)
  if (currency !== undefined) {
    return new Intl.NumberFormat('en-US', { style: 'currency', currency, ...precision }).format(
      number,
    )
  }
  const useGrouping = name.includes('comma')
  return new Intl.NumberFormat('en-US', { useGrouping, ...precision }).format(number)
}

/** Equality and order, arithmetic and what else is done with numbers. */
export const numberFunctions: readonly FormulaFunction[] = [
  define(
    'add',
    'The sum of two numbers, or two texts joined; also `+`.',
    ['any', 'any'],
    sumType,
    ([a = null, b = null], session) => {
      const isNumber = (value: FormulaValue) => value === null || typeof value === 'number'
      if (isNumber(a) && isNumber(b)) return ofTwo((x, y) => x + y)([a, b], session)
      const joined = bounded(textOf(a, session) + textOf(b, session))
      session.spend(joined.length / 100)
      return joined
    },
  ),
  define(
    'subtract',
    'The difference of two numbers; also `-`.',
    ofTwoNumbers,
    NUMBER,
    ofTwo((a, b) => a - b),
  ),
  define(
    'multiply',
    'The product of two numbers; also `*`.',
    ofTwoNumbers,
    NUMBER,
    ofTwo((a, b) => a * b),
  ),
  define(
    'divide',
    'The quotient of two numbers; also `/`.',
    ofTwoNumbers,
    NUMBER,
    ofTwo((a, b) => a / b),
  ),
  define(
    'mod',
    'What a division leaves; also `%`.',
    ofTwoNumbers,
    NUMBER,
    ofTwo((a, b) => a % b),
  ),
  define(
    'pow',
    'A number to a power; also `^`.',
    ofTwoNumbers,
    NUMBER,
    ofTwo((a, b) => a ** b),
  ),
  define(
    'negate',
    'The number with the other sign; also `-`.',
    one,
    NUMBER,
    ofOne((a) => 0 - a),
  ),
  define('abs', 'The number without its sign.', one, NUMBER, ofOne(Math.abs)),
  define(
    'ceil',
    'The next whole number upwards.',
    one,
    NUMBER,
    ofOne((a) => Math.ceil(a) + 0),
  ),
  define('floor', 'The next whole number downwards.', one, NUMBER, ofOne(Math.floor)),
  define(
    'round',
    'The nearest number of so many decimal places, none if left out.',
    one,
    NUMBER,
    ([value, digits]) => {
      const number = numberOf(value)
      return number === null ? null : round(number, numberOf(digits) ?? 0) + 0
    },
    { optional: ['number'] },
  ),
  define('sqrt', 'The square root.', one, NUMBER, ofOne(Math.sqrt)),
  define('cbrt', 'The cube root.', one, NUMBER, ofOne(Math.cbrt)),
  define('exp', 'e to a power.', one, NUMBER, ofOne(Math.exp)),
  define('ln', 'The natural logarithm.', one, NUMBER, ofOne(Math.log)),
  define('log10', 'The logarithm to base 10.', one, NUMBER, ofOne(Math.log10)),
  define('log2', 'The logarithm to base 2.', one, NUMBER, ofOne(Math.log2)),
  define('sign', '1, -1 or 0.', one, NUMBER, ofOne(Math.sign)),
  define('pi', 'The circle’s π.', [], NUMBER, () => Math.PI),
  define('e', 'Euler’s number.', [], NUMBER, () => Math.E),
  define('min', 'The least of numbers.', ['number | list'], NUMBER, ofMany(leastOf), {
    repeats: true,
  }),
  define('max', 'The greatest of numbers.', ['number | list'], NUMBER, ofMany(greatestOf), {
    repeats: true,
  }),
  define('sum', 'The sum of numbers.', ['number | list'], NUMBER, ofMany(sumOf), { repeats: true }),
  define('mean', 'The average of numbers.', ['number | list'], NUMBER, ofMany(meanOf), {
    repeats: true,
  }),
  define('median', 'The number in the middle.', ['number | list'], NUMBER, ofMany(medianOf), {
    repeats: true,
  }),
  define(
    'toNumber',
    'The number that a text, a truth or a date stands for.',
    ['any'],
    NUMBER,
    ([value]) => numberOf(value),
  ),
  define(
    'formatNumber',
    'A number as a text: `commas`, `percent` or a currency, with so many decimal places.',
    one,
    TEXT,
    ([value, format, digits], session) => {
      const number = numberOf(value)
      if (number === null) return ''
      const places = numberOf(digits)
      const precision = places === null ? undefined : Math.max(0, Math.min(20, Math.trunc(places)))
      session.spend(50)
      return formatted(number, textOf(format, session), precision)
    },
    { optional: ['text', 'number'] },
  ),
  define(
    'larger',
    'Is the first larger? Also `>`.',
    ['any', 'any'],
    BOOLEAN,
    ([a = null, b = null]) => isComparable(a, b) && compareValues(a, b) > 0,
  ),
  define(
    'largerEq',
    'Is the first larger, or as large? Also `>=`.',
    ['any', 'any'],
    BOOLEAN,
    ([a = null, b = null]) => isComparable(a, b) && compareValues(a, b) >= 0,
  ),
  define(
    'smaller',
    'Is the first smaller? Also `<`.',
    ['any', 'any'],
    BOOLEAN,
    ([a = null, b = null]) => isComparable(a, b) && compareValues(a, b) < 0,
  ),
  define(
    'smallerEq',
    'Is the first smaller, or as small? Also `<=`.',
    ['any', 'any'],
    BOOLEAN,
    ([a = null, b = null]) => isComparable(a, b) && compareValues(a, b) <= 0,
  ),
]

/** What is empty is neither larger nor smaller than anything. */
const isComparable = (one: FormulaValue, other: FormulaValue): boolean =>
  one !== null && other !== null

export const itemTypeOf = (types: readonly Type[]): Type =>
  types.map(itemOf).reduce(either, NOTHING)
