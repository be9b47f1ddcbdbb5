// @ts-check
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { register } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const usage = `Usage: node scripts/check-dialect.mjs [--help]

Prepares every SQL statement of the built server (dist) on SQLite and on a PostgreSQL of its own, without
running it, and searches src/storage for SQL that only one of the two understands: such text belongs in
src/storage/sql/dialect/. Exit code 1 if anything was found.

Without PostgreSQL on the machine its half is left out and a line says so; with CI set that is a failure.`

const root = fileURLToPath(new URL('..', import.meta.url))
const storage = join(root, 'src/storage')
const dialects = join(storage, 'sql/dialect')

/** What only one of the two stores understands. */
const foreign = [
  { pattern: /::/, name: '::' },
  { pattern: /\bon\s+duplicate\b/i, name: 'ON DUPLICATE' },
  { pattern: /\bautoincrement\b/i, name: 'AUTOINCREMENT' },
  { pattern: /\breturning\b/i, name: 'RETURNING' },
  { pattern: /\bilike\b/i, name: 'ILIKE' },
  { pattern: /(?<![.\w])now\(\)/i, name: 'now()' },
]

/** @typedef {import('../dist/storage/sql/database.js').Database} Database */
/** @typedef {import('../dist/storage/sql/statement.js').Statement<never, unknown>} AnyStatement */

/** @returns {string[]} */
function findForeignSql() {
  const files = readdirSync(storage, { recursive: true, encoding: 'utf8' })
    .map((name) => join(storage, name))
    .filter((file) => file.endsWith('.ts') && !file.startsWith(`${dialects}/`))
  return files.flatMap((file) => {
    const source = readFileSync(file, 'utf8')
    // Comments become blanks of the same lines: they may speak of what the code must not use.
    const code = source
      .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
      .replace(/^\s*\/\/.*$/gm, '')
    return code
      .split('\n')
      .flatMap((line, index) =>
        foreign
          .filter(({ pattern }) => pattern.test(line))
          .map(
            ({ name }) =>
              `${relative(root, file)}:${index + 1}: ${name} is understood by one store alone`,
          ),
      )
  })
}

/**
 * @param {Database} database
 * @param {readonly AnyStatement[]} statements
 * @param {(database: Database) => Promise<unknown>} openStore
 * @returns {Promise<string[]>}
 */
async function prepareAll(database, statements, openStore) {
  /** @type {string[]} */
  const faults = []
  try {
    await openStore(database)
    for (const statement of statements) {
      await database.prepare(statement).catch((fault) => {
        faults.push(`${database.dialect}: ${statement.name}: ${fault.message}`)
      })
    }
  } finally {
    await database.close()
  }
  return faults
}

async function main() {
  if (process.argv.includes('--help')) return console.log(usage)
  if (!existsSync(join(root, 'dist/storage/sql/store.js'))) {
    throw new Error('The server is not built. Run: npm run build')
  }
  register('../bench/typescript-hooks.mjs', import.meta.url)
  const { openStore } = await import('../dist/storage/sql/store.js')
  const { openSqlite } = await import('../dist/storage/sql/dialect/sqlite.js')
  const { openPostgres } = await import('../dist/storage/sql/dialect/postgres.js')
  const { allStatements } = await import('../dist/storage/sql/statement.js')
  const { startPostgres } = await import('../test/support/postgres.ts')

  const faults = findForeignSql()
  const statements = allStatements()
  const directory = mkdtempSync(join(tmpdir(), 'tessera-dialect-'))
  try {
    const sqlite = openSqlite(join(directory, 'tessera.db'))
    faults.push(...(await prepareAll(sqlite, statements, openStore)))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }

  const postgres = await startPostgres({ own: true })
  if ('missing' in postgres) {
    if (process.env.CI) faults.push(postgres.missing)
    else console.log(`${postgres.missing}: its half of the check was left out.`)
  } else {
    try {
      const onIdleFault = () => {}
      const database = openPostgres({ url: postgres.url, poolSize: 1, onIdleFault })
      faults.push(...(await prepareAll(database, statements, openStore)))
    } finally {
      await postgres.stop()
    }
  }
  for (const fault of faults) console.error(fault)
  if (faults.length > 0) process.exitCode = 1
  else {
    const stores = 'missing' in postgres ? 'SQLite' : 'SQLite and PostgreSQL'
    console.log(`${statements.length} statements are understood by ${stores}.`)
  }
}

try {
  await main()
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault)
  process.exitCode = 1
}
