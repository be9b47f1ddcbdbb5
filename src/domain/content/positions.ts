/** Room between two siblings made one after the other; 29 can be put between them, each in the middle, without moving one. */
export const SIBLING_STEP = 2 ** 30

/**
 * Places for `count` blocks after one sibling and before the next, in order; undefined: there is no room, the siblings
 * must be spread first. `after` undefined: at the start; `before` undefined: at the end.
 */
export const positionsBetween = (
  after: number | undefined,
  before: number | undefined,
  count: number,
): number[] | undefined => {
  const from = after ?? (before === undefined ? 0 : before - SIBLING_STEP * (count + 1))
  const step = before === undefined ? SIBLING_STEP : Math.floor((before - from) / (count + 1))
  if (step < 1) return undefined
  return Array.from({ length: count }, (_, index) => from + step * (index + 1))
}
