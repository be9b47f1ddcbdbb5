// @ts-check
import { existsSync } from 'node:fs'
import { register } from 'node:module'
import { parseArgs } from 'node:util'
import { countOption } from '../count-option.mjs'
import { createDraw } from '../random.mjs'
import { failuresOf, injectedOf, tableOf } from './tally.mjs'

const usage = `Usage: node test/proofs/faults/faults.mjs [options]

Proves that a store which fails makes no server lie. A real "tessera start" serves connects, refreshes,
revokes, disconnects, introspections and calls (12 in flight) while faults are put between it and its
store: on PostgreSQL by a proxy that knows the protocol and by the database itself, on SQLite by locks,
limits and a full disk. Every answer is noted. Then the fault ends, the server has to recover by itself,
and is asked about every grant:

  - a revoke or disconnect that was answered with success is in force: no token of the grant works;
  - a pair that was answered with 200 works, and those before it do not;
  - whatever was answered with 500 or 503 took effect wholly or not at all, and can be asked for again;
  - no answer, then or later, called a dead token alive or a live one dead;
  - every request was answered within its bound; where the store is out of reach, /readyz says so
    quickly and /healthz does not mind; the process never ended.

  --faults <n>     how many in all, shared out evenly among the kinds (2000)
  --store <name>   postgres, sqlite or both (both)
  --seed <n>       of the choice of stories, victims and places to cut (1)
  --timeout <s>    TESSERA_STORE_TIMEOUT of the server (1)
  --sabotage       shows that the check can fail: the server believes that every write was done. Expect
                   false answers of 200 and exit code 1.
  --json           prints the results as JSON
  --help           this text

Of a fault that lasts (an outage, a lock, a full disk) every request under it counts as one.
Exit code: 0 every answer was true, 1 some was not, 2 the proof could not be run.`

/** @param {readonly string[]} args */
function readOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      faults: { type: 'string', default: '2000' },
      store: { type: 'string', default: 'both' },
      seed: { type: 'string', default: '1' },
      timeout: { type: 'string', default: '1' },
      sabotage: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const stores = values.store === 'both' ? ['sqlite', 'postgres'] : [values.store]
  if (stores.some((name) => name !== 'sqlite' && name !== 'postgres')) {
    throw new Error(`--store takes postgres, sqlite or both, not ${values.store}.`)
  }
  return {
    ...values,
    stores,
    faults: countOption('faults', values.faults),
    seed: countOption('seed', values.seed),
    patience: 1000 * countOption('timeout', values.timeout),
  }
}

/** @typedef {import('./ground.mjs').Ground} Ground */
/** @typedef {import('./tally.mjs').Tally} Tally */

/** @param {Tally} tally */
function showProgress({ store, fault, injected, falseAnswers, complaints }) {
  const line = `${store}, ${fault}: ${injected} injected, ${falseAnswers} false, ${complaints.length} complaints`
  process.stderr.write(process.stderr.isTTY ? `\r\u001b[2K${line}` : `${line}\n`)
}

/**
 * @param {string} store
 * @param {{ random: import('./wire-faults.mjs').Random, patience: number, sabotaged: boolean }} options
 * @returns {Promise<Ground | undefined>}
 */
async function createGround(store, options) {
  if (store === 'sqlite') {
    const { createSqliteGround } = await import('./sqlite-ground.mjs')
    return createSqliteGround(options)
  }
  register('../../../bench/typescript-hooks.mjs', import.meta.url)
  const { startPostgres } = await import('../../support/postgres.ts')
  const cluster = await startPostgres({ durable: true, own: true })
  if ('missing' in cluster) {
    if (process.env.CI) throw new Error(cluster.missing)
    console.error(`${cluster.missing}: its faults are left out.`)
    return undefined
  }
  const { createPostgresGround } = await import('./postgres-ground.mjs')
  return createPostgresGround(cluster, options)
}

async function main() {
  const { help, json, stores, faults, seed, patience, sabotage } = readOptions(
    process.argv.slice(2),
  )
  if (help) return console.log(usage)
  if (!existsSync(new URL('../../../dist/cli/main.js', import.meta.url))) {
    throw new Error('The server is not built. Run: npm run build')
  }
  const { injectFaults } = await import('./rounds.mjs')
  const draw = createDraw(seed)
  const random = () => draw(2 ** 30) / 2 ** 30
  /** @type {Ground[]} */
  const grounds = []
  /** @type {Tally[]} */
  const tallies = []
  const began = Date.now()
  try {
    for (const store of stores) {
      const ground = await createGround(store, { random, patience, sabotaged: sabotage })
      if (ground) grounds.push(ground)
    }
    const kinds = grounds.reduce((sum, ground) => sum + ground.faults.length, 0)
    const options = { perKind: Math.ceil(faults / kinds), patience, random }
    for (const ground of grounds) {
      tallies.push(...(await injectFaults(ground, options, showProgress)))
      if (process.stderr.isTTY) process.stderr.write('\n')
    }
  } finally {
    for (const ground of grounds) await ground.remove()
  }
  if (json) console.log(JSON.stringify(tallies))
  else {
    console.log(tableOf(tallies))
    for (const { fault, complaints } of tallies) {
      for (const text of new Set(complaints)) console.log(`${fault}: ${text}`)
    }
    const seconds = Math.round((Date.now() - began) / 1000)
    console.log(
      `${injectedOf(tallies)} faults of ${tallies.length} kinds, seed ${seed}, ${seconds} s`,
    )
  }
  if (failuresOf(tallies) > 0) process.exitCode = 1
}

try {
  await main()
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault)
  process.exitCode = 2
}
