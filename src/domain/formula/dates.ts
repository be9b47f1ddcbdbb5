import { dayOf, parseIsoDate } from '../../lib/iso-date.js'
import { define, type FormulaFunction } from './function.js'
import { numberOf } from './numbers.js'
import { textOf } from './text-of.js'
import { between, dayOfTime, fieldsOf, formatTime, shifted } from './time.js'
import { DATE, NUMBER, TEXT } from './types.js'
import { bounded, type FormulaValue, isTime, type Time } from './values.js'

const MINUTE = 60_000

/** A date of a property, `2024-01-31` or a time with its offset. */
export const timeFrom = ({
  start,
  end,
}: {
  readonly start: string
  readonly end: string | null
}): Time | null => {
  const from = parseIsoDate(start)
  if (!from) return null
  const to = end === null ? undefined : parseIsoDate(end)
  const { hasTime, offset = 0 } = from
  const at = ({ local, offset: ahead = 0 }: typeof from) => local - ahead * MINUTE
  return { start: at(from), end: to ? at(to) : null, hasTime, offset }
}

/** A date as answers show it. */
export const dateOf = (time: Time) => ({
  start: spelled(time, time.start),
  end: time.end === null ? null : spelled(time, time.end),
  time_zone: null,
})

const spelled = ({ hasTime, offset }: Time, at: number): string => {
  if (!hasTime) return dayOf(at + offset * MINUTE)
  const clock = new Date(at + offset * MINUTE).toISOString().slice(0, 16)
  return `${clock}:00.000${formatTime({ start: at, offset, hasTime }, 'Z')}`
}

const momentOf = (at: number, hasTime = true): Time => ({
  start: at,
  end: null,
  hasTime,
  offset: 0,
})

const timeOf = (value: FormulaValue | undefined): Time | null =>
  value !== undefined && isTime(value) ? value : null

const field = (name: keyof ReturnType<typeof fieldsOf>, does: string): FormulaFunction =>
  define(name, does, ['date'], NUMBER, ([value]) => {
    const time = timeOf(value)
    return time && fieldsOf(time)[name]
  })

const shifting =
  (sign: 1 | -1): FormulaFunction['run'] =>
  ([value, count, unit], session) => {
    const time = timeOf(value)
    const number = numberOf(count)
    if (!time || number === null) return time
    return shifted(time, sign * number, textOf(unit, session)) ?? null
  }

const UNITS = '`years`, `quarters`, `months`, `weeks`, `days`, `hours` or `minutes`'

/** What is done with dates. All of it is in UTC, or by the clock of a date that has an offset. */
export const dateFunctions: readonly FormulaFunction[] = [
  define('now', 'This minute.', [], DATE, (_, { now }) => momentOf(now - (now % MINUTE))),
  define('today', 'Today.', [], DATE, (_, { now }) => momentOf(dayOfTime(momentOf(now)), false)),
  field('minute', 'The minute of a time.'),
  field('hour', 'The hour of a time, 0 to 23.'),
  field('day', 'The day of the week: 1 is Monday, 7 Sunday.'),
  field('date', 'The day of the month.'),
  field('week', 'The week of the year, by ISO 8601.'),
  field('month', 'The month, 1 to 12.'),
  field('year', 'The year.'),
  define(
    'dateAdd',
    `A date so many ${UNITS} later.`,
    ['date', 'number', 'text'],
    DATE,
    shifting(1),
  ),
  define(
    'dateSubtract',
    `A date so many ${UNITS} earlier.`,
    ['date', 'number', 'text'],
    DATE,
    shifting(-1),
  ),
  define(
    'dateBetween',
    `How many whole ${UNITS} the first date is after the second.`,
    ['date', 'date', 'text'],
    NUMBER,
    ([a, b, unit], session) => {
      const [one, other] = [timeOf(a), timeOf(b)]
      return one && other ? (between(one, other, textOf(unit, session)) ?? null) : null
    },
  ),
  define('dateRange', 'The range from one date to another.', ['date', 'date'], DATE, ([a, b]) => {
    const [from, to] = [timeOf(a), timeOf(b)]
    return from && to ? { ...from, end: to.start } : from
  }),
  define('dateStart', 'The first day or time of a range.', ['date'], DATE, ([value]) => {
    const time = timeOf(value)
    return time && { ...time, end: null }
  }),
  define('dateEnd', 'The last day or time of a range.', ['date'], DATE, ([value]) => {
    const time = timeOf(value)
    return time && { ...time, start: time.end ?? time.start, end: null }
  }),
  define(
    'timestamp',
    'Milliseconds since 1970.',
    ['date'],
    NUMBER,
    ([value]) => timeOf(value)?.start ?? null,
  ),
  define(
    'fromTimestamp',
    'The minute so many milliseconds after 1970.',
    ['number'],
    DATE,
    ([value]) => {
      const number = numberOf(value)
      if (number === null || Math.abs(number) > 8.64e15) return null
      return momentOf(Math.floor(number / MINUTE) * MINUTE)
    },
  ),
  define(
    'formatDate',
    'A date by a pattern such as `MMM D, YYYY`.',
    ['date', 'text'],
    TEXT,
    ([value, pattern], session) => {
      const time = timeOf(value)
      const letters = bounded(textOf(pattern, session))
      session.spend(letters.length / 10)
      return time ? formatTime(time, letters) : ''
    },
  ),
  define(
    'parseDate',
    'The date that a text such as `2024-01-31` stands for.',
    ['text'],
    DATE,
    ([value], session) => timeFrom({ start: textOf(value, session), end: null }),
  ),
]
