import type { Session } from './function.js'
import { formatTime } from './time.js'
import { type FormulaValue, isList, isPage, isPerson, isTime } from './values.js'

/** A value as text: what joining it to a text gives. */
export const textOf = (value: FormulaValue | undefined, session: Session): string => {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (isTime(value)) return dateText(value)
  if (isPage(value)) return session.titleOf(value)
  if (isPerson(value)) return session.person(value.person).name ?? ''
  if (isList(value)) return value.map((item) => textOf(item, session)).join(', ')
  return String(value)
}

type Shown = Parameters<typeof formatTime>[0]

/** Notion: help/formula-syntax: `format(now())` is `August 30, 2023 17:55`. */
const dateText = (time: Shown & { readonly end: number | null }): string => {
  const pattern = time.hasTime ? 'MMMM D, YYYY HH:mm' : 'MMMM D, YYYY'
  const start = formatTime(time, pattern)
  if (time.end === null) return start
  return `${start} → ${formatTime({ ...time, start: time.end }, pattern)}`
}
