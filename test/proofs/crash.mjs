// @ts-check
import { existsSync } from 'node:fs'
import { register } from 'node:module'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { countOption } from './count-option.mjs'

const sabotage = new URL('./early-acknowledgement.mjs', import.meta.url).href

const usage = `Usage: node test/proofs/crash.mjs [options]

Proves that an acknowledged revoke survives a crash. Every round streams revokes (32 in flight, by access
and by refresh token, with refreshes and code redemptions between them) at a real "tessera start", kills
the server with SIGKILL at a random moment, starts it again, and asks about every grant it sent:

  - a revoke that was answered with 200 must still be in force: both tokens introspect as inactive and
    the access token is refused with 401;
  - a revoke that was not answered is in force wholly or not at all;
  - a pair that was answered with 200 works, and the one before it does not;
  - the store is intact (SQLite: pragma integrity_check; both: every pair is whole).

On PostgreSQL every second round crashes the database instead (an immediate stop, without a checkpoint)
and the server has to find its way back. One store is used for all rounds; at the end every acknowledged
revoke of every round is looked up in it once more.

  --sqlite <n>     rounds on SQLite (200)
  --postgres <n>   rounds on an own, durable PostgreSQL (50)
  --sabotage       shows that the check can fail: on SQLite the server is started with a module that puts
                   every commit off by 150 ms, so that it acknowledges before the commit; on PostgreSQL
                   its connections run with synchronous_commit = off and every loss comes from the rounds
                   that crash the database. Expect revokes that are undone and exit code 1.
  --json           prints the results as JSON
  --help           this text

Exit code: 0 nothing was undone, 1 something was, 2 the proof could not be run.`

/** @param {readonly string[]} args */
function readOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sqlite: { type: 'string', default: '200' },
      postgres: { type: 'string', default: '50' },
      sabotage: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const { sabotage, json, help } = values
  const sqlite = countOption('sqlite', values.sqlite)
  const postgres = countOption('postgres', values.postgres)
  return { sqlite, postgres, sabotage, json, help }
}

/** @typedef {import('./crash-rounds.mjs').Result} Result */

/** @param {Result} result */
function lineOf({ store, rounds, verdict, undoneLater, damage, seconds }) {
  const { acknowledged, unanswered, unansweredDead, others, broken } = verdict
  const undone = Math.max(verdict.undone, undoneLater)
  const faults = `undone ${undone}, broken ${broken}, damage ${damage.length}`
  const cut = `${unanswered} unanswered (${unansweredDead} in force)`
  return `${store} ${rounds} rounds: ${acknowledged} revokes acknowledged, ${cut}, ${others} others; ${faults}; ${seconds.toFixed(0)} s`
}

/** @param {number} rounds */
const progressOf = (rounds) => (/** @type {Result} */ result) => {
  const line = lineOf(result)
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}`)
  else if (result.rounds % 10 === 0 || result.rounds === rounds) process.stderr.write(`${line}\n`)
}

const load = () =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')

async function main() {
  const options = readOptions(process.argv.slice(2))
  if (options.help) return console.log(usage)
  if (!existsSync(new URL('../../dist/cli/main.js', import.meta.url))) {
    throw new Error('The server is not built. Run: npm run build')
  }
  const { crashRounds, failuresOf } = await import('./crash-rounds.mjs')
  const { createPostgresGround, createSqliteGround, lazyUrl } = await import('./ground.mjs')
  const loadBefore = load()
  /** @type {Result[]} */
  const results = []

  /**
   * @param {import('./ground.mjs').Ground} ground
   * @param {number} rounds
   */
  const prove = async (ground, rounds) => {
    try {
      results.push(await crashRounds(ground, rounds, progressOf(rounds)))
      if (process.stderr.isTTY) process.stderr.write('\n')
    } finally {
      await ground.remove()
    }
  }

  if (options.sqlite > 0) {
    await prove(createSqliteGround(options.sabotage ? sabotage : undefined), options.sqlite)
  }
  if (options.postgres > 0) {
    register('../../bench/typescript-hooks.mjs', import.meta.url)
    const { startPostgres } = await import('../support/postgres.ts')
    const cluster = await startPostgres({ durable: true, own: true })
    if (!('missing' in cluster)) {
      const serverUrl = options.sabotage ? lazyUrl(cluster.url) : cluster.url
      await prove(createPostgresGround(cluster, { serverUrl }), options.postgres)
    } else if (process.env.CI) {
      throw new Error(cluster.missing)
    } else {
      console.error(`${cluster.missing}: its rounds are left out.`)
    }
  }
  if (options.json) console.log(JSON.stringify(results))
  else {
    for (const result of results) console.log(lineOf(result))
    for (const fault of results.flatMap(({ damage }) => damage)) console.log(`damage: ${fault}`)
    console.log(`load of the machine: ${loadBefore} before, ${load()} after`)
  }
  if (results.some((result) => failuresOf(result) > 0)) process.exitCode = 1
}

try {
  await main()
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault)
  process.exitCode = 2
}
