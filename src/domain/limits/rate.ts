/** How often something may happen: `burst` times at once, then once in every `interval`, in microseconds. */
export type Rate = { readonly burst: number; readonly interval: number }

/**
 * What is known of a bucket: when it will be full again, in microseconds since 1970. Unknown: it is full. The generic
 * cell rate algorithm calls it the theoretical arrival time (ITU-T I.371 §A); one number says all.
 */
export type FullAt = number | undefined

const MICROSECONDS = 1000

/** So many a second; the interval is cut to whole microseconds. */
export const perSecond = (count: number, burst: number): Rate => ({
  burst,
  interval: Math.floor(1_000_000 / count),
})

/** When the next one passes, in milliseconds; a time that is not after `now` says that it passes. */
export const nextAt = (rate: Rate, fullAt: FullAt, now: number): number => {
  const wait = levelAt(rate, fullAt, now) - (rate.burst - 1) * rate.interval
  return Math.ceil(wait / MICROSECONDS)
}

/** Takes one out of the bucket. */
export const spend = (rate: Rate, fullAt: FullAt, now: number): number =>
  levelAt(rate, fullAt, now) + rate.interval

/** Puts one back. */
export const giveBack = (rate: Rate, fullAt: number): number => fullAt - rate.interval

export const isFull = (fullAt: number, now: number): boolean => fullAt <= now * MICROSECONDS

/** An empty bucket is as bad as it gets: a clock that is set back must not lock anybody out. */
const levelAt = ({ burst, interval }: Rate, fullAt: FullAt, now: number): number => {
  const present = now * MICROSECONDS
  return Math.max(present, Math.min(fullAt ?? present, present + burst * interval))
}
