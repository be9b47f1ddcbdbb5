import { chmodSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'libsql'
import type { Database, Migration } from '../database.js'
import { type Statement, valuesOf, type Write } from '../statement.js'

type Prepared = Sqlite.Statement<unknown[]>

type Commit = {
  readonly writes: readonly Write[]
  readonly resolve: (won: boolean) => void
  readonly reject: (fault: unknown) => void
}

/** How long a commit waits for another process (the CLI beside a server) to finish its own, in milliseconds. */
const BUSY_TIMEOUT = 5000

/**
 * Opens (and makes) a database file; `:memory:` for one that is forgotten.
 * Commits asked for in one turn of the event loop share one transaction and one fsync.
 */
export const openSqlite = (file: string): Database => {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const connection = new Sqlite(file)
  if (file !== ':memory:') chmodSync(file, 0o600)
  connection.exec(`pragma busy_timeout = ${BUSY_TIMEOUT}`)
  connection.exec('pragma journal_mode = wal')
  // WAL builds default to NORMAL, which does not sync at commit: a revoke could be undone by a power cut.
  connection.exec('pragma synchronous = full')
  connection.exec('pragma foreign_keys = on')

  const prepared = new Map<string, Prepared>()
  const prepare = ({ name, numbered }: { name: string; numbered: string }): Prepared => {
    let found = prepared.get(name)
    if (!found) {
      found = connection.prepare(numbered)
      prepared.set(name, found)
    }
    return found
  }

  const apply = (writes: readonly Write[]): boolean => {
    for (const [index, { statement, values }] of writes.entries()) {
      const { changes } = prepare(statement).run(values)
      if (index === 0 && changes === 0) return false
    }
    return true
  }

  const inTransaction = <T>(work: () => T): T => {
    connection.exec('begin immediate')
    try {
      const result = work()
      connection.exec('commit')
      return result
    } catch (fault) {
      if (connection.inTransaction) connection.exec('rollback')
      throw fault
    }
  }

  const settleAlone = ({ writes, resolve, reject }: Commit): void => {
    try {
      resolve(inTransaction(() => apply(writes)))
    } catch (fault) {
      reject(fault)
    }
  }

  let waiting: Commit[] = []
  const flush = (): void => {
    const commits = waiting
    waiting = []
    try {
      const won = inTransaction(() => commits.map(({ writes }) => apply(writes)))
      for (const [index, { resolve }] of commits.entries()) resolve(won[index] === true)
    } catch (fault) {
      const [only, ...others] = commits
      // One of them failed and took the others' transaction with it: each gets its own.
      if (others.length > 0) commits.forEach(settleAlone)
      else only?.reject(fault)
    }
  }

  return {
    dialect: 'sqlite',
    async get(statement, parameters) {
      return prepare(statement).get(valuesOf(statement, parameters)) as never
    },
    async all(statement, parameters) {
      return prepare(statement).all(valuesOf(statement, parameters)) as never
    },
    commit(...writes) {
      return new Promise((resolve, reject) => {
        if (waiting.push({ writes, resolve, reject }) === 1) setImmediate(flush)
      })
    },
    async migrate(migrations: readonly Migration[]) {
      connection.exec('create table if not exists migrations (name text primary key)')
      inTransaction(() => {
        const done = connection.prepare('select name from migrations').all() as { name: string }[]
        for (const { name, statements } of migrations) {
          if (done.some((row) => row.name === name)) continue
          for (const text of statements) connection.exec(text)
          connection.prepare('insert into migrations (name) values (?)').run(name)
        }
      })
    },
    async prepare(statement: Statement<never, unknown>) {
      connection.prepare(statement.numbered)
    },
    async close() {
      if (waiting.length > 0) flush()
      connection.close()
    },
  }
}
