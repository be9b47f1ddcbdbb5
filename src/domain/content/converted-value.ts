import { parseIsoDate } from '../../lib/iso-date.js'
import { type DateValue, dateValueFrom } from './date-value.js'
import type { Former, Option } from './property.js'
import { plainTextOf, type RichText, richTextFrom } from './rich-text.js'
import type { Value } from './value.js'

/**
 * What a value of one type comes to as another: options stay options, all else goes by way of its text, as far as a text
 * can be read as the type. Null: as nothing. Contract §8.4 (observed: a text that is a number becomes one, another does
 * not).
 */
export const convertedValue = (value: Value, from: Former, to: Former): Value => {
  if (value === null) return null
  const { options = [] } = to
  if (from.options && to.options) {
    const ids = [value].flat() as readonly string[]
    return to.type === 'multi_select' ? ids : (ids[0] ?? null)
  }
  const text = textOf(value, from)
  if (text === '') return null
  switch (to.type) {
    case 'rich_text':
      return richTextFrom([{ text: { content: text } }])
    case 'url':
    case 'email':
    case 'phone_number':
      return text
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : null
    case 'date':
      return parseIsoDate(text) ? dateValueFrom({ start: text }) : null
    case 'select':
    case 'status':
      return idsOf(options, [text])[0] ?? null
    case 'multi_select':
      return idsOf(options, text.split(','))
    default:
      return null
  }
}

/** As it is read aloud; empty: a value of this type has no text. */
const textOf = (value: Value, { type, options = [] }: Former): string => {
  switch (type) {
    case 'rich_text':
      return plainTextOf(value as readonly RichText[]).trim()
    case 'url':
    case 'email':
    case 'phone_number':
      return (value as string).trim()
    case 'number':
      return String(value)
    case 'select':
    case 'status':
    case 'multi_select': {
      const ids = [value].flat() as readonly string[]
      return ids.flatMap((id) => options.find((one) => one.id === id)?.name ?? []).join(', ')
    }
    case 'date': {
      const { start, end } = value as DateValue
      return end === null ? start : `${start} → ${end}`
    }
    default:
      return ''
  }
}

const idsOf = (options: readonly Option[], names: readonly string[]): string[] =>
  names.flatMap((name) => {
    const sought = name.trim().toLowerCase()
    return options.find((one) => one.name.toLowerCase() === sought)?.id ?? []
  })
