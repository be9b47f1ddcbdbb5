import type { Time } from './values.js'

const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000

/** What the clock of a time shows. */
const clockOf = ({ start, offset }: Pick<Time, 'start' | 'offset'>): Date =>
  new Date(start + offset * MINUTE)

/** Monday is 1. */
const weekdayOf = (clock: Date): number => ((clock.getUTCDay() + 6) % 7) + 1

type Week = { readonly year: number; readonly week: number }

/** A week is one of the year that a certain day of it lies in, and the first is that of the first such day. */
const weekAround = (day: Date): Week => {
  const year = day.getUTCFullYear()
  return { year, week: Math.floor((day.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY)) + 1 }
}

/** ISO 8601: Thursday is that day, and Monday the first of a week. */
const isoWeekOf = (clock: Date): Week =>
  weekAround(new Date(clock.getTime() + (4 - weekdayOf(clock)) * DAY))

/** As in the USA: Saturday is that day, and Sunday the first of a week. */
const localWeekOf = (clock: Date): Week =>
  weekAround(new Date(clock.getTime() + (6 - clock.getUTCDay()) * DAY))

export const fieldsOf = (time: Time) => {
  const clock = clockOf(time)
  return {
    minute: clock.getUTCMinutes(),
    hour: clock.getUTCHours(),
    day: weekdayOf(clock),
    date: clock.getUTCDate(),
    week: isoWeekOf(clock).week,
    month: clock.getUTCMonth() + 1,
    year: clock.getUTCFullYear(),
  }
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

const ordinalOf = (count: number): string => {
  const isTeen = Math.floor(count / 10) % 10 === 1
  return `${count}${(!isTeen && ['th', 'st', 'nd', 'rd'][count % 10]) || 'th'}`
}

const two = (count: number): string => String(count).padStart(2, '0')

const offsetText = (offset: number, between: string): string => {
  const minutes = Math.abs(offset)
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${between}${two(minutes % 60)}`
}

const PIECES =
  /\[([^\]]*)\]|YYYY|YY|Y|MMMM|MMM|MM|Mo|M|DDDD|DDDo|DDD|DD|Do|D|dddd|ddd|dd|do|d|E|e|HH|H|hh|h|kk|k|mm|m|ss|s|SSS|SS|S|A|a|Qo|Q|WW|Wo|W|ww|wo|w|GGGG|GG|gggg|gg|ZZ|Z|X|x|LTS|LT|L{1,4}|l{1,4}/g

const long: Readonly<Record<string, string>> = {
  LT: 'h:mm A',
  LTS: 'h:mm:ss A',
  L: 'MM/DD/YYYY',
  LL: 'MMMM D, YYYY',
  LLL: 'MMMM D, YYYY h:mm A',
  LLLL: 'dddd, MMMM D, YYYY h:mm A',
  l: 'M/D/YYYY',
  ll: 'MMM D, YYYY',
  lll: 'MMM D, YYYY h:mm A',
  llll: 'ddd, MMM D, YYYY h:mm A',
}

/**
 * A time by a pattern such as `MMM D, YYYY`, which means what it does to Moment; what stands in brackets stays.
 * Notion: help/formula-syntax.
 */
export const formatTime = (
  time: Pick<Time, 'start' | 'offset' | 'hasTime'>,
  pattern: string,
): string => {
  const clock = clockOf(time)
  const [year, month, date] = [clock.getUTCFullYear(), clock.getUTCMonth(), clock.getUTCDate()]
  const hour = clock.getUTCHours()
  const monthName = months[month] ?? ''
  const dayName = days[weekdayOf(clock) - 1] ?? ''
  const twelfth = hour % 12 === 0 ? 12 : hour % 12
  const quarter = Math.floor(month / 3) + 1
  const [iso, local] = [isoWeekOf(clock), localWeekOf(clock)]
  const thousandths = String(clock.getUTCMilliseconds()).padStart(3, '0')
  const dayOfYear = Math.floor((Date.UTC(year, month, date) - Date.UTC(year, 0, 1)) / DAY) + 1
  const pieces: Readonly<Record<string, () => string | number>> = {
    YYYY: () => year,
    Y: () => year,
    YY: () => two(year % 100),
    MMMM: () => monthName,
    MMM: () => monthName.slice(0, 3),
    MM: () => two(month + 1),
    Mo: () => ordinalOf(month + 1),
    M: () => month + 1,
    DDDD: () => String(dayOfYear).padStart(3, '0'),
    DDDo: () => ordinalOf(dayOfYear),
    DDD: () => dayOfYear,
    DD: () => two(date),
    Do: () => ordinalOf(date),
    D: () => date,
    dddd: () => dayName,
    ddd: () => dayName.slice(0, 3),
    dd: () => dayName.slice(0, 2),
    do: () => ordinalOf(clock.getUTCDay()),
    d: () => clock.getUTCDay(),
    E: () => weekdayOf(clock),
    e: () => clock.getUTCDay(),
    HH: () => two(hour),
    H: () => hour,
    hh: () => two(twelfth),
    h: () => twelfth,
    kk: () => two(hour || 24),
    k: () => hour || 24,
    mm: () => two(clock.getUTCMinutes()),
    m: () => clock.getUTCMinutes(),
    ss: () => two(clock.getUTCSeconds()),
    s: () => clock.getUTCSeconds(),
    SSS: () => thousandths,
    SS: () => thousandths.slice(0, 2),
    S: () => thousandths.slice(0, 1),
    A: () => (hour < 12 ? 'AM' : 'PM'),
    a: () => (hour < 12 ? 'am' : 'pm'),
    Q: () => quarter,
    Qo: () => ordinalOf(quarter),
    W: () => iso.week,
    WW: () => two(iso.week),
    Wo: () => ordinalOf(iso.week),
    w: () => local.week,
    ww: () => two(local.week),
    wo: () => ordinalOf(local.week),
    GGGG: () => iso.year,
    GG: () => two(iso.year % 100),
    gggg: () => local.year,
    gg: () => two(local.year % 100),
    Z: () => offsetText(time.offset, ':'),
    ZZ: () => offsetText(time.offset, ''),
    X: () => Math.floor(time.start / 1000),
    x: () => time.start,
  }
  return pattern.replaceAll(PIECES, (piece, literal?: string) => {
    if (literal !== undefined) return literal
    const whole = long[piece]
    return whole === undefined ? String(pieces[piece]?.() ?? piece) : formatTime(time, whole)
  })
}

/** Units of a span: so many months, or so many milliseconds. */
const units: Readonly<Record<string, { readonly months?: number; readonly time?: number }>> = {
  year: { months: 12 },
  quarter: { months: 3 },
  month: { months: 1 },
  week: { time: 7 * DAY },
  day: { time: DAY },
  hour: { time: HOUR },
  minute: { time: MINUTE },
}

export const unitNames = Object.keys(units)

const unitOf = (name: string) => units[name.toLowerCase().replace(/s$/, '')]

/** The latest day that there is. */
const MAX_TIME = 8.64e15

/** So many units later; undefined: no such unit, or no such time. */
export const shifted = (time: Time, count: number, unitName: string): Time | undefined => {
  const unit = unitOf(unitName)
  if (!unit) return undefined
  const move = (at: number): number => {
    if (unit.time !== undefined) return at + Math.trunc(count) * unit.time
    const clock = new Date(at + time.offset * MINUTE)
    return monthsLater(clock, Math.trunc(count) * (unit.months ?? 0)) - time.offset * MINUTE
  }
  const start = move(time.start)
  const end = time.end === null ? null : move(time.end)
  if (![start, end ?? 0].every((at) => Math.abs(at) <= MAX_TIME)) return undefined
  const isFine = unitName.startsWith('hour') || unitName.startsWith('minute')
  return { ...time, start, end, hasTime: time.hasTime || isFine }
}

/** The same day of another month, or its last one where it is too short. */
const monthsLater = (clock: Date, count: number): number => {
  const year = clock.getUTCFullYear()
  const month = clock.getUTCMonth() + count
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  const day = Date.UTC(year, month, Math.min(clock.getUTCDate(), last))
  return day + (((clock.getTime() % DAY) + DAY) % DAY)
}

/** Whole units from `other` to `one`; undefined: no such unit. */
export const between = (one: Time, other: Time, unitName: string): number | undefined => {
  const unit = unitOf(unitName)
  if (!unit) return undefined
  if (unit.time !== undefined) return Math.trunc((one.start - other.start) / unit.time) + 0
  const [from, to] = [clockOf(other), clockOf(one)]
  const size = unit.months ?? 1
  let count =
    (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth()
  const reached = monthsLater(from, count)
  if (count > 0 && reached > to.getTime()) count--
  if (count < 0 && reached < to.getTime()) count++
  return Math.trunc(count / size) + 0
}

/** The day on which a time lies. */
export const dayOfTime = (time: Time): number => {
  const at = time.start + time.offset * MINUTE
  return Math.floor(at / DAY) * DAY
}
