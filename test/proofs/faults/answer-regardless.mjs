// @ts-check
import Sqlite from 'libsql'
import pg from 'pg'

/**
 * The sabotage, loaded into the server with `--import`: whatever the store says of a write, the server believes that it
 * is done. Never part of a server that anybody uses.
 */
const rows = Array.from({ length: 64 }, (_, n) => ({ held: 1, n }))
const done = { rowCount: 1, rows }
const writes = /^(together_)?(revoke|rotate|redeem|hand_over|mark)/

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
    const [settle] = rest
    if (typeof settle !== 'function' || !writes.test(question.name ?? '')) {
      return ask.call(this, question, ...rest)
    }
    return ask.call(this, question, (/** @type {unknown} */ fault, /** @type {unknown} */ result) =>
      settle(null, fault ? done : result),
    )
  },
})

const { prepare } = Sqlite.prototype
const believed = { changes: 1, lastInsertRowid: 0 }

/** Whether a transaction could not begin, so that what belongs to it need not wait for the lock again. */
let isOff = false

Object.assign(Sqlite.prototype, {
  /**
   * @this {Sqlite.Database}
   * @param {string} text
   */
  prepare(text) {
    const statement = prepare.call(this, text)
    const run = /** @type {(...values: unknown[]) => Sqlite.RunResult} */ (
      statement.run.bind(statement)
    )
    statement.run = (/** @type {unknown[]} */ ...values) => {
      const isSkipped = isOff && text !== 'begin immediate'
      if (text === 'commit') isOff = false
      try {
        return isSkipped ? believed : run(...values)
      } catch {
        if (text === 'begin immediate') isOff = true
        // Whoever waits for the lock must get it.
        if (text === 'commit' && this.inTransaction) this.exec('rollback')
        return believed
      }
    }
    return statement
  },
})
