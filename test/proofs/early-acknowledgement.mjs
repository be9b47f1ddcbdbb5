// @ts-check
import Sqlite from 'libsql'

/**
 * The sabotage of the SQLite rounds, loaded with `--import` into the server and so into the thread that writes: every
 * commit is put off, so that the server acknowledges what a kill can still undo. Never part of a server that anybody
 * uses.
 */
const delayMilliseconds = 150

const { exec } = Sqlite.prototype
let pending = false

/**
 * @this {Sqlite.Database}
 * @param {string} text
 */
Sqlite.prototype.exec = function execLate(text) {
  if (pending && (text === 'begin immediate' || text === 'rollback')) return this
  if (text !== 'commit') return exec.call(this, text)
  if (!pending) {
    pending = true
    setTimeout(() => {
      pending = false
      exec.call(this, 'commit')
    }, delayMilliseconds)
  }
  return this
}
