import {
  type RelativeDay,
  type RelativePeriod,
  relativeDays,
} from '../../contract/objects/query.js'
import { parseIsoDate } from '../../lib/iso-date.js'

/** A stretch of time in milliseconds, `until` excluded. */
export type Span = { readonly from: number; readonly until: number }

/** What a date is compared with: a stretch of time, or a day that depends on today. */
export type Moment = Span | RelativeDay

const MINUTE = 60_000
const DAY = 86_400_000

/**
 * A day in UTC, or a minute: finer than that nothing is compared. A time without an offset is in UTC. Undefined: not a
 * date. Contract §9 (observed).
 */
export const momentFrom = (text: string): Moment | undefined => {
  if (relativeDays.includes(text as RelativeDay)) return text as RelativeDay
  const date = parseIsoDate(text)
  if (!date) return undefined
  const from = date.local - (date.offset ?? 0) * MINUTE
  return { from, until: from + (date.hasTime ? MINUTE : DAY) }
}

/** The stretch of time that a moment is, now. */
export const spanOf = (moment: Moment, now: number): Span =>
  typeof moment === 'string' ? dayAt(dayOfWord(moment, startOfDay(now))) : moment

const dayOfWord = (word: RelativeDay, today: number): number => {
  switch (word) {
    case 'today':
      return today
    case 'tomorrow':
      return today + DAY
    case 'yesterday':
      return today - DAY
    case 'one_week_ago':
      return today - 7 * DAY
    case 'one_week_from_now':
      return today + 7 * DAY
    case 'one_month_ago':
      return monthsFrom(today, -1)
    case 'one_month_from_now':
      return monthsFrom(today, 1)
  }
}

/**
 * The days of a period, now, in UTC. The past and the next ones reach from today to the day at the other end, both
 * included (observed). A week starts on Monday, as in ISO 8601: the recordings fit either beginning.
 */
export const spanOfPeriod = (period: RelativePeriod, now: number): Span => {
  const today = startOfDay(now)
  switch (period) {
    case 'this_week': {
      const monday = today - ((new Date(today).getUTCDay() + 6) % 7) * DAY
      return { from: monday, until: monday + 7 * DAY }
    }
    case 'past_week':
      return { from: today - 7 * DAY, until: today + DAY }
    case 'past_month':
      return { from: monthsFrom(today, -1), until: today + DAY }
    case 'past_year':
      return { from: monthsFrom(today, -12), until: today + DAY }
    case 'next_week':
      return { from: today, until: today + 8 * DAY }
    case 'next_month':
      return { from: today, until: monthsFrom(today, 1) + DAY }
    case 'next_year':
      return { from: today, until: monthsFrom(today, 12) + DAY }
  }
}

const startOfDay = (time: number): number => Math.floor(time / DAY) * DAY

const dayAt = (from: number): Span => ({ from, until: from + DAY })

/** The same day of another month, or its last one where it is too short. */
const monthsFrom = (day: number, months: number): number => {
  const date = new Date(day)
  const year = date.getUTCFullYear()
  const month = date.getUTCMonth() + months
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return Date.UTC(year, month, Math.min(date.getUTCDate(), last))
}
