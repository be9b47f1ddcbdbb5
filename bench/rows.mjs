// @ts-check
import { median, medianOf } from './statistics.mjs'

/** @typedef {import('./comparison.mjs').Series} Series */
/** @typedef {import('./generator.mjs').Sample} Sample */

/** What the medians of a series are. CPU times are microseconds per request, latencies milliseconds. */
/** @param {Series} series */
export function rowOf({ subject, operation, kind, size, samples }) {
  const rates = samples.map((sample) => sample.requestsPerSecond)
  const pick = (/** @type {(sample: Sample) => number | undefined} */ of) => medianOf(samples, of)
  return {
    subject: subject.name,
    store: subject.store,
    role: subject.role,
    nodes: subject.nodes,
    operation,
    kind,
    size,
    requestsPerSecond: median(rates),
    slowestRun: Math.min(...rates),
    fastestRun: Math.max(...rates),
    rate: pick((sample) => sample.rate),
    p50: median(samples.map((sample) => sample.p50)),
    p99: median(samples.map((sample) => sample.p99)),
    p999: median(samples.map((sample) => sample.p999)),
    serverCpu: pick((sample) => sample.serverCpu),
    databaseCpu: pick((sample) => sample.databaseCpu),
    serverCores: pick((sample) => sample.serverCores),
    databaseCores: pick((sample) => sample.databaseCores),
    generatorCores: median(samples.map((sample) => sample.generatorCores)),
    machineCores: pick((sample) => sample.machineCores),
    strangerCores: pick((sample) => sample.strangerCores),
    failed: samples.reduce((sum, sample) => sum + sample.failed, 0),
    runs: samples.length,
  }
}

/** @typedef {ReturnType<typeof rowOf>} Row */

/**
 * The first row that has all these values.
 * @param {readonly Row[]} rows
 * @param {Partial<Row>} wanted A `size` that is not named is none; so is a `kind` other than `full`.
 */
export function findRow(rows, wanted) {
  const entries = Object.entries({ size: undefined, kind: 'full', ...wanted })
  return rows.find((row) =>
    entries.every(([name, value]) => row[/** @type {keyof Row} */ (name)] === value),
  )
}
