// @ts-check
import { element, grouped, label, line, picture } from './svg.mjs'

/** @typedef {import('./rows.mjs').Row} Row */

const WIDTH = 860
const LEFT = 300
const RIGHT = 90
const ROW = 22
const GROUP = 34

const titles = {
  revoke: 'Revoke',
  introspect: 'Introspect',
  bearer: 'Bearer check (GET /v1/users/me)',
}

/**
 * One bar for every subject, with the slowest and the fastest run.
 * @param {readonly Row[]} rows
 * @param {string} remark
 */
export function drawRates(rows, remark) {
  const shown = rows.filter((row) => row.kind === 'full' && row.size === undefined)
  const most = Math.max(...shown.map(({ fastestRun }) => fastestRun))
  const x = (/** @type {number} */ rate) => LEFT + (rate / most) * (WIDTH - LEFT - RIGHT)
  /** @type {string[]} */
  const parts = [label(16, 46, remark, 'quiet')]
  let y = 62
  for (const operation of /** @type {const} */ (['revoke', 'introspect', 'bearer'])) {
    const group = shown.filter((row) => row.operation === operation)
    if (group.length === 0) continue
    group.sort((left, right) => right.requestsPerSecond - left.requestsPerSecond)
    parts.push(label(16, y + 20, titles[operation], 'strong'))
    y += GROUP
    const top = y
    for (const row of group) {
      const { subject, store, role, requestsPerSecond, slowestRun, fastestRun } = row
      const name = store === 'none' ? subject : `${subject}, ${store}`
      const middle = y + ROW / 2
      const bar = { x: LEFT, y: y + 3, height: ROW - 6, class: role }
      parts.push(
        label(LEFT - 8, middle + 4, name, role === 'own' ? 'strong' : '', 'end'),
        element('rect', { ...bar, width: x(requestsPerSecond) - LEFT }),
        line([x(slowestRun), middle], [x(fastestRun), middle], 'whisker'),
        label(x(fastestRun) + 8, middle + 4, grouped(requestsPerSecond)),
      )
      y += ROW
    }
    parts.push(line([LEFT, top], [LEFT, y], 'axis'))
    y += 8
  }
  return picture(WIDTH, y + 12, 'Requests per second', parts)
}
