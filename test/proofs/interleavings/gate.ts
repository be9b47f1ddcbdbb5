import type { Database } from '../../../src/storage/sql/database.js'
import type { Bindable, Statement } from '../../../src/storage/sql/statement.js'
import { type Footprint, footprintOf } from './dependence.js'

/** A statement that waits to be let through. */
export type Parked = {
  readonly statement: string
  readonly values: readonly Bindable[]
  readonly writes: boolean
  /** Of two commits asked for in one turn, does this one overtake? */
  readonly goesFirst: boolean
  readonly footprint: Footprint
  /** Runs it to its end; answers whether a commit won or a read found something. Its caller goes on in between. */
  run(): Promise<boolean>
}

/** A database whose every statement waits until somebody runs it. */
export const gateOf = (db: Database, park: (parked: Parked) => void): Database => {
  const hold = <T>(
    parked: Omit<Parked, 'run'>,
    work: () => Promise<T>,
    isSuccess: (result: T) => boolean,
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      const run = async (): Promise<boolean> => {
        try {
          const result = await work()
          resolve(result)
          return isSuccess(result)
        } catch (fault) {
          reject(fault)
          return false
        }
      }
      park({ ...parked, run })
    })

  return {
    dialect: db.dialect,
    now: () => db.now(),
    get: (statement, parameters) =>
      hold(
        readOf(statement, parameters),
        () => db.get(statement, parameters),
        (row) => row !== undefined,
      ),
    all: (statement, parameters) =>
      hold(
        readOf(statement, parameters),
        () => db.all(statement, parameters),
        (rows) => rows.length > 0,
      ),
    commit: (...writes) =>
      hold(
        {
          statement: writes.map(({ statement }) => statement.name).join(' + '),
          values: writes.flatMap(({ values }) => values),
          writes: true,
          goesFirst: writes[0].statement.goesFirst,
          footprint: footprintOf(writes.map(({ statement }) => statement.dollars)),
        },
        () => db.commit(...writes),
        (won) => won,
      ),
    migrate: async () => {},
    prepare: (statement) => db.prepare(statement),
    exclusively: (name, work) => db.exclusively(name, work),
    close: () => db.close(),
  }
}

const readOf = <P extends Record<string, Bindable>>(
  { name, dollars }: Statement<P, unknown>,
  parameters: P,
): Omit<Parked, 'run'> => ({
  statement: name,
  values: Object.values(parameters),
  writes: false,
  goesFirst: false,
  footprint: footprintOf([dollars]),
})
