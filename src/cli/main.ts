import { Command } from 'commander'
import { ConfigError } from '../config.js'
import { SeedError } from '../operations/seed/seed-document.js'
import { auditCommand } from './audit.js'
import { authorizeCommand } from './authorize.js'
import { doctorCommand } from './doctor.js'
import { envCommand } from './env.js'
import { resetCommand } from './reset.js'
import { revokeCommand } from './revoke.js'
import { startCommand } from './start.js'
import { tokenCommand } from './token.js'
import { userCommand } from './user.js'
import { version } from './version.js'

const program = new Command('tessera')
  .description('An open server that speaks the public Notion API.')
  .version(version)
  .showHelpAfterError('(run with --help for the options)')
  .addHelpText(
    'after',
    `
Environment:
  TESSERA_ENV                      development (default) or production
  TESSERA_DATA_DIR                 where data is kept; .tessera by default
  DATABASE_URL                     postgres://… to use PostgreSQL instead of SQLite
  TESSERA_HOST, TESSERA_PORT       127.0.0.1 and 8787 by default
  TESSERA_SEED                     seed file for an empty store
  TESSERA_PUBLIC_URL               production: the https URL that people use
  TESSERA_SECRET_KEY               production: at least 32 characters, the same on every node
  TESSERA_FORMER_SECRET_KEYS       secret keys of the past, by commas; newest first
  TESSERA_TRUST_PROXY              production: proxies in front that terminate TLS, mostly 1
  TESSERA_METRICS_TOKEN            bearer secret for /metrics; production: closed without it
  TESSERA_ADMIN_TOKEN              bearer secret for /admin/v1, at least 32 characters; production: closed without it
  TESSERA_GITHUB_KEYS              file of the keys that sign GitHub's secret scanning reports
  TESSERA_ACCESS_TOKEN_LIFETIME    seconds; for ever by default
  TESSERA_REFRESH_TOKEN_LIFETIME   seconds; for ever by default
  TESSERA_LIMITS                   on, off, or for all but loopback (default)
  TESSERA_LIMIT_ADDRESS_PER_SECOND requests to OAuth and sign-in from an address; 200 by default
  TESSERA_LIMIT_CLIENT_PER_SECOND  requests of a client to OAuth; 100 by default
  TESSERA_API_RATE_LIMIT           requests a second of a bot to the API; no limit by default
  TESSERA_POOL_SIZE                PostgreSQL connections of this node; 10 by default
  TESSERA_STORE_TIMEOUT            seconds that the store may take to answer; 5 by default
  TESSERA_SEAL_INTERVAL            seconds between sealings of the audit trail; 1 by default
  TESSERA_SWEEP_INTERVAL           seconds between sweeps; 3600 by default, 0 never
  TESSERA_RETENTION                seconds that what is dead is kept; 30 days by default
  TESSERA_INSPECTOR                on or off; on in development, off in production
  TESSERA_LOG_LEVEL                trace, debug, info, warn, error, fatal or silent

First steps:
  tessera start                    starts a server with a demo workspace
  eval "$(tessera env)"            puts its settings into your shell`,
  )

for (const command of [
  startCommand,
  envCommand,
  authorizeCommand,
  revokeCommand,
  auditCommand,
  resetCommand,
  userCommand,
  tokenCommand,
  doctorCommand,
]) {
  program.addCommand(command())
}

try {
  await program.parseAsync()
} catch (fault) {
  process.exitCode = 1
  const mistake = fault instanceof ConfigError || fault instanceof SeedError
  console.error(mistake ? `tessera: ${fault.message}` : fault)
}
