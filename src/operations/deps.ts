import type { FileSettings } from '../domain/files/file-upload.js'
import type { Lifetimes } from '../domain/oauth/grant.js'
import { timeOrderedUuid, uuidFrom } from '../lib/uuid.js'
import type { Clock } from '../ports/clock.js'
import type { ObjectStore } from '../ports/objects.js'
import type { Random } from '../ports/random.js'
import type { RemoteFiles } from '../ports/remote-files.js'
import type { Environment, Store } from '../ports/store.js'

/** What stays the same while a server runs. */
export type Settings = {
  readonly environment: Environment
  readonly lifetimes: Lifetimes
  readonly files: FileSettings
}

/** What an operation may reach. */
export type Deps = {
  readonly store: Store
  /** Where the bytes of files lie. */
  readonly objects: ObjectStore
  /** Files that are fetched from elsewhere. */
  readonly remoteFiles: RemoteFiles
  readonly clock: Clock
  readonly random: Random
  readonly settings: Settings
}

/** What one request or command may reach. */
export type Call = Deps & {
  /** Names the request in logs, answers and the audit trail. */
  readonly requestId: string
  /** The address of this server as the caller knows it; empty for a command. */
  readonly origin: string
}

export const newId = ({ random }: Deps): string => uuidFrom(random(16))

/** Grants are the rows that change most; those made together lie together. */
export const newGrantId = ({ random, clock }: Pick<Deps, 'random' | 'clock'>): string =>
  timeOrderedUuid(clock(), random(16))
