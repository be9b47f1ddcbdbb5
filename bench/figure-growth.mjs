// @ts-check
import { element, grouped, label, line, picture } from './svg.mjs'

/** @typedef {import('./rows.mjs').Row} Row */

const WIDTH = 860
const HEIGHT = 420
const LEFT = 80
const RIGHT = 220
const TOP = 70
const BOTTOM = 60

/** @param {number} most */
function ticksTo(most) {
  const power = 10 ** Math.floor(Math.log10(most / 4))
  const step = [1, 2, 5, 10].map((n) => n * power).find((s) => most / s <= 5) ?? power
  const count = Math.ceil(most / step)
  return Array.from({ length: count + 1 }, (_, index) => index * step)
}

/**
 * A line for every store and operation, over the tokens in the store.
 * @param {readonly Row[]} rows Those that have a size.
 * @param {string} remark
 */
export function drawGrowth(rows, remark) {
  const sizes = [...new Set(rows.map(({ size = 1 }) => size))].sort((a, b) => a - b)
  const ticks = ticksTo(Math.max(...rows.map(({ fastestRun }) => fastestRun)))
  const highest = ticks.at(-1) ?? 1
  const decades = Math.log10(Math.max(...sizes, 10))
  const x = (/** @type {number} */ size) =>
    LEFT + 20 + (Math.log10(size) / decades) * (WIDTH - LEFT - RIGHT - 40)
  const y = (/** @type {number} */ rate) =>
    HEIGHT - BOTTOM - (rate / highest) * (HEIGHT - TOP - BOTTOM)
  const base = HEIGHT - BOTTOM
  const parts = [
    label(16, 46, remark, 'quiet'),
    line([LEFT, y(highest)], [LEFT, base], 'axis'),
    line([LEFT, base], [WIDTH - RIGHT, base], 'axis'),
    label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, 'tokens in the store', 'quiet', 'middle'),
    ...ticks.map((rate) => label(LEFT - 8, y(rate) + 4, grouped(rate), 'quiet', 'end')),
    ...sizes.map((size) => label(x(size), base + 20, grouped(size), '', 'middle')),
  ]
  /** @type {number[]} Where names of lines stand already. */
  const taken = []
  for (const store of /** @type {const} */ (['sqlite', 'postgres'])) {
    for (const operation of /** @type {const} */ (['revoke', 'bearer'])) {
      const points = rows
        .filter((row) => row.store === store && row.operation === operation)
        .sort((left, right) => (left.size ?? 0) - (right.size ?? 0))
      const last = points.at(-1)
      if (!last) continue
      const colour = store === 'sqlite' ? 'own' : 'second'
      const dash = operation === 'bearer' ? ' dashed' : ''
      const at = points.map((row) => `${x(row.size ?? 1)},${y(row.requestsPerSecond)}`)
      parts.push(
        element('polyline', {
          points: at.join(' '),
          class: `${colour} line${dash}`,
          style: 'fill: none',
        }),
      )
      for (const { size = 1, requestsPerSecond, slowestRun, fastestRun } of points) {
        const cx = x(size)
        parts.push(
          line([cx, y(slowestRun)], [cx, y(fastestRun)], 'whisker'),
          element('circle', { cx, cy: y(requestsPerSecond), r: 4, class: colour }),
        )
      }
      let beside = y(last.requestsPerSecond) + 4
      while (taken.some((other) => Math.abs(other - beside) < 16)) beside += 4
      taken.push(beside)
      const name = store === 'sqlite' ? 'SQLite' : 'PostgreSQL'
      parts.push(label(x(last.size ?? 1) + 14, beside, `${name}, ${operation}`))
    }
  }
  return picture(WIDTH, HEIGHT, 'Requests per second as the store grows', parts)
}
