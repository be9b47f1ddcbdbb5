import type { PropertyType } from '../../contract/objects/properties.js'
import { convertedValue } from './converted-value.js'
import { type Former, slotOf } from './property.js'
import type { Value, Values } from './value.js'

/** The value of a property among those that are kept with a page; one that was written under a former type, converted. */
export const keptValue = (property: Former, values: Values): Value => {
  const slot = slotOf(property)
  if (Object.hasOwn(values, slot)) {
    const value = values[slot] ?? null
    return isOf(property.type, value) ? value : null
  }
  const { was } = property
  return was ? convertedValue(keptValue(was, values), was, property) : null
}

/** Where a type changed before types had slots, values of another lie in the place of its own: they count as none. */
const isOf = (type: PropertyType, value: Value): boolean => {
  if (value === null) return true
  switch (type) {
    case 'title':
    case 'rich_text':
      return isListOf(value, (item) => typeof item === 'object' && 'annotations' in item)
    case 'files':
      return isListOf(value, (item) => typeof item === 'object' && !('annotations' in item))
    case 'multi_select':
    case 'people':
      return isListOf(value, (item) => typeof item === 'string')
    case 'select':
    case 'status':
    case 'url':
    case 'email':
    case 'phone_number':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number'
    case 'date':
      return typeof value === 'object' && 'start' in value
    case 'verification':
      return typeof value === 'object' && 'state' in value
    case 'place':
      return typeof value === 'object' && 'lat' in value
    default:
      return true
  }
}

const isListOf = (value: Value, isItem: (item: object | string) => boolean): boolean =>
  Array.isArray(value) && value.every(isItem)
