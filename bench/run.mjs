// @ts-check
import { register } from 'node:module'
import { loadavg } from 'node:os'
import { judge } from './bars.mjs'
import { comparison } from './comparison.mjs'
import { runContent } from './content/run.mjs'
import { estimate, runStages } from './jobs.mjs'
import { machineFacts } from './machine.mjs'
import { readOptions } from './options.mjs'
import { publish } from './plot.mjs'
import { minutes } from './progress.mjs'
import { createReport, writeResults } from './report.mjs'
import { rowOf } from './rows.mjs'
import { scaling } from './scaling.mjs'
import { createSubjects, labelOf } from './subjects.mjs'

register('./typescript-hooks.mjs', import.meta.url)

/** @typedef {import('./comparison.mjs').Series} Series */

/** @param {readonly Series[]} series */
function remarks(series) {
  return series.flatMap(({ subject, operation, samples }) => {
    const label = `${labelOf(subject)} ${operation}`
    const failure = samples.find(({ firstFailure }) => firstFailure)?.firstFailure
    const busy = Math.max(...samples.map(({ generatorCores }) => generatorCores))
    return [
      ...(failure ? [`${label}: not every answer was right: ${failure}`] : []),
      ...(busy > 0.9 ? [`${label}: the load generator was the bottleneck: a lower bound`] : []),
    ]
  })
}

/** From how many cores on the work of others spoils a figure. */
const DISTURBED = 0.2

/** @param {readonly import('./rows.mjs').Row[]} rows */
function disturbance(rows) {
  const disturbed = rows.filter(({ strangerCores = 0 }) => strangerCores > DISTURBED)
  if (disturbed.length === 0) return []
  const most = Math.max(...disturbed.map(({ strangerCores = 0 }) => strangerCores))
  return [
    `the machine was not quiet: ${disturbed.length} of ${rows.length} rows, up to ${most.toFixed(2)} cores`,
  ]
}

/** @param {import('./options.mjs').BenchOptions} options */
async function main({ only, runs, largest, quick, plot, enforce, sabotage, plan }) {
  const loadBefore = loadavg()
  const { createDatabase, startPostgres } = await import('../test/support/postgres.ts')
  const started = await startPostgres({ durable: true })
  const postgres = 'missing' in started ? undefined : started
  const ground = {
    postgresUrl: postgres?.url,
    sabotage,
    createDatabase() {
      if (!postgres) throw new Error('PostgreSQL was not found.')
      return createDatabase(postgres.url)
    },
  }
  /** @type {string[]} */
  const notes = []
  const wanted = (/** @type {string} */ text) =>
    only.every((part) => text.toLowerCase().includes(part))
  const shared = { wanted, plan, postmaster: () => postgres?.pid }
  const compared = comparison({ ...shared, subjects: createSubjects(ground), notes })
  const sizes = [...new Set([1, 10_000, largest])].sort((left, right) => left - right)
  const scaled = scaling({ ...shared, ground, sizes, runs })
  const stages = [compared.stage, scaled.stage]
  for (const note of notes) console.error(note)
  console.error(`${runs} rounds, about ${minutes(estimate(stages, runs))}`)

  const failures = await runStages(stages, runs)
  await postgres?.stop()

  const series = [...compared.series, ...scaled.series]
  notes.push(...failures, ...remarks(series))
  const rows = series.map(rowOf)
  notes.push(...disturbance(rows))
  const { bulks } = scaled
  const verdicts = judge(rows, bulks)
  const facts = { ...(await machineFacts(loadBefore, loadavg())), runs, quick, ...plan }
  const results = { facts, rows, bulks, verdicts, notes }
  await writeResults(results)
  if (plot) await publish(results)
  console.log(`${JSON.stringify(facts)}\n\n${createReport(results)}`)
  for (const note of notes) console.log(note)
  const isWrong = failures.length > 0 || rows.some(({ failed }) => failed > 0)
  const isShort = verdicts.some(({ verdict }) => verdict !== 'met')
  if (isWrong || (enforce && isShort)) process.exitCode = 1
}

const options = readOptions(process.argv.slice(2))
if ('help' in options) console.log(options.help)
else if (options.isContent) await runContent(options)
else await main(options)
