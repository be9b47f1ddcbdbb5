// @ts-check

/** @typedef {(count: number) => number} Draw A whole number from 0 to below the count. */

/**
 * Numbers that a seed decides (mulberry32), so that what was drawn can be drawn again.
 * @param {number} seed
 * @returns {Draw}
 */
export function createDraw(seed) {
  let state = seed >>> 0
  return (count) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * count)
  }
}
