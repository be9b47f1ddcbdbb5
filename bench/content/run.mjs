// @ts-check
import { loadavg } from 'node:os'
import { runStages } from '../jobs.mjs'
import { machineFacts } from '../machine.mjs'
import { contentStage, figuresOf } from './content.mjs'
import { publishContent } from './publish.mjs'
import { contentReport, verdictsOf } from './report.mjs'

/** @param {import('../options.mjs').BenchOptions} options */
export async function runContent({ only, runs, quick, plot, enforce, contentRequests, sizes }) {
  const loadBefore = loadavg()
  const { createDatabase, startPostgres } = await import('../../test/support/postgres.ts')
  const started = await startPostgres({ durable: true })
  const postgres = 'missing' in started ? undefined : started
  /** @type {('sqlite' | 'postgres')[]} */
  const stores = postgres ? ['sqlite', 'postgres'] : ['sqlite']
  const { stage, findings } = contentStage({
    sizes,
    stores,
    requests: contentRequests,
    wanted: (text) => only.every((part) => text.toLowerCase().includes(part)),
    ground: {
      postgresUrl: postgres?.url,
      sabotage: false,
      createDatabase() {
        if (!postgres) throw new Error('PostgreSQL was not found.')
        return createDatabase(postgres.url)
      },
    },
    postmaster: () => postgres?.pid,
  })
  const failures = await runStages([stage], runs)
  await postgres?.stop()
  const facts = { ...(await machineFacts(loadBefore, loadavg())), runs, quick }
  const rows = findings
    .filter(({ times }) => times.length > 0)
    .map((finding) => ({
      store: finding.store,
      size: finding.size,
      name: finding.question.name,
      bar: finding.question.bar,
      cpuBar: finding.question.cpuBar,
      ...figuresOf(finding),
    }))
  const results = { facts, rows, notes: failures, requests: contentRequests }
  if (plot) await publishContent(results)
  console.log(`${JSON.stringify(facts)}\n\n${contentReport(results)}`)
  for (const note of failures) console.log(note)
  const isShort = verdictsOf(rows).some(({ isMet }) => !isMet)
  if (failures.length > 0 || (enforce && isShort)) process.exitCode = 1
}
