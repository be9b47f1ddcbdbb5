// @ts-check
import { mkdtempSync, rmSync } from 'node:fs'
import { register } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

register('../../bench/typescript-hooks.mjs', import.meta.url)
const { openPostgres } = await import('../../src/storage/sql/dialect/postgres.ts')
const { openSqlite } = await import('../../src/storage/sql/dialect/sqlite.ts')
const { openStore } = await import('../../src/storage/sql/store.ts')
const { startPostgres } = await import('../support/postgres.ts')
const { proveQueries } = await import('./queries/prove.ts')

/** @typedef {import('./queries/prove.ts').Tally} Tally */

const usage = `Usage: npm run prove:queries -- [options]

Makes random schemas and rows of every type, and asks random queries of them: every operator of every type,
groups in two levels, up to three sorts, pages of any size, rows and schemas that change between queries and
between pages. A case is one query through all its pages; the evaluator, SQLite and PostgreSQL must give the
same rows in the same order. A query between whose pages rows were written must give every other row once.

  --cases <n>   queries to compare (100000)
  --seed <n>    where to begin; a failure tells the seed of its schema (1)
  --help        this text

Exit code: 0 all agreed, 1 some did not, 2 the proof could not be run.`

/** @param {readonly string[]} args */
function readOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cases: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  })
  for (const text of [values.cases, values.seed]) {
    if (!/^\d{1,9}$/.test(text)) throw new Error(`${text} is not a whole number.`)
  }
  return { help: values.help, cases: Number(values.cases), seed: Number(values.seed) }
}

/** @param {number} cases */
function progressOf(cases) {
  let shown = 0
  return (/** @type {Tally} */ tally) => {
    const now = Date.now()
    if (now - shown < (process.stderr.isTTY ? 200 : 20_000)) return
    shown = now
    const line = `${tally.cases} of ${cases} cases, ${tally.differences.length} differences`
    process.stderr.write(process.stderr.isTTY ? `\r\u001b[2K${line}` : `${line}\n`)
  }
}

/** @param {{ cases: number, seed: number }} options */
async function prove({ cases, seed }) {
  const directory = mkdtempSync(join(tmpdir(), 'tessera-queries-'))
  const cluster = await startPostgres()
  const missing = 'missing' in cluster ? cluster.missing : undefined
  if (missing !== undefined && process.env.CI) throw new Error(missing)
  if (missing !== undefined) console.error(`${missing}: its half is left out.`)
  const databases = [
    openSqlite(join(directory, 'tessera.db')),
    ...('url' in cluster
      ? [openPostgres({ url: cluster.url, poolSize: 8, onIdleFault() {} })]
      : []),
  ]
  try {
    const stores = []
    for (const database of databases) stores.push(await openStore(database))
    const began = Date.now()
    const tally = await proveQueries(stores, { cases, seed, lanes: 4 }, progressOf(cases))
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K')
    const { differences, ...counts } = tally
    for (const difference of differences) console.log(JSON.stringify(difference, undefined, 2))
    console.log(
      `${JSON.stringify(counts)}\n${differences.length} differences, ${Math.round((Date.now() - began) / 1000)} s`,
    )
    if (differences.length > 0) process.exitCode = 1
  } finally {
    for (const database of databases) await database.close()
    if ('stop' in cluster) await cluster.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

try {
  const options = readOptions(process.argv.slice(2))
  if (options.help) console.log(usage)
  else await prove(options)
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault)
  process.exitCode = 2
}
