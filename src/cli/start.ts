import { relative } from 'node:path'
import type { Command } from 'commander'
import { type Config, ConfigError, databaseFile, type Flags } from '../config.js'
import { demoSeed } from '../operations/seed/demo.js'
import { createServer, type Server } from '../server.js'
import { configOf, storeCommand } from './options.js'
import { readSeedFile } from './seed-file.js'
import { removeServerRecord, writeServerRecord } from './server-record.js'
import { explainStoreFault } from './store-fault.js'
import { invocation, version } from './version.js'

/** `tessera start`: runs a server until it is told to stop. */
export const startCommand = (): Command =>
  storeCommand('start', 'Start a server; an empty store gets a demo workspace')
    .option('--port <number>', 'port to listen on, 0 for any free one (default: 8787)')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--seed <file>', 'YAML or JSON file that describes what an empty store gets')
    .action(start)

const start = async (flags: Flags): Promise<void> => {
  const config = configOf(flags)
  const seed = config.seedFile === undefined ? undefined : readSeedFile(config.seedFile)
  const server = await createServer(config, seed).catch((fault) => {
    if (fault.code === 'EADDRINUSE') {
      throw new ConfigError(
        `Port ${config.port} is in use. Stop what uses it, or start with --port 0 for any free one.`,
      )
    }
    if (fault.code === 'EADDRNOTAVAIL') {
      throw new ConfigError(`This machine has no address ${config.host} to listen on.`)
    }
    return explainStoreFault(fault)
  })
  writeServerRecord(config.dataDir, {
    url: server.url,
    seedFile: config.seedFile,
    adminToken: config.environment === 'development' ? (config.adminToken ?? undefined) : undefined,
  })
  console.log(greeting(config, server))
  stopOnSignal(config, server)
}

const stopOnSignal = (config: Config, server: Server): void => {
  const stop = async (): Promise<void> => {
    // A second signal ends the process at once.
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM')
    removeServerRecord(config.dataDir)
    await server.close()
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
}

const greeting = (config: Config, { url, isNew }: Server): string => {
  const store = config.databaseUrl
    ? 'PostgreSQL'
    : `SQLite in ${relative(process.cwd(), databaseFile(config.dataDir)) || config.dataDir}`
  const lines = [`Tessera ${version}, ${config.environment}, ${store}`, `Listening on ${url}`]
  if (config.environment === 'production') {
    if (isNew) {
      lines.push(
        '',
        'The store is empty. Add the first person:',
        `  ${invocation()} user add you@example.com --workspace "Your team"`,
      )
    }
    return lines.join('\n')
  }
  if (config.seedFile !== undefined) {
    lines.push(
      '',
      isNew
        ? `Filled from ${config.seedFile}.`
        : `The store is as it was; ${config.seedFile} fills an empty one (tessera reset --seed).`,
    )
  } else if (isNew) {
    const [workspace] = demoSeed.workspaces
    const [account] = workspace?.users ?? []
    lines.push(
      '',
      `Made a demo workspace, ${workspace?.name}. Sign in as ${account?.email} with ${account?.password}.`,
    )
  }
  return [
    ...lines,
    '',
    'Try next:',
    `  1. Open ${url}${config.seedFile === undefined ? ' and connect the demo integration' : ''}.`,
    '  2. In another terminal, in this folder:',
    `       eval "$(${invocation()} env)"`,
    '       curl "$NOTION_BASE_URL/v1/users/me" -H "Authorization: Bearer $NOTION_TOKEN" -H "Notion-Version: 2025-09-03"',
    `  3. Read the API reference: ${url}/docs`,
    '',
    'Stop with Ctrl+C.',
  ].join('\n')
}
