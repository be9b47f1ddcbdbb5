/** Is it the name of a time zone of the IANA database? */
export const isTimeZone = (name: string): boolean => {
  if (!/^[a-z]/i.test(name)) return false
  try {
    clockIn(name)
    return true
  } catch {
    return false
  }
}

/**
 * Minutes that a zone is ahead of UTC when its clocks show `local`, milliseconds as a clock in UTC would count them.
 * An hour that clocks skip counts as before the change, and so does one that they show twice.
 */
export const offsetIn = (zone: string, local: number): number => {
  const clock = clockIn(zone)
  const early = offsetOf(clock, local - DAY)
  const late = offsetOf(clock, local + DAY)
  const isShownAt = (offset: number) => offsetOf(clock, local - offset * MINUTE) === offset
  return !isShownAt(early) && isShownAt(late) ? late : early
}

const MINUTE = 60_000
const DAY = 86_400_000

const clockIn = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })

/** Minutes that a zone is ahead of UTC at a moment. */
export const offsetAt = (zone: string, time: number): number => offsetOf(clockIn(zone), time)

const offsetOf = (clock: Intl.DateTimeFormat, time: number): number => {
  const name = clock.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? []
  const offset = Number(hours) * 60 + Number(minutes)
  return sign === '-' ? 0 - offset : offset
}
