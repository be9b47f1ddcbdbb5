import { keptValue } from './kept-value.js'
import type { Property, Schema } from './property.js'
import type { RichText } from './rich-text.js'
import type { Rolled, RolledItem, Value, Values, Verification } from './value.js'

/** The rich text of values, for what it mentions. */
export const textsIn = (schema: Schema, values: Values): RichText[] =>
  schema.flatMap((property) => textsOf(property, keptValue(property, values)))

const textsOf = ({ type }: Property, value: Value): readonly RichText[] => {
  if (type === 'title' || type === 'rich_text') return (value ?? []) as RichText[]
  if (type !== 'rollup') return []
  return itemsIn(value).flatMap((item) => textsOf(item.property, item.value))
}

/** The users that values name. */
export const peopleIn = (schema: Schema, values: Values): string[] =>
  schema.flatMap((property) => peopleOf(property, keptValue(property, values)))

const peopleOf = ({ type }: Property, value: Value): readonly string[] => {
  switch (type) {
    case 'people':
      return (value ?? []) as string[]
    case 'verification':
      return value === null ? [] : [(value as Verification).verified_by]
    case 'rollup':
      return itemsIn(value).flatMap(({ property, value: inner, stamped }) => {
        if (property.type === 'created_by') return [stamped.createdBy]
        if (property.type === 'last_edited_by') return [stamped.editedBy]
        return peopleOf(property, inner)
      })
    default:
      return []
  }
}

const itemsIn = (value: Value): readonly RolledItem[] => {
  const rolled = value as Rolled | null
  return rolled?.rolled === 'array' ? rolled.items : []
}
