/** A grant as far as its removal depends on it. */
export type SweepCandidate = {
  readonly grantId: string
  readonly generation: number
  readonly createdAt: number
  /** When it ended, as far as rows and sealed entries tell; null: it lives, or the trail does not hold its end yet. */
  readonly endedAt: number | null
  /** The pages chosen with it are those of a bot that is connected by another grant. */
  readonly lendsPages: boolean
}

export type SweepRules = {
  /** How long what is dead is kept, in milliseconds. */
  readonly retention: number
  /** How long a code can be redeemed, in milliseconds. */
  readonly codeLifetime: number
}

/** Clocks of nodes may disagree: a code that is past its life here may not be elsewhere. */
const CLOCK_TOLERANCE = 3_600_000

/** Decides whether a grant is kept, or removed because it ended or because its code was never redeemed. */
export const decideSweep = (
  { generation, createdAt, endedAt, lendsPages }: SweepCandidate,
  now: number,
  { retention, codeLifetime }: SweepRules,
): 'keep' | 'ended' | 'unredeemed' => {
  if (generation === 0 && now >= createdAt + codeLifetime + CLOCK_TOLERANCE) return 'unredeemed'
  const isOver = endedAt !== null && now >= endedAt + retention
  return isOver && !lendsPages ? 'ended' : 'keep'
}
