import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { Store } from '../../src/ports/store.js'
import type { Database } from '../../src/storage/sql/database.js'
import { openPostgres } from '../../src/storage/sql/dialect/postgres.js'
import { openSqlite } from '../../src/storage/sql/dialect/sqlite.js'
import { openStore } from '../../src/storage/sql/store.js'
import { createDatabase } from '../support/postgres.js'
import type { StoreKind } from '../support/server.js'

/** An empty place for one store, that any number of nodes can open. */
export type Place = AsyncDisposable & {
  /** The database file of SQLite. */
  readonly file: string
  /** The database of PostgreSQL. */
  readonly url: string | undefined
  open(): Database
}

/** A place with one node upon it. */
export type Node = AsyncDisposable & {
  readonly place: Place
  readonly db: Database
  readonly store: Store
}

const poolSize = 8

export const createPlace = async (kind: StoreKind): Promise<Place> => {
  const directory = await mkdtemp(join(tmpdir(), 'tessera-store-'))
  const file = join(directory, 'tessera.db')
  const url = kind === 'postgres' ? inject('postgresUrl') : null
  const database = url === null ? undefined : await createDatabase(url)
  const opened: Database[] = []
  // A connection that breaks is the business of whoever uses it.
  const onIdleFault = () => {}
  return {
    file,
    url: database?.url,
    open() {
      const db = database
        ? openPostgres({ url: database.url, poolSize, onIdleFault })
        : openSqlite(file)
      opened.push(db)
      return db
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((db) => db.close()))
      await database?.drop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

export const createNode = async (kind: StoreKind): Promise<Node> => {
  const place = await createPlace(kind)
  const db = place.open()
  const store = await openStore(db)
  return { place, db, store, [Symbol.asyncDispose]: () => place[Symbol.asyncDispose]() }
}
