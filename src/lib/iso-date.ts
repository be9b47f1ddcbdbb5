const ISO =
  /^(\d{4}-\d\d-\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?:(Z)|([+-])(\d\d):?(\d\d)?)?)?$/i

/** A day, or a minute of a clock. */
export type IsoDate = {
  /** Milliseconds at which a clock in UTC shows this day or minute; seconds are cut off. */
  readonly local: number
  readonly hasTime: boolean
  /** Minutes ahead of UTC; undefined: not said. */
  readonly offset: number | undefined
}

/**
 * Reads `2024-01-31`, or `2024-01-31T12:30` with seconds and an offset or without. Undefined: not such a text, or no
 * such day or minute.
 */
export const parseIsoDate = (text: string): IsoDate | undefined => {
  const [, day, hours = '00', minutes = '00', seconds = '00', utc, sign, ahead, and = '00'] =
    ISO.exec(text) ?? []
  if (day === undefined || hours > '23' || minutes > '59' || seconds > '59') return undefined
  const local = Date.parse(`${day}T${hours}:${minutes}Z`)
  if (Number.isNaN(local) || dayOf(local) !== day) return undefined
  const hasTime = text.length > day.length
  if (ahead === undefined) return { local, hasTime, offset: utc === undefined ? undefined : 0 }
  if (ahead > '23' || and > '59') return undefined
  const offset = Number(ahead) * 60 + Number(and)
  return { local, hasTime, offset: sign === '-' ? 0 - offset : offset }
}

export const isIsoDate = (text: string): boolean => parseIsoDate(text) !== undefined

/** The day in UTC: `2024-01-31`. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)
