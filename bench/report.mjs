// @ts-check
import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { arch, cpus, platform } from 'node:os'

/** @typedef {import('./measure.mjs').Sample} Sample */
/** @typedef {import('./requests.mjs').Operation} Operation */
/** @typedef {import('./subjects.mjs').Subject} Subject */

/** @typedef {{ subject: Subject, operation: Operation, samples: Sample[] }} Measured */

const directory = new URL('./results/', import.meta.url)

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/**
 * @param {readonly Sample[]} samples
 * @param {(sample: Sample) => number | undefined} pick
 */
function medianOf(samples, pick) {
  const values = samples.map(pick).filter((value) => value !== undefined)
  return values.length === 0 ? undefined : median(values)
}

/** @param {Measured} measured */
function summarise({ subject, operation, samples }) {
  const rates = samples.map((sample) => sample.requestsPerSecond)
  return {
    subject: subject.name,
    store: subject.store,
    role: subject.role,
    operation,
    requestsPerSecond: median(rates),
    slowestRun: Math.min(...rates),
    fastestRun: Math.max(...rates),
    p50: median(samples.map((sample) => sample.p50)),
    p99: median(samples.map((sample) => sample.p99)),
    serverCpu: medianOf(samples, (sample) => sample.serverCpu),
    databaseCpu: medianOf(samples, (sample) => sample.databaseCpu),
    strangersBusy: medianOf(samples, (sample) => sample.strangersBusy),
    generatorBusy: median(samples.map((sample) => sample.generatorBusy)),
    failed: samples.reduce((sum, sample) => sum + sample.failed, 0),
    runs: samples.length,
  }
}

/** @typedef {ReturnType<typeof summarise>} Row */

/**
 * The row of that role on the same store, or else the one that has no store to wait for.
 * @param {readonly Row[]} rows
 * @param {Row} row
 * @param {Row['role']} role
 */
function counterpart(rows, row, role) {
  const same = rows.filter((other) => other.role === role && other.operation === row.operation)
  return (
    same.find((other) => other.store === row.store) ??
    same.find((other) => other.store === 'none' || other.store === 'memory')
  )
}

/** @param {readonly Measured[]} measured */
export function createRows(measured) {
  const rows = measured.filter(({ samples }) => samples.length > 0).map(summarise)
  return rows.map((row) => {
    const floor = counterpart(rows, row, 'floor')
    const peer = counterpart(rows, row, 'peer')
    return {
      ...row,
      ofFloor: floor && row.requestsPerSecond / floor.requestsPerSecond,
      floorStore: floor?.store,
      ofPeer: peer && row.requestsPerSecond / peer.requestsPerSecond,
      peerStore: peer?.store,
    }
  })
}

/** @typedef {ReturnType<typeof createRows>[number]} ComparedRow */

const columns = [
  'subject',
  'store',
  'operation',
  'req/s',
  'slowest–fastest',
  'p50 ms',
  'p99 ms',
  'server CPU µs/req',
  'database CPU µs/req',
  '× floor (its store)',
  '× oidc-provider (its store)',
  'other load, cores',
  'failed',
]

/**
 * @param {number | undefined} value
 * @param {number} [digits]
 */
function number(value, digits = 0) {
  return value === undefined ? '–' : value.toFixed(digits)
}

/**
 * @param {number | undefined} ratio
 * @param {string | undefined} store
 */
function ratio(ratio, store) {
  return ratio === undefined ? '–' : `${ratio.toFixed(2)} (${store})`
}

/** @param {ComparedRow} row */
function cells(row) {
  return [
    row.subject,
    row.store,
    row.operation,
    number(row.requestsPerSecond),
    `${number(row.slowestRun)}–${number(row.fastestRun)}`,
    number(row.p50, 2),
    number(row.p99, 2),
    number(row.serverCpu),
    number(row.databaseCpu),
    ratio(row.ofFloor, row.floorStore),
    ratio(row.ofPeer, row.peerStore),
    number(row.strangersBusy, 2),
    String(row.failed),
  ]
}

/** @param {readonly ComparedRow[]} rows */
export function createTable(rows) {
  const lines = [columns, ...rows.map(cells)]
  const widths = columns.map((_, index) =>
    Math.max(...lines.map((line) => (line[index] ?? '').length)),
  )
  const [head = '', ...body] = lines.map(
    (line) => `| ${line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`,
  )
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [head, rule, ...body].join('\n')
}

/** @param {string} name */
async function versionOf(name) {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url)
  return JSON.parse(await readFile(file, 'utf8')).version
}

/**
 * @param {readonly number[]} loadBefore
 * @param {readonly number[]} loadAfter
 */
export async function machineFacts(loadBefore, loadAfter) {
  const [first] = cpus()
  let kernel = ''
  try {
    kernel = execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim()
  } catch {
    // A system without uname has nothing to add.
  }
  return {
    date: new Date().toISOString(),
    system: [platform(), arch(), kernel].filter(Boolean).join(' '),
    cores: cpus().length,
    processor: first?.model ?? 'unknown',
    node: process.version,
    fastify: await versionOf('fastify'),
    libsql: await versionOf('libsql'),
    pg: await versionOf('pg'),
    oidcProvider: await versionOf('oidc-provider'),
    loadAverageBefore: loadBefore.map((value) => Number(value.toFixed(2))),
    loadAverageAfter: loadAfter.map((value) => Number(value.toFixed(2))),
  }
}

/**
 * @param {object} facts
 * @param {readonly ComparedRow[]} rows
 * @param {readonly string[]} notes
 */
export async function writeResults(facts, rows, notes) {
  await mkdir(directory, { recursive: true })
  const json = `${JSON.stringify({ facts, rows, notes }, null, 2)}\n`
  await writeFile(new URL('latest.json', directory), json)
  const lines = Object.entries(facts).map(([name, value]) => `- ${name}: ${JSON.stringify(value)}`)
  const remarks = notes.map((note) => `- ${note}`)
  const parts = ['# Benchmark', lines.join('\n'), createTable(rows), remarks.join('\n')]
  await writeFile(new URL('latest.md', directory), `${parts.filter(Boolean).join('\n\n')}\n`)
}
