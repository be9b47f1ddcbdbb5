import { argv, execPath } from 'node:process'
import type { Command } from 'commander'
import { ConfigError, DEFAULT_PORT, type Flags } from '../config.js'
import { describedVersion } from '../contract/versions.js'
import { credentialsOf, firstDatabaseOf, firstPageOf } from '../operations/seed/seed-ids.js'
import { configOf, storeCommand } from './options.js'
import { seedOrDemo } from './seed-file.js'
import { findServerRecord } from './server-record.js'

/** `tessera env`: prints `export` lines that point a client at the server and its seeded integrations. */
export const envCommand = (): Command =>
  storeCommand('env', 'Print export lines for clients: eval "$(tessera env)"')
    .option('--seed <file>', 'the seed file that the server was started with')
    .option(
      '--url <url>',
      'base URL of the server (default: the one running on this data directory)',
    )
    .action(printEnv)

const printEnv = (flags: Flags & { url?: string }): void => {
  const config = configOf(flags)
  if (config.environment === 'production') {
    throw new ConfigError(
      'A production server has no known credentials to print. Find them under "My integrations".',
    )
  }
  const running = findServerRecord(config.dataDir)
  if (!running && flags.url === undefined) {
    console.error(
      'tessera: no server runs on this data directory yet; start one with: tessera start',
    )
  }
  const seed = seedOrDemo(config.seedFile ?? running?.seedFile)
  const integrations = seed.integrations ?? []
  const oauth = integrations.find(({ kind }) => kind === 'public')
  const internal = integrations.find(({ kind }) => kind === 'internal')
  const credentials = oauth && credentialsOf(oauth)
  const database = firstDatabaseOf(seed)
  const authorize = [execPath, argv[1] ?? 'tessera', 'authorize', '--data-dir', config.dataDir]
  const values = {
    NOTION_BASE_URL: flags.url ?? running?.url ?? `http://127.0.0.1:${DEFAULT_PORT}`,
    NOTION_VERSION: describedVersion,
    NOTION_CLIENT_ID: credentials?.clientId,
    NOTION_CLIENT_SECRET: credentials?.clientSecret,
    NOTION_REDIRECT_URI: oauth?.redirect_uris?.[0],
    NOTION_TOKEN: internal && credentialsOf(internal).token,
    NOTION_PAGE_ID: firstPageOf(seed),
    NOTION_DATABASE_ID: database?.databaseId,
    NOTION_DATA_SOURCE_ID: database?.dataSourceId,
    NOTION_CODE_CMD: oauth && authorize.map(quoted).join(' '),
    TESSERA_ADMIN_TOKEN: running?.adminToken,
    DATABASE_URL: flags.databaseUrl,
  }
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) console.log(`export ${name}=${quoted(value)}`)
  }
}

/** A text as one word of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
