import { type Html, html } from '../lib/html.js'

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

const twoDigits = (value: number): string => String(value).padStart(2, '0')

const dayOf = (time: Date): string =>
  `${time.getUTCDate()} ${MONTHS[time.getUTCMonth()]} ${time.getUTCFullYear()}`

/** `22 Nov 2026`. */
export function readableDay(iso: string): string {
  const time = new Date(iso)
  return Number.isNaN(time.getTime()) ? iso : dayOf(time)
}

/** `22 Nov 2026, 12:14 UTC`, the same on every host whatever its locale and time zone. */
export function readableTime(iso: string): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return iso
  return `${dayOf(time)}, ${twoDigits(time.getUTCHours())}:${twoDigits(time.getUTCMinutes())} UTC`
}

export function timeElement(iso: string): Html {
  return html`<time datetime="${iso}">${readableTime(iso)}</time>`
}

/** `6 seconds`, `1 minute`: a wait as people say it, rounded up. */
export function readableWait(seconds: number): string {
  const [count, unit] = seconds < 60 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
