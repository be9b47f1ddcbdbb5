import { ApiError } from '../../contract/errors.js'
import { dayOf, type IsoDate, parseIsoDate } from '../../lib/iso-date.js'
import { isTimeZone, offsetAt, offsetIn } from '../../lib/time-zone.js'

/**
 * A date or a range as it is kept and shown. A day is `2024-01-31`, a time `2024-01-31T12:30:00.000+01:00`, floored to
 * the minute. A time zone that a request names becomes part of the times. Contract §8.3 (observed).
 */
export type DateValue = {
  readonly start: string
  readonly end: string | null
  readonly time_zone: null
}

type DateRequest = {
  readonly start: string
  readonly end?: string | null | undefined
  readonly time_zone?: string | null | undefined
}

/**
 * Reads what a client sent; `place` is where it stood. Beside a zone an offset says nothing. Errors:
 * `validation_error`: not a date, not a zone, an end before the start.
 */
export const dateValueFrom = (
  { start, end = null, time_zone = null }: DateRequest,
  place = 'date',
): DateValue => {
  const refuse = (field: string, expected: string, found: string): ApiError =>
    new ApiError(
      'validation_error',
      `body failed validation: ${place}.${field} should be ${expected}, instead was \`${JSON.stringify(found)}\`.`,
    )
  if (time_zone !== null && !isTimeZone(time_zone)) {
    throw refuse('time_zone', 'a valid IANA time zone', time_zone)
  }
  const read = (field: 'start' | 'end', text: string): Moment => {
    const date = parseIsoDate(text)
    if (!date) throw refuse(field, 'a valid ISO 8601 date string', text)
    return momentOf(date, time_zone)
  }
  const from = read('start', start)
  if (end === null) return { start: from.shown, end: null, time_zone: null }
  const to = read('end', end)
  if (to.at < from.at) throw refuse('end', `not before \`${JSON.stringify(start)}\``, end)
  return { start: from.shown, end: to.shown, time_zone: null }
}

/** The day or the minute that clocks of a zone show at a time. */
export const dateAt = (at: number, zone: string, precision: 'day' | 'minute'): DateValue => {
  const ahead = offsetAt(zone, at)
  const local = at + ahead * 60_000
  const start = precision === 'day' ? dayOf(local) : minuteOf(local, ahead)
  return { start, end: null, time_zone: null }
}

type Moment = { readonly at: number; readonly shown: string }

/** A time without an offset or a zone is in UTC; one that the clocks of its zone skip is as much later. */
const momentOf = ({ local, hasTime, offset = 0 }: IsoDate, zone: string | null): Moment => {
  if (!hasTime) return { at: local, shown: dayOf(local) }
  if (zone === null) return { at: local - offset * 60_000, shown: minuteOf(local, offset) }
  const at = local - offsetIn(zone, local) * 60_000
  return { at, shown: dateAt(at, zone, 'minute').start }
}

const minuteOf = (local: number, ahead: number): string =>
  `${new Date(local).toISOString().slice(0, 16)}:00.000${spelled(ahead)}`

const spelled = (offset: number): string => {
  const minutes = Math.abs(offset)
  const two = (count: number) => String(count).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
