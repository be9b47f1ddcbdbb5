// @ts-check
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { drawGrowth } from './figure-growth.mjs'
import { drawRates } from './figure-rates.mjs'
import { createReport } from './report.mjs'

/** @typedef {import('./bars.mjs').Verdict} Verdict */
/** @typedef {import('./bulk.mjs').Bulk} Bulk */
/** @typedef {import('./rows.mjs').Row} Row */

/** @typedef {Awaited<ReturnType<typeof import('./machine.mjs').machineFacts>>} Machine */

const page = new URL('../docs/benchmarks.md', import.meta.url)
const directory = new URL('../docs/figures/', import.meta.url)
const section = /(<!-- figures -->\n).*(<!-- \/figures -->)/s

/**
 * Draws what was measured and puts it with its tables into the page of the documentation.
 * @param {object} results
 * @param {readonly Row[]} results.rows
 * @param {readonly Bulk[]} results.bulks
 * @param {readonly Verdict[]} results.verdicts
 * @param {readonly string[]} results.notes
 * @param {Machine & { connections: number, runs: number }} results.facts
 */
export async function publish(results) {
  const { rows, notes, facts } = results
  const { cores, processor, memoryGiB, system, node, postgres, runs, connections, date } = facts
  const remark = `${connections} connections, ${cores} cores, Node ${node.slice(1)}; medians of ${runs} rounds, thin lines from the slowest to the fastest`
  await mkdir(directory, { recursive: true })
  const sized = rows.filter(({ size }) => size !== undefined)
  /** @type {string[]} */
  const pictures = []
  if (rows.length > sized.length) {
    await writeFile(new URL('rates.svg', directory), drawRates(rows, remark))
    pictures.push('![Requests per second of every subject](figures/rates.svg)')
  }
  if (sized.length > 0) {
    await writeFile(new URL('growth.svg', directory), drawGrowth(sized, remark))
    pictures.push('![Requests per second as the store grows](figures/growth.svg)')
  }
  const machine = `${date.slice(0, 10)}: ${cores} cores (${processor}), ${memoryGiB} GiB, ${system}, Node ${node}, ${postgres ?? 'no PostgreSQL'}; ${runs} rounds, ${connections} connections.`
  const report = createReport(results).replaceAll(/^## /gm, '### ')
  const remarks = notes.map((note) => `- ${note.replaceAll('\n', ' ')}`).join('\n')
  const parts = ['## Figures', machine, ...pictures, report, remarks].filter(Boolean)
  const text = await readFile(page, 'utf8')
  const put = (/** @type {string} */ _, /** @type {string} */ from, /** @type {string} */ to) =>
    `${from}\n${parts.join('\n\n')}\n\n${to}`
  await writeFile(page, text.replace(section, put))
}
