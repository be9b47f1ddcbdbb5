import type { Command } from 'commander'
import { ConfigError, type Flags } from '../config.js'
import { seedRows } from '../operations/seed/seed-rows.js'
import { configOf, storeCommand, withStore } from './options.js'
import { seedOrDemo } from './seed-file.js'
import { findServerRecord } from './server-record.js'

/** `tessera reset`: empties a development store and fills it again, also under a running server. */
export const resetCommand = (): Command =>
  storeCommand('reset', 'Empty the store and fill it again (development)')
    .option('--seed <file>', 'what to fill it with (default: what the server was started with)')
    .action(reset)

const reset = async (flags: Flags): Promise<void> => {
  const config = configOf(flags)
  const seed = seedOrDemo(config.seedFile ?? findServerRecord(config.dataDir)?.seedFile)
  await withStore(config, async ({ store, clock }) => {
    const installation = await store.installation.find()
    if (config.environment === 'production' || installation?.environment === 'production') {
      throw new ConfigError('A production store is never reset. Remove its database yourself.')
    }
    const now = clock()
    const rows = await seedRows(seed, now)
    await store.installation.clear()
    await store.installation.create('development', rows, now)
  })
  const names = seed.workspaces.map(({ name }) => name).join(', ')
  console.log(`Reset. The store holds ${names} as on its first day.`)
}
