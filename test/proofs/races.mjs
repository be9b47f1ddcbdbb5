// @ts-check
import { existsSync } from 'node:fs'
import { register } from 'node:module'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { countOption } from './count-option.mjs'

const usage = `Usage: node test/proofs/races.mjs [options]

Proves over HTTP, at a real "tessera start", that revoked means revoked whatever else happens at the same
moment. Every race takes a fresh grant and sends two to four requests at random distances from none to
milliseconds: refreshes, revokes by access and by refresh token, lost answers that are asked for again,
codes redeemed twice, the button "Disconnect", replays of spent tokens. Then every credential that anybody
received is tried: introspection, GET /v1/users/me, refresh. A race fails when

  - no order of its requests, one after the other, explains all answers (survivor, if something lives that
    a revoke, a disconnect or a replay should have ended; unexplained otherwise);
  - a revoke was answered before the refresh beside it, and the refreshed pair lives (survivor);
  - a client that repeated a refresh did not get the same pair (honest kill);
  - a spent token came back after its successor was used, and anything of the grant lives;
  - anything is answered with 5xx.

A revoke by the replaced token that was sent before and answered after the refresh's answer may find its
work done by the refresh: "late" counts those whose new pair lives, "by 1 ms" those sent a millisecond or
more before that answer.

  --races <n>      races on each store (20000)
  --store <name>   sqlite, postgres or both (both)
  --seed <n>       what is drawn (random)
  --sabotage <m>   shows that the checks can fail. fence: the changes of a grant are not conditional on its
                   version; revival: a refresh writes the grant back as it was read; handover: a refresh
                   counts as answered before it is; replay: the use of a new pair is not written
                   down. Expect exit code 1.
  --json           prints the results as JSON
  --help           this text

Exit code: 0 every race ended well, 1 one did not, 2 the proof could not be run.`

/** @param {readonly string[]} args */
function readOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      races: { type: 'string', default: '20000' },
      store: { type: 'string', default: 'both' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
      sabotage: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const { store, sabotage, json, help } = values
  if (!['sqlite', 'postgres', 'both'].includes(store)) {
    throw new Error(`--store is sqlite, postgres or both, not ${store}.`)
  }
  const seed = countOption('seed', values.seed)
  return { races: countOption('races', values.races), store, seed, sabotage, json, help }
}

/** @typedef {import('./races-run.mjs').Result} Result */

/** @param {Result} result */
function lineOf({ store, races, verdict, p50, p99, seconds }) {
  const { survivors, unexplained, honestKills, lostAnswers, replays, replayKills } = verdict
  const bars = [
    `survivors ${survivors}`,
    `unexplained ${unexplained}`,
    `honest kills ${honestKills} of ${lostAnswers} repeats`,
    `replays killed ${replayKills} of ${replays}`,
    `5xx ${verdict.serverErrors}`,
    `late ${verdict.late} (by 1 ms ${verdict.lateByMore}) of ${verdict.overtaken}`,
  ]
  const pace = `${(races / seconds).toFixed(0)} races/s`
  return `${store} ${races} races: ${bars.join(', ')}; p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${pace}`
}

/** @param {Result} result */
function print(result) {
  console.log(`${lineOf(result)}, seed ${result.seed}, deadlocks ${result.deadlocks}`)
  for (const [kind, races] of Object.entries(result.verdict.races)) {
    console.log(`  ${String(races).padStart(7)}  ${kind}`)
  }
  for (const example of result.verdict.examples) console.log(example)
}

/** @param {Result} result */
function showProgress(result) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${lineOf(result)}`)
  else if (result.races % 20_000 === 0) process.stderr.write(`${lineOf(result)}\n`)
}

async function main() {
  const { help, json, store, races, seed, sabotage } = readOptions(process.argv.slice(2))
  if (help) return console.log(usage)
  if (!existsSync(new URL('../../dist/cli/main.js', import.meta.url))) {
    throw new Error('The server is not built. Run: npm run build')
  }
  const { runRaces } = await import('./races-run.mjs')
  const { failuresIn } = await import('./races-verdict.mjs')
  const { createPostgresGround, createSqliteGround } = await import('./ground.mjs')
  const preload = sabotage && new URL(`./races-sabotage.mjs?${sabotage}`, import.meta.url).href
  const loadBefore = loadavg()[0]?.toFixed(1)
  /** @type {Result[]} */
  const results = []

  /** @param {import('./ground.mjs').Ground} ground */
  const prove = async (ground) => {
    try {
      results.push(await runRaces(ground, { races, seed }, showProgress))
      if (process.stderr.isTTY) process.stderr.write('\n')
    } finally {
      await ground.remove()
    }
  }

  if (store !== 'postgres') await prove(createSqliteGround(preload))
  if (store !== 'sqlite') {
    register('../../bench/typescript-hooks.mjs', import.meta.url)
    const { startPostgres } = await import('../support/postgres.ts')
    const cluster = await startPostgres({ own: true })
    if (!('missing' in cluster)) await prove(createPostgresGround(cluster, { preload }))
    else if (process.env.CI || store === 'postgres') throw new Error(cluster.missing)
    else console.error(`${cluster.missing}: its races are left out.`)
  }
  if (json) console.log(JSON.stringify(results))
  else {
    for (const result of results) print(result)
    console.log(`load of the machine: ${loadBefore} before, ${loadavg()[0]?.toFixed(1)} after`)
  }
  if (results.some(({ verdict, deadlocks }) => failuresIn(verdict) + deadlocks > 0)) {
    process.exitCode = 1
  }
}

try {
  await main()
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault)
  process.exitCode = 2
}
