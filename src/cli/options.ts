import { randomUUID } from 'node:crypto'
import { Command } from 'commander'
import { type Config, type Flags, readConfig } from '../config.js'
import { openRemoteFiles } from '../files/remote.js'
import type { Call } from '../operations/deps.js'
import { fileSettingsOf, openConfiguredObjects, openConfiguredStore, realWorld } from '../server.js'
import { followStore } from '../store-clock.js'
import { explainStoreFault } from './store-fault.js'

/** A command with the two options that say which store is meant. */
export const storeCommand = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option('--data-dir <dir>', 'where data is kept (default: .tessera)')
    .option('--database-url <url>', 'PostgreSQL instead of SQLite (better: DATABASE_URL)')

export const configOf = (flags: Flags): Config => readConfig(flags, process.env)

/** Opens the store for one command and closes it afterwards. */
export const withStore = async <T>(
  config: Config,
  work: (call: Call) => Promise<T>,
): Promise<T> => {
  const { random, logger } = realWorld(config.logLevel)
  const store = await openConfiguredStore(config, logger).catch(explainStoreFault)
  const { environment, lifetimes } = config
  try {
    const clock = await followStore(store, Date.now)
    const settings = { environment, lifetimes, files: fileSettingsOf(config) }
    const objects = openConfiguredObjects(config)
    const remoteFiles = openRemoteFiles(config.files.allowsLocalImports)
    const deps = { store, objects, remoteFiles, clock, random, settings }
    return await work({ ...deps, requestId: randomUUID(), origin: '' })
  } finally {
    await store.close()
  }
}
