/** A date or a range as it is kept and shown. Contract §8.3. */
export type DateValue = {
  readonly start: string
  readonly end: string | null
  readonly time_zone: string | null
}

type DateRequest = {
  readonly start: string
  readonly end?: string | null | undefined
  readonly time_zone?: string | null | undefined
}

/** Reads what a client sent. */
export const dateValueFrom = ({ start, end = null, time_zone = null }: DateRequest): DateValue => ({
  start,
  end,
  time_zone,
})
