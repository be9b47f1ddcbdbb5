// @ts-check
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { drawContent } from './figure.mjs'
import { contentReport } from './report.mjs'

/** @typedef {import('./report.mjs').ContentRow} ContentRow */
/** @typedef {Awaited<ReturnType<typeof import('../machine.mjs').machineFacts>>} Machine */

const page = new URL('../../docs/benchmarks.md', import.meta.url)
const directory = new URL('../../docs/figures/', import.meta.url)
const section = /(<!-- content -->\n).*(<!-- \/content -->)/s

/**
 * Draws what was measured and puts it with its table into the page of the documentation.
 * @param {object} results
 * @param {readonly ContentRow[]} results.rows
 * @param {readonly string[]} results.notes
 * @param {number} results.requests
 * @param {Machine & { runs: number }} results.facts
 */
export async function publishContent(results) {
  const { facts, rows, notes, requests } = results
  const { cores, processor, memoryGiB, system, node, postgres, runs, date } = facts
  await mkdir(directory, { recursive: true })
  const remark = `median of ${runs * requests} requests, one after the other; ${cores} cores, Node ${node.slice(1)}`
  await writeFile(new URL('content.svg', directory), drawContent(rows, remark))
  const machine = `${date.slice(0, 10)}: ${cores} cores (${processor}), ${memoryGiB} GiB, ${system}, Node ${node}, ${postgres ?? 'no PostgreSQL'}; ${runs} rounds of ${requests} requests.`
  const picture = '![Milliseconds of requests as a data source grows](figures/content.svg)'
  const remarks = notes.map((note) => `- ${note.replaceAll('\n', ' ')}`).join('\n')
  const parts = [machine, picture, contentReport(results, false), remarks].filter(Boolean)
  const text = await readFile(page, 'utf8')
  const put = (/** @type {string} */ _, /** @type {string} */ from, /** @type {string} */ to) =>
    `${from}\n${parts.join('\n\n')}\n\n${to}`
  await writeFile(page, text.replace(section, put))
}
