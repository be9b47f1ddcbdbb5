// @ts-check
import { existsSync } from 'node:fs'
import { register } from 'node:module'
import { parseArgs } from 'node:util'
import { drawChange, randomFrom } from './audit-changes.mjs'

const usage = `Usage: node test/proofs/audit.mjs [options]

Proves that "tessera audit verify" finds every change to the sealed audit trail. A small trail is made and
sealed; then, again and again, one random change is made to it past the server (a value of any column, a row
removed, copied, moved or exchanged, a batch removed, renumbered or replaced …), the trail is verified, and
the change is undone. A change that really changes something must be found, and the trail must be found whole
when nothing was changed.

  --changes <n>      changes on each store (10000)
  --store <name>     sqlite or postgres alone
  --seed <n>         the same changes again
  --sabotage <what>  shows that the proof can fail: "column" seals and verifies without one column, "chain"
                     without the hash of the seal before. Expect changes that slip and exit code 1.
  --json             prints the results as JSON
  --help             this text

Exit code: 0 every change was found, 1 one slipped or a whole trail was called broken, 2 the proof could not
be run.`

/** @typedef {import('./audit-ground.mjs').Ground} Ground */

/**
 * @typedef {object} Result
 * @property {'sqlite' | 'postgres'} store
 * @property {number} changes
 * @property {number} found
 * @property {string[]} slipped
 * @property {number} falseAlarms How often a whole trail was called broken.
 * @property {Record<string, number>} kinds
 * @property {number} seconds
 * @property {number} seed
 */

/** @param {readonly string[]} args */
function readOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      changes: { type: 'string', default: '10000' },
      store: { type: 'string' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      sabotage: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const { changes, seed, store, sabotage } = values
  if (!/^[1-9]\d{0,6}$/.test(changes)) throw new Error('--changes takes a number from 1.')
  if (!/^\d{1,10}$/.test(seed)) throw new Error('--seed takes a whole number.')
  if (store !== undefined && store !== 'sqlite' && store !== 'postgres') {
    throw new Error('--store takes sqlite or postgres.')
  }
  if (sabotage !== undefined && sabotage !== 'column' && sabotage !== 'chain') {
    throw new Error('--sabotage takes column or chain.')
  }
  return { ...values, changes: Number(changes), seed: Number(seed) }
}

/** A whole trail is looked at once in so many changes. */
const wholeEvery = 50
const shownSlips = 20

/**
 * @param {Ground} ground
 * @param {{ changes: number, seed: number }} options
 * @param {(result: Result) => void} onProgress
 * @returns {Promise<Result>}
 */
async function proveOn(ground, { changes, seed }, onProgress) {
  const { verifyTrail } = await import('../../dist/operations/audit/verify-trail.js')
  const { key, layTrail } = await import('./audit-trail.mjs')
  const began = Date.now()
  const random = randomFrom(seed)
  /** @type {Result} */
  const result = {
    store: ground.kind,
    changes: 0,
    found: 0,
    slipped: [],
    falseAlarms: 0,
    kinds: {},
    seconds: 0,
    seed,
  }
  const other = await layTrail(ground)
  const trail = await ground.read()
  const whole = JSON.stringify(trail)
  const faults = async () => (await verifyTrail(ground.store.audit, { keys: [key] })).faults
  while (result.changes < changes) {
    if (result.changes % wholeEvery === 0) {
      await ground.tidy()
      if ((await faults()).length > 0) result.falseAlarms += 1
      result.seconds = (Date.now() - began) / 1000
      onProgress(result)
    }
    const change = drawChange(trail, other, random, ground.kind)
    const isMade = await ground.alter(change.statements).then(
      () => true,
      // A key that is taken, a null where none may be: the store refuses, and nothing is changed.
      () => false,
    )
    if (!isMade) continue
    if (change.isHidden || JSON.stringify(await ground.read()) !== whole) {
      result.changes += 1
      result.kinds[change.kind] = (result.kinds[change.kind] ?? 0) + 1
      if ((await faults()).length > 0) result.found += 1
      else result.slipped.push(`${change.kind}: ${change.statements.join('; ')}`)
      await ground.restore()
    }
  }
  if ((await faults()).length > 0) result.falseAlarms += 1
  result.seconds = (Date.now() - began) / 1000
  onProgress(result)
  return result
}

/** @param {Result} result */
const lineOf = ({ store, changes, found, falseAlarms, seconds, seed }) =>
  `${store}: ${changes} changes, ${found} found, ${changes - found} slipped, ${falseAlarms} false alarms; seed ${seed}, ${seconds.toFixed(0)} s`

/** @param {Result} result */
function showProgress(result) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${lineOf(result)}`)
  else if (result.changes % 1000 === 0 && result.changes > 0) console.error(lineOf(result))
}

async function main() {
  const options = readOptions(process.argv.slice(2))
  if (options.help) return console.log(usage)
  if (!existsSync(new URL('../../dist/cli/main.js', import.meta.url))) {
    throw new Error('The server is not built. Run: npm run build')
  }
  register('../../bench/typescript-hooks.mjs', import.meta.url)
  if (options.sabotage) {
    register('./audit-sabotage.mjs', { parentURL: import.meta.url, data: options.sabotage })
  }
  const { createPostgresGround, createSqliteGround } = await import('./audit-ground.mjs')
  /** @type {Result[]} */
  const results = []
  /** @param {Ground} ground */
  const prove = async (ground) => {
    try {
      results.push(await proveOn(ground, options, showProgress))
      if (process.stderr.isTTY) process.stderr.write('\n')
    } finally {
      await ground.remove()
    }
  }

  if (options.store !== 'postgres') await prove(await createSqliteGround())
  if (options.store !== 'sqlite') {
    const { startPostgres } = await import('../support/postgres.ts')
    const cluster = await startPostgres({ own: true })
    if (!('missing' in cluster)) await prove(await createPostgresGround(cluster))
    else if (process.env.CI) throw new Error(cluster.missing)
    else console.error(`${cluster.missing}: its changes are left out.`)
  }
  if (options.json) console.log(JSON.stringify(results))
  else {
    for (const result of results) {
      console.log(lineOf(result))
      for (const [kind, times] of Object.entries(result.kinds)) console.log(`  ${times} × ${kind}`)
      for (const slip of result.slipped.slice(0, shownSlips)) console.log(`slipped: ${slip}`)
    }
  }
  /** @param {Result} result */
  const failed = ({ slipped, falseAlarms }) => slipped.length > 0 || falseAlarms > 0
  if (results.some(failed)) process.exitCode = 1
}

try {
  await main()
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault)
  process.exitCode = 2
}
