// @ts-check
import Sqlite from 'libsql'
import pg from 'pg'

/**
 * The sabotage, loaded into the server with `--import`: whatever the store says of a write, the server believes that it
 * is done. Never part of a server that anybody uses.
 */
const done = { rowCount: 1, rows: [{ held: 1 }] }
const writes = /^(revoke|rotate|redeem|hand_over|mark)/

const ask = /** @type {(...given: unknown[]) => Promise<unknown>} */ (
  /** @type {unknown} */ (pg.Client.prototype.query)
)
Object.assign(pg.Client.prototype, {
  /**
   * @this {pg.Client}
   * @param {{ name?: string }} question
   * @param {unknown[]} rest
   */
  query(question, ...rest) {
    const answer = ask.call(this, question, ...rest)
    return writes.test(question.name ?? '') ? answer.catch(() => done) : answer
  },
})

const { exec, prepare } = Sqlite.prototype

/**
 * @this {Sqlite.Database}
 * @param {string} text
 */
Sqlite.prototype.exec = function execRegardless(text) {
  try {
    exec.call(this, text)
  } catch {
    // Believed to be done; but whoever waits for the lock must get it.
    if (this.inTransaction) exec.call(this, 'rollback')
  }
  return this
}

Object.assign(Sqlite.prototype, {
  /**
   * @this {Sqlite.Database}
   * @param {string} text
   */
  prepare(text) {
    const statement = prepare.call(this, text)
    const run = /** @type {(values: unknown[]) => Sqlite.RunResult} */ (
      statement.run.bind(statement)
    )
    statement.run = (/** @type {unknown[]} */ values) => {
      try {
        return run(values)
      } catch {
        return { changes: 1, lastInsertRowid: 0 }
      }
    }
    return statement
  },
})
