import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { pino } from 'pino'
import { type Config, ConfigError, databaseFile } from './config.js'
import { linkKeyFrom } from './domain/files/file-link.js'
import type { FileSettings } from './domain/files/file-upload.js'
import { parseSigningKeys, type SigningKey } from './domain/leaks/signing-key.js'
import { openDisk } from './files/disk.js'
import { openRemoteFiles } from './files/remote.js'
import { openS3 } from './files/s3.js'
import { keepHouse } from './housekeeping.js'
import { createApp } from './http/app.js'
import type { Deps } from './operations/deps.js'
import { newTally } from './operations/housekeeping/tally.js'
import { demoSeed } from './operations/seed/demo.js'
import type { SeedDocument } from './operations/seed/seed-document.js'
import { seedRows } from './operations/seed/seed-rows.js'
import type { Clock } from './ports/clock.js'
import type { ObjectStore } from './ports/objects.js'
import type { Random } from './ports/random.js'
import type { SeedRows, Store } from './ports/store.js'
import { secretKeyOf, trailKeysOf } from './secret-key.js'
import { openPostgres } from './storage/sql/dialect/postgres.js'
import { openSqlite } from './storage/sql/dialect/sqlite.js'
import { openStore } from './storage/sql/store.js'
import { followStore } from './store-clock.js'

/** What the outside gives a server; tests give their own. */
export type Outside = {
  /** Left out: the time of the store, which all its nodes share. */
  readonly clock?: Clock
  readonly random: Random
  readonly logger: FastifyBaseLogger
}

export type Server = AsyncDisposable & {
  /** The address that it listens on, such as `http://127.0.0.1:8787`. */
  readonly url: string
  readonly deps: Deps
  /** Whether this start set the store up. */
  readonly isNew: boolean
  close(): Promise<void>
}

const nothing: SeedRows = {
  workspaces: [],
  people: [],
  memberships: [],
  integrations: [],
  bots: [],
  staticGrants: [],
  customEmojis: [],
  contents: [],
}

/** Opens the store that a configuration names. */
export const openConfiguredStore = (
  config: Pick<Config, 'databaseUrl' | 'dataDir' | 'poolSize' | 'storeTimeout'>,
  logger: Pick<FastifyBaseLogger, 'warn'>,
): Promise<Store> => {
  const { databaseUrl: url, poolSize, storeTimeout: patience } = config
  const onIdleFault = (err: Error) => logger.warn({ err }, 'lost a database connection')
  return openStore(
    url === undefined
      ? openSqlite(databaseFile(config.dataDir), patience)
      : openPostgres({ url, poolSize, patience, onIdleFault }),
  )
}

/** Opens the place for the bytes of files that a configuration names. */
export const openConfiguredObjects = ({
  dataDir,
  files,
}: Pick<Config, 'dataDir' | 'files'>): ObjectStore =>
  files.s3 ? openS3(files.s3) : openDisk(join(dataDir, 'files'))

export const fileSettingsOf = (
  config: Pick<Config, 'secretKey' | 'dataDir' | 'files'>,
): FileSettings => ({
  maxSize: config.files.maxSize,
  linkKey: linkKeyFrom(secretKeyOf(config)),
})

/** The real world: the store's time, the system's randomness, structured lines on standard error. */
export const realWorld = (logLevel: string): Outside => ({
  random: randomBytes,
  logger: pino({ level: logLevel, base: null }, pino.destination({ fd: 2, sync: false })),
})

/**
 * Starts a server: store, first set-up, edge. `seed` describes what an empty store gets; left out, a development
 * server gets the demo and a production server nothing. Errors: {@link ConfigError} for what the user can mend.
 */
export const createServer = async (
  config: Config,
  seed: SeedDocument | undefined,
  outside: Outside = realWorld(config.logLevel),
): Promise<Server> => {
  const { random, logger } = outside
  const store = await openConfiguredStore(config, logger)
  const closing = new AbortController()
  try {
    const { environment, lifetimes } = config
    const clock = outside.clock ?? (await followStore(store, Date.now, closing.signal))
    const isNew = await setUp(store, config, seed, clock())
    const settings = { environment, lifetimes, files: fileSettingsOf(config) }
    const objects = openConfiguredObjects(config)
    const remoteFiles = openRemoteFiles(config.files.allowsLocalImports)
    const deps: Deps = { store, objects, remoteFiles, clock, random, settings }
    const trustedKeys = await trustedKeysOf(config)
    const tally = newTally()
    const secretKey = secretKeyOf(config)
    const app = await createApp({ ...config, secretKey, deps, logger, trustedKeys, tally })
    if (limitsAreBlind(config)) {
      logger.warn(
        'Every request seems to come from this machine, so none is limited. Behind a proxy set TESSERA_TRUST_PROXY=1.',
      )
    }
    const url = await app.listen({ host: config.host, port: config.port })
    const [trailKey] = trailKeysOf(config)
    const housekeeping = keepHouse(deps, config.housekeeping, trailKey, tally, logger)
    const close = async () => {
      closing.abort()
      // A connection whose answer ends while the server closes becomes idle only after the idle ones were closed.
      const closer = setInterval(() => app.server.closeIdleConnections(), 100)
      await app.close().finally(() => clearInterval(closer))
      await housekeeping.stop()
      await store.close()
    }
    return { url, deps, isNew, close, [Symbol.asyncDispose]: close }
  } catch (fault) {
    closing.abort()
    await store.close()
    throw fault
  }
}

/** A proxy on the same machine hides who calls, unless it is believed. */
const limitsAreBlind = ({ environment, trustProxy, limits }: Config): boolean =>
  environment === 'production' && trustProxy === 0 && limits.reach === 'remote'

/** Reads the keys of GitHub. Errors: {@link ConfigError} that says what is wrong with the file. */
export const readGithubKeys = async (file: string): Promise<SigningKey[]> => {
  try {
    return parseSigningKeys(await readFile(file, 'utf8'))
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault)
    throw new ConfigError(`The keys of GitHub in ${file} cannot be used: ${reason}.`)
  }
}

/** A server does not start with keys that it cannot use; later each report reads the file as it then is. */
const trustedKeysOf = async ({ githubKeysFile: file }: Config) => {
  if (file === undefined) return null
  await readGithubKeys(file)
  return () => readGithubKeys(file)
}

/** Fills an empty store; refuses one that was filled for the other environment. */
const setUp = async (
  store: Store,
  { environment }: Config,
  seed: SeedDocument | undefined,
  now: number,
): Promise<boolean> => {
  if (!(await store.installation.find())) {
    const document = seed ?? (environment === 'development' ? demoSeed : undefined)
    const rows = document ? await seedRows(document, now) : nothing
    if (await store.installation.create(environment, rows, now)) return true
  }
  const found = await store.installation.find()
  if (found?.environment !== environment) {
    throw new ConfigError(
      `This store was set up for ${found?.environment} and cannot be served as ${environment}. Use another data directory or database.`,
    )
  }
  return false
}
