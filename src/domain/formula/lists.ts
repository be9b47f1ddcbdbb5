import { define, type FormulaFunction } from './function.js'
import { numberOf } from './numbers.js'
import { textOf } from './text-of.js'
import { ANY, BOOLEAN, itemOf, listOf, NOTHING, NUMBER, TEXT, type Type } from './types.js'
import { bounded, type FormulaValue, isEmptyValue, isList, keyOf } from './values.js'

/** The items of a list; something else is its only item, what is empty has none. */
export const itemsOf = (value: FormulaValue | undefined): readonly FormulaValue[] => {
  if (value === undefined || value === null) return []
  return isList(value) ? value : [value]
}

const onItems =
  (
    work: (items: readonly FormulaValue[], operands: readonly FormulaValue[]) => FormulaValue,
  ): FormulaFunction['run'] =>
  ([list, ...operands], session) => {
    const items = itemsOf(list)
    session.spend(items.length)
    return work(items, operands)
  }

const sameList = ([type = NOTHING]: readonly Type[]): Type =>
  type.kind === 'list' || type.kind === 'any' ? type : listOf(type)
const oneItem = ([type = NOTHING]: readonly Type[]): Type =>
  type.kind === 'any' ? ANY : itemOf(type)

const flattened = (
  items: readonly FormulaValue[],
  session: { spend(n: number): void },
): FormulaValue[] => {
  session.spend(items.length)
  return items.flatMap((item) => (isList(item) ? flattened(item, session) : [item]))
}

const flatType = (type: Type): Type => (type.kind === 'list' ? flatType(type.of) : type)

/** What is done with lists, and what is asked of any value. */
export const listFunctions: readonly FormulaFunction[] = [
  define(
    'at',
    'The item at a place, counted from 0.',
    ['list', 'number'],
    oneItem,
    onItems((items, [place]) => items.at(Math.trunc(numberOf(place) ?? 0)) ?? null),
  ),
  define(
    'first',
    'The first item.',
    ['list'],
    oneItem,
    onItems((items) => items[0] ?? null),
  ),
  define(
    'last',
    'The last item.',
    ['list'],
    oneItem,
    onItems((items) => items.at(-1) ?? null),
  ),
  define(
    'slice',
    'The items from one place, counted from 0, to before another.',
    ['list', 'number'],
    sameList,
    onItems((items, [from = null, until = null]) =>
      items.slice(numberOf(from) ?? 0, numberOf(until) ?? items.length),
    ),
    { optional: ['number'] },
  ),
  define(
    'concat',
    'Several lists as one, or several texts.',
    ['text | list'],
    (types) => (types.every(({ kind }) => kind === 'text') ? TEXT : sameList(types)),
    (operands, session) => {
      if (operands.every((operand) => !isList(operand))) {
        return bounded(operands.map((operand) => textOf(operand, session)).join(''))
      }
      const all = operands.flatMap(itemsOf)
      session.spend(all.length)
      return bounded(all)
    },
    { repeats: true },
  ),
  define(
    'reverse',
    'The items in reverse.',
    ['list'],
    sameList,
    onItems((items) => items.toReversed()),
  ),
  define(
    'unique',
    'The items without repetitions.',
    ['list'],
    sameList,
    onItems((items) => [...new Map(items.map((item) => [keyOf(item), item])).values()]),
  ),
  define(
    'includes',
    'Is the item in the list?',
    ['list', 'any'],
    BOOLEAN,
    onItems((items, [wanted = null]) => {
      const key = keyOf(wanted)
      return items.some((item) => keyOf(item) === key)
    }),
  ),
  define(
    'flat',
    'The items of the lists in a list.',
    ['list'],
    (types) => listOf(types.map(flatType)[0] ?? NOTHING),
    ([list], session) => bounded(flattened(itemsOf(list), session)),
  ),
  define(
    'count',
    'How many items a list has.',
    ['list'],
    NUMBER,
    onItems((items) => items.length),
  ),
  define(
    'empty',
    'Is it empty? 0, false and a list of none are, too. Alone: an empty value.',
    [],
    (types) => (types.length === 0 ? NOTHING : BOOLEAN),
    (operands) => (operands.length === 0 ? null : isEmptyValue(operands[0] ?? null)),
    { optional: ['any'] },
  ),
  define(
    'not',
    'The opposite of a truth; also `!`.',
    ['boolean'],
    BOOLEAN,
    ([value = null]) => !isTrue(value),
  ),
]

/** What counts as true: a checked box, and whatever is not empty. */
export const isTrue = (value: FormulaValue): boolean => !isEmptyValue(value)
