// @ts-check
import { register } from 'node:module'
import { loadavg } from 'node:os'
import { measure } from './measure.mjs'
import { readOptions } from './options.mjs'
import { createRows, createTable, machineFacts, writeResults } from './report.mjs'
import { createSubjects } from './subjects.mjs'

register('./typescript-hooks.mjs', import.meta.url)

/** @typedef {import('./report.mjs').Measured} Measured */
/** @typedef {import('./requests.mjs').Operation} Operation */

/** @type {readonly Operation[]} */
const operations = ['revoke', 'introspect', 'bearer']

/** @param {string} line */
function progress(line) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}`)
  else process.stderr.write(`${line}\n`)
}

/** @param {import('./options.mjs').BenchOptions} options */
async function main({ only, runs, quick, plan }) {
  const loadBefore = loadavg()
  const { createDatabase, startPostgres } = await import('../test/support/postgres.ts')
  const started = await startPostgres({ durable: true })
  const postgres = 'missing' in started ? undefined : started
  const subjects = createSubjects({
    postgresUrl: postgres?.url,
    createDatabase() {
      if (!postgres) throw new Error('PostgreSQL was not found.')
      return createDatabase(postgres.url)
    },
  })

  /** @type {string[]} */
  const notes = []
  /** @type {Measured[]} */
  const measured = operations.flatMap((operation) =>
    subjects
      .filter((subject) => subject.operations.includes(operation))
      .filter(({ name, store }) =>
        only.every((text) => `${name} ${store} ${operation}`.toLowerCase().includes(text)),
      )
      .map((subject) => ({ subject, operation, samples: [] })),
  )
  /** @type {Set<Measured>} */
  const leftOut = new Set()
  for (const row of measured) {
    const reason = row.subject.missing()
    if (!reason) continue
    leftOut.add(row)
    notes.push(`left out: ${row.subject.name} (${row.subject.store}) ${row.operation}: ${reason}`)
  }

  for (const operation of operations) {
    for (let run = 1; run <= runs; run += 1) {
      for (const row of measured) {
        if (row.operation !== operation || leftOut.has(row)) continue
        const { name, store } = row.subject
        const label = `${operation} ${run}/${runs}: ${name} (${store})`
        try {
          const report = (/** @type {string} */ step) => progress(`${label}: ${step}`)
          const sample = await measure(row.subject, operation, plan, () => postgres?.pid, report)
          row.samples.push(sample)
          progress(`${label}: ${sample.requestsPerSecond.toFixed(0)} req/s`)
          if (sample.firstFailure)
            notes.push(`${label}: ${sample.failed} failed: ${sample.firstFailure}`)
        } catch (error) {
          leftOut.add(row)
          process.exitCode = 1
          notes.push(`${label} failed: ${error instanceof Error ? error.message : String(error)}`)
        }
      }
    }
  }
  progress('')
  await postgres?.stop()

  const rows = createRows(measured)
  for (const { subject, operation, generatorBusy } of rows) {
    if (generatorBusy < 0.9) continue
    notes.push(`the load generator was the bottleneck of ${subject} ${operation}: a lower bound`)
  }
  const facts = { ...(await machineFacts(loadBefore, loadavg())), runs, quick, ...plan }
  await writeResults(facts, rows, notes)
  console.log(`${JSON.stringify(facts)}\n`)
  console.log(createTable(rows))
  for (const note of notes) console.log(note)
}

const options = readOptions(process.argv.slice(2))
if ('help' in options) console.log(options.help)
else await main(options)
