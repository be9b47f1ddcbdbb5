// @ts-check

/**
 * @param {Float64Array | readonly number[]} sorted Ascending.
 * @param {number} share From 0 to 1.
 */
export function percentile(sorted, share) {
  const index = Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)
  return sorted[Math.max(0, index)] ?? Number.NaN
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/**
 * The median of what was known in the samples, if anything was.
 * @template T
 * @param {readonly T[]} samples
 * @param {(sample: T) => number | undefined} pick
 */
export function medianOf(samples, pick) {
  const values = samples.map(pick).filter((value) => value !== undefined)
  return values.length === 0 ? undefined : median(values)
}

/**
 * Another order of the same values, the same in every run.
 * @template T
 * @param {readonly T[]} values
 */
export function shuffled(values) {
  const result = [...values]
  let state = 0x9e3779b9
  for (let last = result.length - 1; last > 0; last -= 1) {
    // Marsaglia's xorshift32.
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    const other = (state >>> 0) % (last + 1)
    const moved = /** @type {T} */ (result[last])
    result[last] = /** @type {T} */ (result[other])
    result[other] = moved
  }
  return result
}
