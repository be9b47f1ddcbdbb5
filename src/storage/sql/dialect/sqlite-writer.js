// @ts-check
// Plain JavaScript, so that a worker can load it from the sources as well as from the build.
import { parentPort, workerData } from 'node:worker_threads'
import Sqlite from 'libsql'

/**
 * A commit: its writes as pairs of a statement's number and its values, the first of them the guard.
 * @typedef {readonly (readonly [number, unknown[]])[]} Commit
 *
 * Commits that share a transaction, and the texts of statements that have not been sent before, by number.
 * @typedef {{ texts: readonly (readonly [number, string])[], commits: readonly Commit[] }} Batch
 *
 * How a commit ended: whether its guard held, or what failed.
 * @typedef {boolean | { code: string, message: string }} Outcome
 *
 * @typedef {{ file: string, patience: number, cacheKib: number }} WriterOptions
 */

if (!parentPort) throw new Error('The writer runs in a worker of its own.')
const port = parentPort

const { file, patience, cacheKib } = /** @type {WriterOptions} */ (workerData)
const connection = new Sqlite(file)
connection.exec(`pragma busy_timeout = ${patience}`)
// WAL builds default to NORMAL, which does not sync at commit: a revoke could be undone by a power cut.
connection.exec('pragma synchronous = full')
connection.exec('pragma foreign_keys = on')
connection.exec(`pragma cache_size = -${cacheKib}`)

const begin = connection.prepare('begin immediate')
const commit = connection.prepare('commit')

/** @type {string[]} */
const texts = []
/** @type {Sqlite.Statement[]} */
const statements = []

/**
 * Prepares a statement when it is first run: one that cannot be prepared now fails its own commit, and may be later.
 * @param {number} number
 */
const statementOf = (number) => {
  statements[number] ??= connection.prepare(/** @type {string} */ (texts[number]))
  return statements[number]
}

/** @param {Commit} writes */
const apply = (writes) => {
  for (let i = 0; i < writes.length; i++) {
    const [number, values] = /** @type {readonly [number, unknown[]]} */ (writes[i])
    const { changes } = statementOf(number).run(values)
    if (i === 0 && changes === 0) return false
  }
  return true
}

/**
 * @template T
 * @param {() => T} work
 */
const inTransaction = (work) => {
  // A disk that failed may have kept a transaction from being rolled back.
  if (connection.inTransaction) connection.exec('rollback')
  begin.run()
  try {
    const result = work()
    commit.run()
    return result
  } catch (fault) {
    if (connection.inTransaction) connection.exec('rollback')
    throw fault
  }
}

/**
 * @param {unknown} fault
 * @returns {Outcome}
 */
const outcomeOf = (fault) => {
  const { code = '', message = String(fault) } =
    /** @type {{ code?: string, message?: string }} */ (fault)
  return { code, message }
}

/**
 * @param {Commit} writes
 * @returns {Outcome}
 */
const settleAlone = (writes) => {
  try {
    return inTransaction(() => apply(writes))
  } catch (fault) {
    return outcomeOf(fault)
  }
}

/**
 * @param {readonly Commit[]} commits
 * @returns {Outcome[]}
 */
const settle = (commits) => {
  try {
    return inTransaction(() => commits.map(apply))
  } catch (fault) {
    const outcome = outcomeOf(fault)
    // Nobody waits a second time for a lock that another process did not give back.
    const isBusy = typeof outcome === 'object' && outcome.code.startsWith('SQLITE_BUSY')
    // Else one of them failed and took the others' transaction with it: each gets its own.
    return isBusy ? commits.map(() => outcome) : commits.map(settleAlone)
  }
}

port.on('message', (/** @type {Batch | 'close'} */ message) => {
  if (message === 'close') {
    connection.close()
    port.close()
    return
  }
  for (const [number, text] of message.texts) texts[number] = text
  port.postMessage(settle(message.commits))
})
