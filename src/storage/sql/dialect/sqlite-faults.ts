import Sqlite from 'libsql'
import { StoreFault } from '../../store-fault.js'

/** Codes of a file that cannot be reached, read, written or locked. SQLite: rescode. */
const FILE_FAULTS =
  /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|PROTOCOL|NOMEM|PERM|NOLFS)/

/** Whether another process holds a lock. */
export const isBusy = (fault: unknown): boolean => codeOf(fault).startsWith('SQLITE_BUSY')

/** The fault as the rest of the program knows it; a statement's own error stays as it is. */
export const storeFaultOf = (fault: unknown): unknown =>
  FILE_FAULTS.test(codeOf(fault)) ? new StoreFault(fault) : fault

const codeOf = (fault: unknown): string => (fault instanceof Sqlite.SqliteError ? fault.code : '')
