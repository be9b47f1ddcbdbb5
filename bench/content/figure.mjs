// @ts-check
import { element, grouped, label, line, picture } from '../svg.mjs'

/** @typedef {import('./report.mjs').ContentRow} ContentRow */

const WIDTH = 860
const HEIGHT = 460
const LEFT = 70
const RIGHT = 270
const TOP = 70
const BOTTOM = 60

/** What the figure shows of all that was measured. */
const shown = [
  'query: 10 %, date',
  'query: 0.1 %, text',
  'append 100 blocks',
  'list 100 children',
  'search titles',
]

/**
 * Milliseconds over rows, both in decades.
 * @param {readonly ContentRow[]} rows
 * @param {string} remark
 */
export function drawContent(rows, remark) {
  const drawn = rows.filter(({ name }) => shown.includes(name))
  const sizes = [...new Set(rows.map(({ size }) => size))].sort((a, b) => a - b)
  const [least = 1, most = 10] = [sizes[0], sizes.at(-1)]
  const span = Math.max(Math.log10(most / least), 1)
  const ticks = [1, 3, 10, 30, 100]
  const highest = 100
  const base = HEIGHT - BOTTOM
  const x = (/** @type {number} */ size) =>
    LEFT + 20 + (Math.log10(size / least) / span) * (WIDTH - LEFT - RIGHT - 40)
  const y = (/** @type {number} */ value) =>
    base - (Math.log10(Math.min(Math.max(value, 1), highest)) / Math.log10(highest)) * (base - TOP)
  const parts = [
    label(16, 46, remark, 'quiet'),
    line([LEFT, TOP], [LEFT, base], 'axis'),
    line([LEFT, base], [WIDTH - RIGHT, base], 'axis'),
    label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, 'rows of the data source', 'quiet', 'middle'),
    ...ticks.map((value) => label(LEFT - 8, y(value) + 4, `${value} ms`, 'quiet', 'end')),
    ...sizes.map((size) => label(x(size), base + 20, grouped(size), '', 'middle')),
  ]
  /** @type {number[]} Where names of lines stand already. */
  const taken = []
  for (const store of /** @type {const} */ (['sqlite', 'postgres'])) {
    for (const name of shown) {
      const points = drawn
        .filter((row) => row.store === store && row.name === name)
        .sort((left, right) => left.size - right.size)
      const last = points.at(-1)
      if (!last) continue
      const colour = store === 'sqlite' ? 'own' : 'second'
      const at = points.map(({ size, p50 }) => `${x(size)},${y(p50)}`)
      const style = 'fill: none'
      parts.push(element('polyline', { points: at.join(' '), class: `${colour} line`, style }))
      for (const { size, p50 } of points) {
        parts.push(element('circle', { cx: x(size), cy: y(p50), r: 4, class: colour }))
      }
      let beside = y(last.p50) + 4
      while (taken.some((other) => Math.abs(other - beside) < 15)) beside += 3
      taken.push(beside)
      const title = store === 'sqlite' ? 'SQLite' : 'PostgreSQL'
      parts.push(label(x(last.size) + 14, beside, `${title}, ${name}`))
    }
  }
  return picture(WIDTH, HEIGHT, 'Milliseconds of requests as a data source grows', parts)
}
