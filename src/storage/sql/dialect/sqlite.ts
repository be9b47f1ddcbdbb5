import { chmodSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'libsql'
import type { Database, Migration } from '../database.js'
import { type Bindable, type Statement, valuesOf, type Write } from '../statement.js'

type Prepared = { readonly statement: Sqlite.Statement<unknown[]>; readonly columns: string[] }

type Commit = {
  readonly writes: readonly Write[]
  readonly resolve: (won: boolean) => void
  readonly reject: (fault: unknown) => void
}

/** How long a commit waits for another process (the CLI beside a server) to finish its own, in milliseconds. */
const BUSY_TIMEOUT = 5000

/** Pages kept in memory, in KiB; filled as needed. Digests are random, so every look-up is of another page. */
const PAGE_CACHE_KIB = 64 * 1024

/** How much of the file is read as memory instead of by a system call. */
const MAPPED_BYTES = 1024 ** 3

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
  connection.exec(`pragma cache_size = -${PAGE_CACHE_KIB}`)
  connection.exec(`pragma mmap_size = ${MAPPED_BYTES}`)

  const prepared = new Map<string, Prepared>()
  const prepare = ({ name, numbered }: { name: string; numbered: string }): Prepared => {
    let found = prepared.get(name)
    if (!found) {
      const statement = connection.prepare(numbered)
      const columns = statement.reader ? statement.columns().map((column) => column.name) : []
      // Rows as arrays cross the native boundary in two thirds of the time of rows as objects.
      if (statement.reader) statement.raw()
      found = { statement, columns }
      prepared.set(name, found)
    }
    return found
  }

  const apply = (writes: readonly Write[]): boolean => {
    for (const [index, { statement, values }] of writes.entries()) {
      const { changes } = prepare(statement).statement.run(bound(values))
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

  let urgent: Commit[] = []
  let waiting: Commit[] = []
  const flush = (): void => {
    const commits = [...urgent, ...waiting]
    urgent = []
    waiting = []
    try {
      const won = inTransaction(() => commits.map(({ writes }) => apply(writes)))
      for (const [index, { resolve }] of commits.entries()) resolve(won[index] === true)
    } catch (fault) {
      // After a wait for another process' lock, during which nothing else ran, nobody waits again.
      const isBusy = (fault as { code?: string }).code === 'SQLITE_BUSY'
      if (isBusy || commits.length === 1) {
        for (const { reject } of commits) reject(fault)
        return
      }
      // One of them failed and took the others' transaction with it: each gets its own.
      commits.forEach(settleAlone)
    }
  }

  return {
    dialect: 'sqlite',
    async get(declared, parameters) {
      const { statement, columns } = prepare(declared)
      const values = statement.get(bound(valuesOf(declared, parameters))) as unknown[] | undefined
      return values && (rowOf(columns, values) as never)
    },
    async all(declared, parameters) {
      const { statement, columns } = prepare(declared)
      const rows = statement.all(bound(valuesOf(declared, parameters))) as unknown[][]
      return rows.map((values) => rowOf(columns, values) as never)
    },
    commit(...writes) {
      return new Promise((resolve, reject) => {
        if (waiting.length + urgent.length === 0) setImmediate(flush)
        const queue = writes[0].statement.goesFirst ? urgent : waiting
        queue.push({ writes, resolve, reject })
      })
    },
    async migrate(migrations: readonly Migration[]) {
      connection.exec('create table if not exists migrations (name text primary key)')
      inTransaction(() => {
        const done = connection.prepare('select name from migrations').all() as { name: string }[]
        for (const { name, statements } of migrations) {
          if (done.some((row) => row.name === name)) continue
          for (const text of statements) connection.exec(clustered(text))
          connection.prepare('insert into migrations (name) values (?)').run(name)
        }
      })
    },
    async prepare(statement: Statement<never, unknown>) {
      connection.prepare(statement.numbered)
    },
    async close() {
      if (waiting.length + urgent.length > 0) flush()
      connection.close()
    },
  }
}

/** A list is bound as JSON. */
const bound = (values: readonly Bindable[]): (string | number | null)[] =>
  values.map((value) =>
    value !== null && typeof value === 'object' ? JSON.stringify(value) : value,
  )

const rowOf = (columns: readonly string[], values: readonly unknown[]): object => {
  const row: Record<string, unknown> = {}
  for (let i = 0; i < columns.length; i++) row[columns[i] as string] = values[i]
  return row
}

/** Every table is stored by its own key: one search of a tree finds a row, where a rowid would take two. */
const clustered = (text: string): string =>
  text.startsWith('create table') ? `${text} without rowid` : text
