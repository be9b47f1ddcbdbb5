// @ts-check

/** @typedef {() => number} Random From 0 up to, not including, 1. */

/**
 * The same numbers for the same seed (mulberry32), so that a failing run can be had again.
 * @param {number} seed
 * @returns {Random}
 */
export function randomFrom(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * A whole number from `low` to `high`, both included.
 * @param {Random} random
 * @param {number} low
 * @param {number} high
 */
export const between = (random, low, high) => low + Math.floor(random() * (high - low + 1))
