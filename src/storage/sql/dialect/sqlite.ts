import { chmodSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'libsql'
import { type Database, DEFAULT_PATIENCE, type Migration } from '../database.js'
import { IN_BYTES, type Statement, valuesOf } from '../statement.js'
import { isBusy, storeFaultOf } from './sqlite-faults.js'
import { boundInSqlite } from './sqlite-values.js'
import { startWriter } from './sqlite-writing.js'

type Prepared = { readonly statement: Sqlite.Statement<unknown[]>; readonly columns: string[] }

/** Milliseconds that SQLite itself waits for a lock of another process: the whole server stands still meanwhile. */
const STANDSTILL = 3

/** Milliseconds between two tries to get such a lock, in which the server does other things. */
const PAUSE = 20

/** Pages kept in memory, in KiB; filled as needed. Digests are random, so every look-up is of another page. */
const PAGE_CACHE_KIB = 64 * 1024

/** Composed statements that stay prepared. */
const MAX_COMPOSED = 200

/** How much of the file is read as memory instead of by a system call. */
const MAPPED_BYTES = 1024 ** 3

/**
 * Opens (and makes) a database file; `:memory:` for one that is forgotten.
 * Commits asked for in one turn of the event loop share one transaction and one fsync. While another process (the CLI
 * beside a server) holds the write lock, they gather for `patience` milliseconds and reads go on.
 * Errors of its statements: `StoreFault`.
 */
export const openSqlite = (file: string, patience = DEFAULT_PATIENCE): Database => {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const connection = new Sqlite(file)
  if (file !== ':memory:') chmodSync(file, 0o600)
  /** Lets SQLite wait where nothing else can go on. */
  const waitIn = (milliseconds: number) => connection.exec(`pragma busy_timeout = ${milliseconds}`)
  waitIn(patience)
  connection.exec('pragma journal_mode = wal')
  // WAL builds default to NORMAL, which does not sync at commit: a revoke could be undone by a power cut.
  connection.exec('pragma synchronous = full')
  connection.exec('pragma foreign_keys = on')
  connection.exec(`pragma cache_size = -${PAGE_CACHE_KIB}`)
  connection.exec(`pragma mmap_size = ${MAPPED_BYTES}`)
  waitIn(STANDSTILL)

  const prepared = new Map<string, Prepared>()
  const prepare = ({ name, numbered }: { name: string; numbered: string }): Prepared => {
    const key = name || numbered
    let found = prepared.get(key)
    if (!found) {
      const statement = connection.prepare(numbered)
      const columns = statement.reader ? statement.columns().map((column) => column.name) : []
      // Rows as arrays cross the native boundary in two thirds of the time of rows as objects.
      if (statement.reader) statement.raw()
      found = { statement, columns }
      prepared.set(key, found)
      if (name === '') forgetOldest(key)
    }
    return found
  }

  /** Composed statements that are kept, in the order in which they came. */
  const kept: string[] = []
  const forgetOldest = (key: string): void => {
    kept.push(key)
    if (kept.length > MAX_COMPOSED) prepared.delete(kept.shift() ?? '')
  }

  const inTransaction = (work: () => void): void => {
    connection.exec('begin immediate')
    try {
      work()
      connection.exec('commit')
    } catch (fault) {
      if (connection.inTransaction) connection.exec('rollback')
      throw fault
    }
  }

  const maxTries = Math.ceil(patience / (PAUSE + STANDSTILL))
  const writer = startWriter(file, patience)

  /** Readers and writers do not wait for each other; other locks, as of a last process that closes the file, are brief. */
  const reading = async <T>(read: () => T): Promise<T> => {
    for (let tries = 0; ; tries++) {
      try {
        return read()
      } catch (fault) {
        if (!isBusy(fault) || tries >= maxTries) throw storeFaultOf(fault)
      }
      await setTimeout(PAUSE)
    }
  }

  /** A second process beside a server is the CLI, which does no such work. */
  const running = new Set<string>()

  return {
    dialect: 'sqlite',
    get: (declared, parameters) =>
      reading(() => {
        const { statement, columns } = prepare(declared)
        const values = statement.get(boundInSqlite(valuesOf(declared, parameters))) as
          | unknown[]
          | undefined
        return values && (rowOf(columns, values) as never)
      }),
    all: (declared, parameters) =>
      reading(() => {
        const { statement, columns } = prepare(declared)
        const rows = statement.all(boundInSqlite(valuesOf(declared, parameters))) as unknown[][]
        return rows.map((values) => rowOf(columns, values) as never)
      }),
    commit: (...writes) => writer.commit(writes),
    async migrate(migrations: readonly Migration[]) {
      waitIn(patience)
      connection.exec('create table if not exists migrations (name text primary key)')
      inTransaction(() => {
        const done = connection.prepare('select name from migrations').all() as { name: string }[]
        for (const { name, statements } of migrations) {
          if (done.some((row) => row.name === name)) continue
          for (const text of statements) connection.exec(clustered(text))
          connection.prepare('insert into migrations (name) values (?)').run(name)
        }
      })
      waitIn(STANDSTILL)
    },
    async exclusively(name, work) {
      if (running.has(name)) return false
      running.add(name)
      try {
        await work()
        return true
      } finally {
        running.delete(name)
      }
    },
    // Whoever shares the file shares the machine.
    now: async () => Date.now(),
    async prepare(statement: Statement<never, unknown>) {
      connection.prepare(statement.numbered)
    },
    async close() {
      await writer.close()
      connection.close()
    },
  }
}

const rowOf = (columns: readonly string[], values: readonly unknown[]): object => {
  const row: Record<string, unknown> = {}
  for (let i = 0; i < columns.length; i++) row[columns[i] as string] = values[i]
  return row
}

/**
 * Every table is stored by its own key: one search of a tree finds a row, where a rowid would take two. Texts compare by
 * their bytes anyway.
 */
const clustered = (text: string): string =>
  (text.startsWith('create table') ? `${text} without rowid` : text).replaceAll(IN_BYTES, '')
