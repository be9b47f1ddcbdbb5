// @ts-check
import Sqlite from 'libsql'

/**
 * The sabotage of the SQLite rounds, loaded into the server with `--import`: every commit is put off, so that the
 * server acknowledges what a kill can still undo. Never part of a server that anybody uses.
 */
const delayMilliseconds = 150

const { exec, prepare } = Sqlite.prototype
let pending = false

/**
 * @this {Sqlite.Database}
 * @param {string} text
 */
Sqlite.prototype.exec = function execLate(text) {
  // What is put off looks like a transaction that was left behind.
  return pending && text === 'rollback' ? this : exec.call(this, text)
}

Object.assign(Sqlite.prototype, {
  /**
   * @this {Sqlite.Database}
   * @param {string} text
   */
  prepare(text) {
    const statement = prepare.call(this, text)
    const run = /** @type {() => Sqlite.RunResult} */ (statement.run.bind(statement))
    const done = { changes: 0, lastInsertRowid: 0 }
    if (text === 'begin immediate') statement.run = () => (pending ? done : run())
    if (text !== 'commit') return statement
    const commitNow = () => {
      pending = false
      run()
    }
    statement.run = () => {
      if (!pending) setTimeout(commitNow, delayMilliseconds)
      pending = true
      return done
    }
    return statement
  },
})
