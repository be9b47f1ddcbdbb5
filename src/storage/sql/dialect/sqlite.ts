import { chmodSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'libsql'
import { type Database, DEFAULT_PATIENCE, type Migration } from '../database.js'
import { type Bindable, type Statement, valuesOf, type Write } from '../statement.js'
import { isBusy, storeFaultOf } from './sqlite-faults.js'

type Prepared = { readonly statement: Sqlite.Statement<unknown[]>; readonly columns: string[] }

type Commit = {
  readonly writes: readonly Write[]
  /** How often it found the file locked. */
  tries: number
  readonly resolve: (won: boolean) => void
  readonly reject: (fault: unknown) => void
}

/** Milliseconds that SQLite itself waits for a lock of another process: the whole server stands still meanwhile. */
const STANDSTILL = 3

/** Milliseconds between two tries to get such a lock, in which the server does other things. */
const PAUSE = 20

/** Pages kept in memory, in KiB; filled as needed. Digests are random, so every look-up is of another page. */
const PAGE_CACHE_KIB = 64 * 1024

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
    // A disk that failed may have kept a transaction from being rolled back.
    if (connection.inTransaction) connection.exec('rollback')
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

  const maxTries = Math.ceil(patience / (PAUSE + STANDSTILL))
  let urgent: Commit[] = []
  let waiting: Commit[] = []
  let isScheduled = false
  let isClosing = false

  const enqueue = (commit: Commit): void => {
    const queue = commit.writes[0]?.statement.goesFirst ? urgent : waiting
    queue.push(commit)
  }

  const tryAgainLater = (commits: readonly Commit[], fault: unknown): void => {
    for (const commit of commits) {
      commit.tries += 1
      if (isClosing || commit.tries > maxTries) commit.reject(storeFaultOf(fault))
      else enqueue(commit)
    }
    if (isScheduled || isClosing) return
    isScheduled = true
    setTimeout(PAUSE).then(flush)
  }

  const settleAlone = (commit: Commit): void => {
    try {
      commit.resolve(inTransaction(() => apply(commit.writes)))
    } catch (fault) {
      if (isBusy(fault)) tryAgainLater([commit], fault)
      else commit.reject(storeFaultOf(fault))
    }
  }

  const flush = (): void => {
    isScheduled = false
    const commits = [...urgent, ...waiting]
    const [first] = commits
    if (!first) return
    urgent = []
    waiting = []
    if (commits.length === 1) {
      settleAlone(first)
      return
    }
    try {
      const won = inTransaction(() => commits.map(({ writes }) => apply(writes)))
      for (const [index, { resolve }] of commits.entries()) resolve(won[index] === true)
    } catch (fault) {
      if (isBusy(fault)) tryAgainLater(commits, fault)
      // One of them failed and took the others' transaction with it: each gets its own.
      else commits.forEach(settleAlone)
    }
  }

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

  return {
    dialect: 'sqlite',
    get: (declared, parameters) =>
      reading(() => {
        const { statement, columns } = prepare(declared)
        const values = statement.get(bound(valuesOf(declared, parameters))) as unknown[] | undefined
        return values && (rowOf(columns, values) as never)
      }),
    all: (declared, parameters) =>
      reading(() => {
        const { statement, columns } = prepare(declared)
        const rows = statement.all(bound(valuesOf(declared, parameters))) as unknown[][]
        return rows.map((values) => rowOf(columns, values) as never)
      }),
    commit(...writes) {
      return new Promise((resolve, reject) => {
        enqueue({ writes, tries: 0, resolve, reject })
        if (isScheduled) return
        isScheduled = true
        setImmediate(flush)
      })
    },
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
    async prepare(statement: Statement<never, unknown>) {
      connection.prepare(statement.numbered)
    },
    async close() {
      isClosing = true
      waitIn(patience)
      flush()
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
