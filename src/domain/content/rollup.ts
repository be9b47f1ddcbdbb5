import type { RollupFunction } from '../../contract/objects/properties.js'
import { greatestOf, leastOf, meanOf, medianOf, sumOf } from '../formula/numbers.js'
import { isEmpty, isList, type Value as Queried, settledOf } from '../query/values.js'
import type { DateValue } from './date-value.js'
import { minuteOf } from './minute.js'
import { queriedValue } from './queried-row.js'
import type { Rolled, RolledItem } from './value.js'

/** What a function comes to, before it is computed. Contract §8.4. */
export const rollupKinds: Readonly<Record<RollupFunction, 'number' | 'date' | 'array' | 'none'>> = {
  count: 'number',
  count_values: 'number',
  empty: 'number',
  not_empty: 'number',
  unique: 'number',
  show_unique: 'array',
  percent_empty: 'number',
  percent_not_empty: 'number',
  sum: 'number',
  average: 'number',
  median: 'number',
  min: 'number',
  max: 'number',
  range: 'number',
  earliest_date: 'date',
  latest_date: 'date',
  date_range: 'date',
  checked: 'number',
  unchecked: 'number',
  percent_checked: 'number',
  percent_unchecked: 'number',
  count_per_group: 'none',
  percent_per_group: 'none',
  show_original: 'array',
}

/**
 * What a rollup makes of the values of related pages, in the order of the relation. Shares are of 1. Of no pages a count
 * and a sum are 0, everything else is null (observed). Contract §8.4.
 */
export const rollUp = (name: RollupFunction, items: readonly RolledItem[]): Rolled => {
  const kind = rollupKinds[name]
  if (kind === 'none') return { function: name, rolled: 'unsupported' }
  const values = items.map(({ property, value, stamped }) =>
    queriedValue(property, value, stamped, stamped.number),
  )
  if (kind === 'array') {
    const shown = name === 'show_unique' ? firstOfEach(items, values) : items
    return { function: name, rolled: 'array', items: shown }
  }
  if (kind === 'date') return { function: name, rolled: 'date', date: dateOf(name, values) }
  const number = numberOf(name, values)
  return { function: name, rolled: 'number', number: Number.isFinite(number) ? number : null }
}

const firstOfEach = (
  items: readonly RolledItem[],
  values: readonly Queried[],
): readonly RolledItem[] => {
  const keys = values.map((value) => JSON.stringify(value))
  return items.filter((_, index) => keys.indexOf(keys[index] ?? '') === index)
}

const numberOf = (name: RollupFunction, values: readonly Queried[]): number | null => {
  const all = values.length
  const share = (count: number): number | null => (all === 0 ? null : count / all)
  const filled = values.filter((value) => !isEmpty(value))
  const numbers = values.flatMap(numbersIn)
  const checked = values.filter((value) => isChecked(settledOf(value))).length
  switch (name) {
    case 'count':
      return all
    case 'count_values':
      return sumOf(filled.map(sizeOf))
    case 'empty':
      return all - filled.length
    case 'not_empty':
      return filled.length
    case 'unique':
      return new Set(filled.map((value) => JSON.stringify(value))).size
    case 'percent_empty':
      return share(all - filled.length)
    case 'percent_not_empty':
      return share(filled.length)
    case 'sum':
      return sumOf(numbers)
    case 'average':
      return meanOf(numbers)
    case 'median':
      return medianOf(numbers)
    case 'min':
      return leastOf(numbers)
    case 'max':
      return greatestOf(numbers)
    case 'range':
      return numbers.length === 0 ? null : (greatestOf(numbers) ?? 0) - (leastOf(numbers) ?? 0)
    case 'checked':
      return checked
    case 'unchecked':
      return all - checked
    case 'percent_checked':
      return share(checked)
    case 'percent_unchecked':
      return share(all - checked)
    default:
      return null
  }
}

type Settled = ReturnType<typeof settledOf>

const isChecked = (value: Settled): boolean =>
  value !== undefined && !isList(value) && value.type === 'checkbox' && value.checked

const numbersIn = (value: Queried): readonly number[] => {
  const settled = settledOf(value)
  if (settled === undefined || isList(settled)) return []
  return settled.type === 'number' && settled.number !== null ? [settled.number] : []
}

/** Of several options, people, files and pages each counts. */
const sizeOf = (value: Queried): number => {
  const settled = settledOf(value)
  if (settled === undefined) return 0
  if (isList(settled)) return settled.length
  if (settled.type === 'options' || settled.type === 'files') return settled.names.length
  return settled.type === 'people' || settled.type === 'relation' ? settled.ids.length : 1
}

type Dated = { readonly start: string; readonly end: string | null }

const datesIn = (value: Queried): readonly Dated[] => {
  const settled = settledOf(value)
  if (settled === undefined || isList(settled)) return []
  if (settled.type === 'time') return [{ start: minuteOf(settled.at), end: null }]
  return settled.type === 'date' && settled.date !== null ? [settled.date] : []
}

const dateOf = (name: RollupFunction, values: readonly Queried[]): DateValue | null => {
  const dates = values.flatMap(datesIn)
  const starts = dates.map(({ start }) => start).toSorted(byTime)
  const ends = dates.map(({ start, end }) => end ?? start).toSorted(byTime)
  const [first, last] = [starts[0], ends.at(-1)]
  if (first === undefined || last === undefined) return null
  const only = (start: string): DateValue => ({ start, end: null, time_zone: null })
  if (name === 'earliest_date') return only(first)
  return name === 'latest_date' ? only(last) : { start: first, end: last, time_zone: null }
}

const byTime = (one: string, other: string): number => Date.parse(one) - Date.parse(other)
