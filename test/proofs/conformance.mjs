// @ts-check
import { parseArgs } from 'node:util'
import { lineOf, summaryOf } from '../oauth-conformance/report.mjs'
import { judge, startTessera } from './conformance-ground.mjs'
import { sabotages } from './conformance-sabotages.mjs'

const usage = `Usage: node test/proofs/conformance.mjs [options]

Runs test/oauth-conformance against the shipped server, started on a store of its own. Every check has to pass.

  --database-url <URL>  an empty PostgreSQL database (SQLite)
  --sabotage <name>     shows that the checks can fail: the server is started with this mistake of
                        conformance-sabotages.mjs, or with each of them ("all"), and the checks named there have
                        to fail
  --only <text>         only checks whose id contains the text
  --rounds <n>          rounds of each race (50)
  --parallel <n>        simultaneous requests of each race (20)
  --json                prints the results as JSON
  --help                this text

Exit code: 0 as it should be, 1 not.`

const { values } = parseArgs({
  options: {
    'database-url': { type: 'string' },
    sabotage: { type: 'string' },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '50' },
    parallel: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

/** @param {string} [sabotage] */
async function run(sabotage) {
  const server = await startTessera({ databaseUrl: values['database-url'], sabotage })
  try {
    const { only, rounds, parallel } = values
    const { results } = await judge(server, [
      ...['--only', only, '--rounds', rounds, '--parallel', parallel],
    ])
    return results
  } finally {
    await server.stop()
  }
}

/** @param {string} name */
async function proveSabotage(name) {
  const { caughtBy } = sabotages[name] ?? { caughtBy: [] }
  const failed = (await run(name)).filter(({ result }) => result === 'fail').map(({ id }) => id)
  const due = caughtBy.filter((id) => id.includes(values.only))
  const missed = due.filter((id) => !failed.includes(id))
  return { name, caught: due.length > 0 && missed.length === 0, missed, failed }
}

/** @param {readonly string[]} names */
async function proveSabotages(names) {
  for (const name of names) {
    const proof = await proveSabotage(name)
    if (!proof.caught) process.exitCode = 1
    if (values.json) console.log(JSON.stringify(proof))
    else {
      const verdict = proof.caught ? 'caught' : `MISSED by ${proof.missed.join(', ')}`
      console.log(`${name}: ${verdict}; ${proof.failed.length} failed: ${proof.failed.join(', ')}`)
    }
  }
}

async function proveServer() {
  const results = await run()
  const wanting = results.filter(({ result }) => result !== 'pass')
  if (wanting.length > 0) process.exitCode = 1
  if (values.json) return console.log(JSON.stringify(results))
  for (const result of wanting) console.log(lineOf(result))
  console.log(summaryOf(results))
}

const { sabotage } = values
if (values.help) console.log(usage)
else if (sabotage === undefined) await proveServer()
else await proveSabotages(sabotage === 'all' ? Object.keys(sabotages) : [sabotage])
