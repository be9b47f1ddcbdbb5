// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { register } from 'node:module'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { countsOf, levels } from '../test/oauth-conformance/report.mjs'
import { judge, startTessera } from '../test/proofs/conformance-ground.mjs'

const usage = `Usage: node peers/conformance.mjs [options]

Runs test/oauth-conformance against Tessera on SQLite and PostgreSQL and against its peers, and prints the
scorecard as Markdown: a table of the counts, then every check that failed somewhere.

  --only <text>    only servers whose name contains the text
  --rounds <n>     rounds of each race (50)
  --json           prints all results as JSON`

/** @typedef {import('../test/proofs/conformance-ground.mjs').Subject & { stop(): Promise<void> }} Running */
/** @typedef {import('../test/oauth-conformance/suite.mjs').Result} Result */
/** @typedef {{ name: string, results: Result[], seconds: number }} Score */

/**
 * @param {string} script
 * @param {...string} args
 * @returns {Promise<Running>}
 */
async function startPeer(script, ...args) {
  const file = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, [file, ...args], { stdio: ['pipe', 'pipe', 'ignore'] })
  const exited = once(child, 'exit')
  const [line] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    exited.then(([code]) => Promise.reject(new Error(`${script} ended with ${code}.`))),
  ])
  const { issuer, clients, codeUrl, resourceUrl } = JSON.parse(line)
  const query = 'count=$CODE_COUNT&client_id=$CLIENT_ID&code_challenge=$CODE_CHALLENGE'
  return {
    issuer,
    clients,
    codeCommand: `curl --fail --silent --show-error --request POST "${codeUrl}?${query}"`,
    args: ['--pkce', '--resource', resourceUrl],
    async stop() {
      child.stdin.end()
      await exited
    },
  }
}

/** @returns {Promise<Running>} */
async function startTesseraOnPostgres() {
  register('../bench/typescript-hooks.mjs', import.meta.url)
  const { startPostgres } = await import('../test/support/postgres.ts')
  const cluster = await startPostgres({ durable: true, own: true })
  if ('missing' in cluster) throw new Error(cluster.missing)
  const tessera = await startTessera({ databaseUrl: cluster.url })
  return {
    ...tessera,
    async stop() {
      await tessera.stop()
      await cluster.stop()
    },
  }
}

/** @type {[string, () => Promise<Running>][]} */
const servers = [
  ['Tessera, SQLite', () => startTessera()],
  ['Tessera, PostgreSQL', startTesseraOnPostgres],
  ['oidc-provider', () => startPeer('oidc-provider.mjs')],
  ['oidc-provider, rotating', () => startPeer('oidc-provider.mjs', '--rotate')],
  ['better-auth, memory', () => startPeer('better-auth.mjs', '--database', 'memory')],
  ['better-auth, SQLite', () => startPeer('better-auth.mjs', '--database', 'sqlite')],
]

/** @param {readonly Score[]} scores */
function printCounts(scores) {
  console.log(
    `| server | ${levels.join(' | ')} | skipped |\n|---|${'---|'.repeat(levels.length + 1)}`,
  )
  for (const { name, results } of scores) {
    const counts = levels.map((level) => countsOf(results, level))
    const cells = counts.map(({ passed, failed }) => `${passed} of ${passed + failed}`)
    const skipped = counts.reduce((sum, count) => sum + count.skipped, 0)
    console.log(`| ${name} | ${cells.join(' | ')} | ${skipped} |`)
  }
}

/** @param {readonly Score[]} scores */
function printFailures(scores) {
  for (const level of levels) {
    console.log(`\n| ${level} | ${scores.map(({ name }) => name).join(' | ')} |`)
    console.log(`|---|${'---|'.repeat(scores.length)}`)
    const ids = new Set(
      scores.flatMap(({ results }) =>
        results.flatMap((one) => (one.level === level && one.result === 'fail' ? one.id : [])),
      ),
    )
    for (const id of ids) {
      const found = scores.map(({ results }) => results.find((one) => one.id === id)?.result)
      console.log(`| \`${id}\` | ${found.join(' | ')} |`)
    }
  }
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '50' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(usage)
  process.exit()
}

/** @type {Score[]} */
const scores = []
for (const [name, start] of servers) {
  if (!name.toLowerCase().includes(values.only.toLowerCase())) continue
  const server = await start()
  try {
    const { results, seconds } = await judge(server, ['--rounds', values.rounds])
    scores.push({ name, results, seconds })
    console.error(`${name}: ${results.length} checks in ${seconds.toFixed(0)} s`)
  } finally {
    await server.stop()
  }
}
if (values.json) console.log(JSON.stringify(scores))
else {
  printCounts(scores)
  printFailures(scores)
}
