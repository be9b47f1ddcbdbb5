import type { Bindable, Statement, Write } from './statement.js'

/** How long a store may take to answer before that is a fault, in milliseconds, unless the configuration says. */
export const DEFAULT_PATIENCE = 5000

/** The seam between the one SQL code and the two stores. */
export type Database = {
  readonly dialect: 'sqlite' | 'postgres'
  get<P extends Record<string, Bindable>, R>(
    statement: Statement<P, R>,
    parameters: P,
  ): Promise<R | undefined>
  all<P extends Record<string, Bindable>, R>(
    statement: Statement<P, R>,
    parameters: P,
  ): Promise<R[]>
  /**
   * Writes all or nothing, durably. The first write is the guard: when it changes no row, nothing is written and the
   * answer is `false`. No later write may touch a row that the guard touches.
   * A rejection says nothing about whether it was written.
   */
  commit(...writes: readonly [Write, ...Write[]]): Promise<boolean>
  /** Brings the schema up to date; safe to run from many nodes at once. */
  migrate(migrations: readonly Migration[]): Promise<void>
  /**
   * Works while no other node does a work of this name; `false`: one does. On PostgreSQL it keeps a connection of the
   * pool for itself meanwhile, and the work must not count on it: should it break, another node may begin.
   */
  exclusively(name: string, work: () => Promise<void>): Promise<boolean>
  /** The time in milliseconds, by the clock that all who use this database share. */
  readonly now: () => Promise<number>
  /** Checks that a text is understood, without running it. */
  prepare(statement: Statement<never, unknown>): Promise<void>
  close(): Promise<void>
}

/** One step of the schema: portable statements, run once, in order. */
export type Migration = { readonly name: string; readonly statements: readonly string[] }
