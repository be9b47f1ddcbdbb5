// @ts-check
import { existsSync } from 'node:fs'
import { register } from 'node:module'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { countOption } from './count-option.mjs'

const usage = `Usage: node test/proofs/nodes.mjs [options]

Proves that no node is ever behind: three "tessera start" share an own, durable PostgreSQL; the clocks of their
machines stand five minutes behind, right, and five minutes ahead, and access tokens live two minutes. Clients connect, call, introspect, refresh and revoke, each
request on any node. A request that was sent after a revoke was answered with 200 on any node, and is accepted
on any node, fails the proof; so does one with a token whose successor had been received, and a token or a
code that is refused though nothing ended it.

Meanwhile the nodes and the database are disturbed, one after the other, a few seconds apart: a node is paused
(SIGSTOP, 0.2 to 4.2 s), a node is killed (SIGKILL) and started again, PostgreSQL is restarted, PostgreSQL
crashes (an immediate stop). After each, every node must be ready within 20 s; in calm no request may fail, and one in a hundred be late (2 s).

A refresh without an answer is sent again, on any node, until there is one. When the first arrives late, after
its successor was used, it counts as a replay and ends the grant: "lost grants" counts these.

  --requests <n>      requests at least (100000)
  --disturb <kinds>   comma-separated, in turn: pause, kill, restart, crash (all of them)
  --seed <n>          what is drawn (random)
  --sabotage          shows that the check can fail: one node believes for a second what it found of a token.
                      Expect survivors and exit code 1.
  --json              prints the result as JSON
  --help              this text

Exit code: 0 no node was behind, 1 one was, 2 the proof could not be run.`

/** @param {readonly string[]} args */
function readOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      requests: { type: 'string', default: '100000' },
      disturb: { type: 'string' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
      sabotage: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const { disturb, sabotage, json, help } = values
  const requests = countOption('requests', values.requests)
  return { requests, disturb, seed: countOption('seed', values.seed), sabotage, json, help }
}

/** @typedef {import('./nodes-run.mjs').Result} Result */

/** @param {Result} result */
function lineOf({ requests, judgement, disturbances, failedDisturbed, failedCalm, ...rest }) {
  const { survivors, judged, wronglyDead, lostGrants } = judgement
  const done = Object.entries(disturbances).map(([kind, times]) => `${kind} ${times}`)
  return [
    `${requests} requests: survivors ${survivors} of ${judged} tried, wrongly dead ${wronglyDead}`,
    `lost grants ${lostGrants}, codes refused ${rest.refusedCodes}, codes lost ${rest.lostCodes}`,
    done.join(', '),
    `failed ${failedDisturbed} disturbed, ${failedCalm} in calm (and ${rest.lateCalm} late)`,
    `slowest recovery ${rest.slowestRecovery.toFixed(0)} ms`,
    `p50 ${rest.p50.toFixed(1)} ms, p99 ${rest.p99.toFixed(1)} ms, ${(requests / rest.seconds).toFixed(0)} requests/s`,
  ].join('; ')
}

/** @param {Result} result */
function showProgress(result) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${lineOf(result)}`)
  else process.stderr.write(`${lineOf(result)}\n`)
}

async function main() {
  const { help, json, requests, disturb, seed, sabotage } = readOptions(process.argv.slice(2))
  if (help) return console.log(usage)
  if (!existsSync(new URL('../../dist/cli/main.js', import.meta.url))) {
    throw new Error('The server is not built. Run: npm run build')
  }
  const { failuresIn, runNodes } = await import('./nodes-run.mjs')
  const { disturbanceKinds } = await import('./nodes-disturbances.mjs')
  const kinds = (disturb?.split(',') ?? disturbanceKinds).map((name) => {
    const kind = disturbanceKinds.find((one) => one === name)
    if (!kind) throw new Error(`--disturb takes ${disturbanceKinds.join(', ')}, not ${name}.`)
    return kind
  })
  register('../../bench/typescript-hooks.mjs', import.meta.url)
  const { startPostgres } = await import('../support/postgres.ts')
  const cluster = await startPostgres({ durable: true, own: true })
  if ('missing' in cluster) throw new Error(cluster.missing)
  const loadBefore = loadavg()[0]?.toFixed(1)
  try {
    const options = { requests, seed, sabotage, kinds }
    const result = await runNodes(cluster, options, json ? () => {} : showProgress)
    if (json) console.log(JSON.stringify(result))
    else {
      console.log(`${lineOf(result)}; seed ${seed}`)
      console.log(`answered: ${JSON.stringify(result.answered)}`)
      for (const example of result.judgement.examples) console.log(example)
      console.log(`load of the machine: ${loadBefore} before, ${loadavg()[0]?.toFixed(1)} after`)
    }
    if (failuresIn(result) > 0) process.exitCode = 1
  } finally {
    await cluster.stop()
  }
}

try {
  await main()
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault)
  process.exitCode = 2
}
