// @ts-check
import { register } from 'node:module'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'

register('../../bench/typescript-hooks.mjs', import.meta.url)
const { pairs, threes } = await import('./interleavings/actors.ts')
const { openPostgresTrack, openSqliteTrack } = await import('./interleavings/track.ts')
const { proveAll, proveOne, proveSample } = await import('./interleavings/prove.ts')
const { parseReplay } = await import('./interleavings/replay.ts')
const { sabotages } = await import('./interleavings/sabotage.ts')
const { storyOf } = await import('./interleavings/story.ts')

/** @typedef {import('./interleavings/track.ts').Track} Track */
/** @typedef {import('./interleavings/prove.ts').Tally} Tally */
/** @typedef {import('./interleavings/prove.ts').Failure} Failure */
/** @typedef {'sqlite' | 'postgres'} Store */

/** Failures that are told of each class; all are counted. */
const STORIES = 5

const usage = `Usage: npm run prove:interleavings -- [options]

Proves what docs/oauth.md promises of requests that meet. Redemption, reuse of a code, refresh, replay inside
and outside its window, revocation of either token (in one step and the long way), disconnection, bulk
revocation, use as bearer and introspection run against each other at fresh, refreshed and used grants. Each
request stops at every statement; every order in which the statements can follow each other is run, and
commits in flight together as well. After each run an oracle that knows the promises and not the code says
what must be dead and what must live, and every credential that anybody was given is tried in every way.

  pairs    two requests, every schedule
  threes   three requests or four, every schedule but those that differ only in the order of statements
           that do not touch the same tables

  --store <name>     sqlite, postgres or both (both)
  --threes           the threes as well (an hour and a half)
  --sample <n>       of the threes, n schedules of each combination by chance
  --seed <n>         for --sample (1)
  --reduced          leaves out equal schedules of the pairs, too
  --sabotage <name>  breaks the store, to see that the proof finds it; expect exit code 1:
${Object.entries(sabotages)
  .map(([name, { what }]) => `                     ${name.padEnd(18)} ${what}`)
  .join('\n')}
  --replay <text>    runs one schedule again, as a failure printed it
  --help             this text

Exit code: 0 every promise was kept, 1 one was not, 2 the proof could not be run.`

/** @param {readonly string[]} args */
function readOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      store: { type: 'string', default: 'both' },
      threes: { type: 'boolean', default: false },
      sample: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      reduced: { type: 'boolean', default: false },
      sabotage: { type: 'string' },
      replay: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const { store, sample, seed, sabotage } = values
  if (!['sqlite', 'postgres', 'both'].includes(store))
    throw new Error(`There is no store ${store}.`)
  for (const text of [sample, seed]) {
    if (!/^\d{1,6}$/.test(text)) throw new Error(`${text} is not a whole number.`)
  }
  if (sabotage !== undefined && !sabotages[sabotage]) {
    throw new Error(
      `There is no sabotage ${sabotage}. Those there are: ${Object.keys(sabotages).join(', ')}.`,
    )
  }
  return { ...values, sample: Number(sample), seed: Number(seed) }
}

/** @param {string} wanted */
const storesOf = (wanted) =>
  /** @type {Store[]} */ (wanted === 'both' ? ['sqlite', 'postgres'] : [wanted])

/**
 * @param {Store} store
 * @param {string | undefined} sabotage
 * @param {(track: Track, lanes: number) => Promise<void>} work
 */
async function withTrack(store, sabotage, work) {
  const opening = sabotages[sabotage ?? '']?.opening ?? ((db) => db)
  if (store === 'sqlite') {
    const track = await openSqliteTrack('proof', opening)
    return work(track, 1).finally(() => track.close())
  }
  const { startPostgres } = await import('../support/postgres.ts')
  const cluster = await startPostgres()
  if ('missing' in cluster) {
    if (process.env.CI) throw new Error(cluster.missing)
    return console.error(`${cluster.missing}: its half is left out.`)
  }
  try {
    const track = await openPostgresTrack(cluster.url, 'proof', opening)
    await work(track, 2 * availableParallelism()).finally(() => track.close())
  } finally {
    await cluster.stop()
  }
}

/**
 * Shows how far a class of combinations has come, and tells of the first failures.
 * @param {Store} store
 * @param {string} name
 * @param {number} total
 */
function progressOf(store, name, total) {
  const label = `${store} ${name}`
  let shown = 0
  let told = 0
  return (
    /** @type {Tally} */ { combinations, schedules, survivors, collateral, answers, failures },
  ) => {
    if (told < Math.min(failures.length, STORIES)) {
      const story = storyOf(store, /** @type {Failure} */ (failures[told]))
      console.log(`${process.stderr.isTTY ? '\r\u001b[2K' : ''}${story}\n`)
      told += 1
    }
    const now = Date.now()
    if (now - shown < (process.stderr.isTTY ? 200 : 20_000)) return
    shown = now
    const faults = `${survivors} survivors, ${collateral} collateral deaths, ${answers} wrong answers`
    const line = `${label}: ${combinations} of ${total} combinations, ${schedules} schedules, ${faults}`
    process.stderr.write(process.stderr.isTTY ? `\r\u001b[2K${line}` : `${line}\n`)
  }
}

/** @typedef {{ store: Store, name: string, tally: Tally, seconds: number }} Result */

/** @param {readonly Result[]} results */
function tableOf(results) {
  const head = [
    'store',
    'class',
    'combinations',
    'schedules',
    'survivors',
    'collateral',
    'answers',
    's',
  ]
  const rows = results.map(({ store, name, tally, seconds }) => [
    store,
    name,
    ...[tally.combinations, tally.schedules, tally.survivors, tally.collateral, tally.answers],
    seconds.toFixed(1),
  ])
  return [head, ...rows]
    .map((row) =>
      row.map((cell, n) => (n < 2 ? String(cell).padEnd(9) : String(cell).padStart(13))).join(' '),
    )
    .join('\n')
}

const failuresOf = (/** @type {Tally} */ { survivors, collateral, answers }) =>
  survivors + collateral + answers

/** @param {ReturnType<typeof readOptions>} options */
async function proveStores(options) {
  /** @type {Result[]} */
  const results = []
  for (const store of storesOf(options.store)) {
    await withTrack(store, options.sabotage, async (track, lanes) => {
      /**
       * @param {string} name
       * @param {number} total
       * @param {(effort: { lanes: number, progress: ReturnType<typeof progressOf> }) => Promise<Tally>} prove
       */
      const add = async (name, total, prove) => {
        const begun = Date.now()
        const tally = await prove({ lanes, progress: progressOf(store, name, total) })
        if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K')
        results.push({ store, name, tally, seconds: (Date.now() - begun) / 1000 })
      }
      const two = pairs()
      const reduction = options.reduced ? 'reduced' : 'every schedule'
      await add('pairs', two.length, (effort) => proveAll(track, two, reduction, effort))
      const more = threes()
      if (options.sample > 0) {
        const sample = { schedules: options.sample, seed: options.seed }
        await add('sample', more.length, (effort) => proveSample(track, more, sample, effort))
      }
      if (options.threes) {
        await add('threes', more.length, (effort) => proveAll(track, more, 'reduced', effort))
      }
    })
  }
  console.log(tableOf(results))
  if (results.some(({ tally }) => failuresOf(tally) > 0)) process.exitCode = 1
}

/**
 * @param {string} text
 * @param {string | undefined} sabotage
 */
async function replay(text, sabotage) {
  const { store, combination, schedule } = parseReplay(text)
  await withTrack(store, sabotage, async (track) => {
    const tally = await proveOne(track, combination, schedule)
    for (const failure of tally.failures) console.log(storyOf(store, failure))
    if (failuresOf(tally) === 0) console.log('Every promise was kept.')
    else process.exitCode = 1
  })
}

try {
  const options = readOptions(process.argv.slice(2))
  if (options.help) console.log(usage)
  else if (options.replay !== undefined) await replay(options.replay, options.sabotage)
  else await proveStores(options)
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault)
  process.exitCode = 2
}
