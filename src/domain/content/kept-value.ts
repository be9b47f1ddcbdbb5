import { convertedValue } from './converted-value.js'
import { type Former, slotOf } from './property.js'
import type { Value, Values } from './value.js'

/** The value of a property among those that are kept with a page; one that was written under a former type, converted. */
export const keptValue = (property: Former, values: Values): Value => {
  const slot = slotOf(property)
  if (Object.hasOwn(values, slot)) return values[slot] ?? null
  const { was } = property
  return was ? convertedValue(keptValue(was, values), was, property) : null
}
