import { listKeyOf, shortIdOf, sortKeyOf, wordsOf, wordsOfIds } from '../query/keys.js'
import { keyedTypes } from '../query/pushed.js'
import type { Value as QueriedValue } from '../query/values.js'
import { keptValue } from './kept-value.js'
import { type Page, valuesOf } from './page.js'
import type { Property, Schema } from './property.js'
import { queriedRow, type Stamped } from './queried-row.js'
import type { Value } from './value.js'

/** By what a store finds and sorts a row. */
export type RowKey = {
  readonly propertyId: string
  /** Its order is that of the values; of options it holds the ids. Null: empty. */
  readonly key: string | null
  /** What filters look for in a text or a list. */
  readonly words: string
}

/** The keys of a row: a pure function of its values, so that both stores order by the same bytes. */
export const keysOf = (schema: Schema, block: Stamped, page: Page): RowKey[] => {
  const { values } = queriedRow(schema, block, page)
  const kept = valuesOf(page)
  return schema.flatMap((property) => {
    const { id: propertyId, type } = property
    if (!keyedTypes.has(type)) return []
    const ids = optionsIn(property, keptValue(property, kept))
    const value = values.get(propertyId)
    const key = ids ? keyOfIds(type, ids) : sortKeyOf(value)
    return [{ propertyId, key, words: wordsIn(type, value, ids) }]
  })
}

/** Ids of the options of a value that the property still has; undefined: its values are no options. */
const optionsIn = ({ type, options = [] }: Property, value: Value): string[] | undefined => {
  if (type !== 'select' && type !== 'status' && type !== 'multi_select') return undefined
  const ids = type === 'multi_select' ? ((value ?? []) as readonly unknown[]) : [value]
  return ids.flatMap((id) => options.find((option) => option.id === id)?.id ?? [])
}

const keyOfIds = (type: string, ids: readonly string[]): string | null =>
  ids.length === 0 ? null : listKeyOf(type === 'multi_select' ? ids.map(shortIdOf) : ids)

const wordsIn = (
  type: string,
  value: QueriedValue | undefined,
  options: readonly string[] | undefined,
): string => {
  if (options) return type === 'multi_select' ? wordsOfIds(options) : ''
  if (value?.type === 'text') return wordsOf(value.text)
  return value?.type === 'people' ? wordsOfIds(value.ids) : ''
}

/** Whether rows need other keys under the second schema: a property is new, of another type, or lost an option. */
export const needsOtherKeys = (former: Schema, next: Schema): boolean =>
  next.some(({ id, type, options = [] }) => {
    const before = former.find((property) => property.id === id)
    if (before?.type !== type) return keyedTypes.has(type)
    return (before.options ?? []).some((one) => !options.some((option) => option.id === one.id))
  })
