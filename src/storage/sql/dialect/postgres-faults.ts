import pg from 'pg'

/** What became of a statement that failed. */
export type Fate =
  /** It never reached the server, or the server rolled it back and would take it now: nothing was changed. */
  | 'undone'
  /** The connection broke or fell silent while it was under way: it may have been committed, or still be. */
  | 'unknown'
  /** The server rolled it back and would do so again. */
  | 'refused'

/** SQLSTATE of a session on a node that was demoted; a fresh connection may reach the new primary. */
const READ_ONLY = '25006'

/** Rolled back because of others: a serialization failure or a deadlock. */
const ROLLED_BACK = new Set(['40001', '40P01', READ_ONLY])

/** Classes of a server that ends the session: connection exceptions and shutdowns. PostgreSQL: appendix A. */
const ENDS_SESSION = /^(08|57P)/

/** Classes of a server in need: resources, cancelled statements, locks, system and internal errors. */
const IN_NEED = /^(53|57|55|58|XX)/

/**
 * @param isSent whether the statement had been handed to a connection. The client learns of a commit with the end of
 * the server's answer, so that a session that ended before says nothing about it.
 */
export const fateOf = (fault: unknown, isSent: boolean): Fate => {
  if (!isSent) return 'undone'
  const code = codeOf(fault)
  if (code === undefined || ENDS_SESSION.test(code)) return 'unknown'
  return ROLLED_BACK.has(code) ? 'undone' : 'refused'
}

/** Whether the connection must not be used again. */
export const endsConnection = (fault: unknown): boolean => {
  const code = codeOf(fault)
  return code === undefined || code === READ_ONLY || ENDS_SESSION.test(code)
}

/** Whether the fault is the statement's own, and not one of the store. */
export const isOwnError = (fault: unknown): boolean => {
  const code = codeOf(fault)
  return (
    code !== undefined && !endsConnection(fault) && !ROLLED_BACK.has(code) && !IN_NEED.test(code)
  )
}

/** The SQLSTATE of an answer of the server; undefined for faults of the network and of the driver. */
const codeOf = (fault: unknown): string | undefined =>
  fault instanceof pg.DatabaseError ? fault.code : undefined
