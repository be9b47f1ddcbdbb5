// @ts-check
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { ownCores } from './bars.mjs'
import { findRow } from './rows.mjs'

/** @typedef {import('./bars.mjs').Verdict} Verdict */
/** @typedef {import('./bulk.mjs').Bulk} Bulk */
/** @typedef {import('./rows.mjs').Row} Row */

const directory = new URL('./results/', import.meta.url)

/**
 * @param {number | undefined} value
 * @param {number} [digits]
 */
function number(value, digits = 0) {
  if (value === undefined || Number.isNaN(value)) return '–'
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  return value.toLocaleString('en', options)
}

/**
 * @param {readonly string[]} columns
 * @param {readonly (readonly string[])[]} body
 */
function table(columns, body) {
  const lines = [columns, ...body]
  const widths = columns.map((_, index) =>
    Math.max(...lines.map((line) => (line[index] ?? '').length)),
  )
  const [head = '', ...rest] = lines.map(
    (line) => `| ${line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`,
  )
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest].join('\n')
}

/** @param {Row} row */
const range = (row) => `${number(row.slowestRun)}–${number(row.fastestRun)}`

/** @param {Row} row */
const storeOf = ({ store }) => (store === 'none' ? '–' : store)

/**
 * The rate as a multiple of the same operation's of the floor on the same store.
 * @param {readonly Row[]} rows
 * @param {Row} row
 */
function ofFloor(rows, row) {
  const { store, operation } = row
  const floor = findRow(rows, { role: 'floor', store, operation })
  return floor ? number(row.requestsPerSecond / floor.requestsPerSecond, 2) : '–'
}

/** @param {readonly Row[]} rows */
function comparisonTable(rows) {
  const columns = [
    'operation',
    'subject',
    'store',
    'req/s',
    'min–max',
    'p50 ms',
    'p99 ms',
    'server CPU µs',
    'PostgreSQL CPU µs',
    '× floor of its store',
    'other load, cores',
    'failed',
  ]
  const operations = ['revoke', 'introspect', 'bearer']
  const body = operations.flatMap((operation) =>
    rows
      .filter((row) => row.kind === 'full' && !row.size && row.operation === operation)
      .map((row) => [
        operation,
        row.role === 'own' ? `**${row.subject}**` : row.subject,
        storeOf(row),
        number(row.requestsPerSecond),
        range(row),
        number(row.p50, 1),
        number(row.p99, 1),
        number(row.serverCpu),
        number(row.databaseCpu),
        ofFloor(rows, row),
        number(row.strangerCores, 2),
        String(row.failed),
      ]),
  )
  return table(columns, body)
}

/** @param {readonly Row[]} rows */
function steadyTable(rows) {
  const columns = ['operation', 'store', 'arriving/s', 'answered/s', 'p50 ms', 'p99 ms', 'p99.9 ms']
  const body = rows
    .filter((row) => row.kind === 'steady')
    .map((row) => [
      row.operation,
      row.store,
      number(row.rate),
      number(row.requestsPerSecond),
      number(row.p50, 1),
      number(row.p99, 1),
      number(row.p999, 1),
    ])
  return table(columns, body)
}

/** @param {readonly Row[]} rows */
function nodesTable(rows) {
  const columns = [
    'operation',
    'nodes',
    'req/s',
    'min–max',
    'p99 ms',
    'nodes, cores',
    'PostgreSQL, cores',
    'load generator, cores',
    `together, of ${cpus().length} cores`,
    'other load, cores',
  ]
  const body = rows
    .filter((row) => row.role === 'own' && row.store === 'postgres' && row.kind === 'full')
    .filter((row) => !row.size && row.operation !== 'introspect')
    .sort((a, b) => b.operation.localeCompare(a.operation) || a.nodes - b.nodes)
    .map((row) => [
      row.operation,
      String(row.nodes),
      number(row.requestsPerSecond),
      range(row),
      number(row.p99, 1),
      number(row.serverCores, 2),
      number(row.databaseCores, 2),
      number(row.generatorCores, 2),
      number(ownCores(row), 2),
      number(row.strangerCores, 2),
    ])
  return table(columns, body)
}

/** @param {readonly Row[]} rows */
function scalingTable(rows) {
  const columns = [
    'operation',
    'store',
    'tokens in the store',
    'req/s',
    'min–max',
    '× smallest',
    'p99 ms',
    'server CPU µs',
    'PostgreSQL CPU µs',
  ]
  const sized = rows.filter((row) => row.size !== undefined)
  const body = sized
    .sort(
      (a, b) =>
        b.operation.localeCompare(a.operation) ||
        b.store.localeCompare(a.store) ||
        (a.size ?? 0) - (b.size ?? 0),
    )
    .map((row) => {
      const { operation, store } = row
      const smallest = findRow(sized, { operation, store, size: 1 })
      return [
        operation,
        store,
        number(row.size),
        number(row.requestsPerSecond),
        range(row),
        smallest ? number(row.requestsPerSecond / smallest.requestsPerSecond, 2) : '–',
        number(row.p99, 1),
        number(row.serverCpu),
        number(row.databaseCpu),
      ]
    })
  return table(columns, body)
}

/** @param {readonly Bulk[]} bulks */
function bulkTable(bulks) {
  const columns = [
    'store',
    'live access tokens',
    'ms',
    'rows of grants written',
    'bearer checks/s meanwhile',
    'their p99 ms, before',
    'their p99 ms, meanwhile',
  ]
  const body = bulks.map((bulk) => [
    bulk.store,
    number(bulk.tokens),
    number(bulk.milliseconds, 1),
    number(bulk.grantsWritten),
    number(bulk.rate),
    number(bulk.p99Before, 1),
    number(bulk.p99During, 1),
  ])
  return table(columns, body)
}

/** @param {readonly Verdict[]} verdicts */
function barsTable(verdicts) {
  const columns = ['bar', 'measured', 'verdict']
  const shown = { met: 'met', missed: '**missed**', 'not measured': 'not measured' }
  return table(
    columns,
    verdicts.map(({ bar, measured, verdict }) => [bar, measured, shown[verdict]]),
  )
}

/** @typedef {{ rows: readonly Row[], bulks: readonly Bulk[], verdicts: readonly Verdict[] }} Figures */

/** @param {Figures} figures */
export function createReport({ rows, bulks, verdicts }) {
  const parts = [
    ['As fast as it can', comparisonTable(rows)],
    ['At 70 % of that, arriving steadily', steadyTable(rows)],
    ['Nodes on one PostgreSQL', nodesTable(rows)],
    ['Tokens in the store', scalingTable(rows)],
    ['All grants of an integration at once', bulkTable(bulks)],
    ['Bars', barsTable(verdicts)],
  ]
  return parts.map(([title, text]) => `## ${title}\n\n${text}`).join('\n\n')
}

/** @param {Figures & { facts: object, notes: readonly string[] }} results */
export async function writeResults(results) {
  await mkdir(directory, { recursive: true })
  await writeFile(new URL('latest.json', directory), `${JSON.stringify(results, null, 2)}\n`)
  const { facts, notes } = results
  const list = Object.entries(facts).map(([name, value]) => `- ${name}: ${JSON.stringify(value)}`)
  const remarks = notes.map((note) => `- ${note.replaceAll('\n', ' ')}`)
  const parts = ['# Benchmark', list.join('\n'), createReport(results), remarks.join('\n')]
  await writeFile(new URL('latest.md', directory), `${parts.filter(Boolean).join('\n\n')}\n`)
}
