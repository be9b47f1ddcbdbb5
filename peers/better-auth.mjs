// @ts-check
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { oauthProvider } from '@better-auth/oauth-provider'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { getMigrations } from 'better-auth/db/migration'
import { toNodeHandler } from 'better-auth/node'
import { jwt } from 'better-auth/plugins'
import { SqliteDialect } from 'kysely'
import Sqlite from 'libsql'
import pg from 'pg'
import { redirectUri, scope, servePeer } from './peer-server.mjs'

const usage = `Usage: node peers/better-auth.mjs [--database memory|sqlite|<postgres URL>] [--pool-size <n>]

Serves better-auth with its plugin @better-auth/oauth-provider on a free port of 127.0.0.1, with one person
who is signed in and two confidential clients that need no consent. Prints one line of JSON:

  {"issuer", "url", "clients": [{"clientId", "clientSecret", "redirectUri"}, …], "codeUrl", "resourceUrl"}

POST codeUrl?count=&client_id=&redirect_uri=&code_challenge= answers that many redirects, one per line, each
with a fresh authorization code from the real authorization endpoint. resourceUrl takes access tokens.
Ends on SIGTERM, on SIGINT, and when standard input closes.`

/** @typedef {import('better-auth').BetterAuthOptions['database']} Database */

const memoryModels = [
  ...['user', 'session', 'account', 'verification', 'jwks', 'oauthClient', 'oauthClientAssertion'],
  ...['oauthClientResource', 'oauthResource', 'oauthRefreshToken', 'oauthAccessToken'],
  'oauthConsent',
]

/**
 * @param {string} name
 * @param {number} poolSize
 * @returns {{ database: Database, migrates: boolean, close(): Promise<void> }}
 */
function openDatabase(name, poolSize) {
  if (name === 'memory') {
    const rows = Object.fromEntries(memoryModels.map((model) => [model, []]))
    return { database: memoryAdapter(rows), migrates: false, close: async () => {} }
  }
  if (name === 'sqlite') {
    const directory = mkdtempSync(join(tmpdir(), 'better-auth-'))
    // The same binding and pragmas as Tessera; libsql has the interface of better-sqlite3.
    const database = new Sqlite(join(directory, 'better-auth.db'))
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    const close = async () => {
      database.close()
      rmSync(directory, { recursive: true, force: true })
    }
    const dialect = new SqliteDialect({ database })
    return { database: { dialect, type: 'sqlite', transaction: true }, migrates: true, close }
  }
  if (!/^postgres(ql)?:/.test(name)) throw new Error(usage)
  const pool = new pg.Pool({ connectionString: name, max: poolSize })
  return { database: pool, migrates: true, close: () => pool.end() }
}

/**
 * @param {string} baseURL
 * @param {Database} database
 */
const createAuth = (baseURL, database) =>
  betterAuth({
    baseURL,
    database,
    secret: randomBytes(32).toString('base64url'),
    emailAndPassword: { enabled: true },
    logger: { disabled: true },
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    plugins: [
      jwt(),
      oauthProvider({
        loginPage: '/login',
        consentPage: '/consent',
        scopes: ['openid', 'profile', 'email', 'offline_access'],
      }),
    ],
  })

/** @param {ReturnType<typeof createAuth>} auth */
async function signUp(auth) {
  const body = { name: 'Ada', email: 'ada@example.com', password: 'one of two peers' }
  const answer = await auth.api.signUpEmail({ body, asResponse: true })
  if (answer.status !== 200) throw new Error(await answer.text())
  const cookies = answer.headers.getSetCookie().map((text) => text.split(';')[0])
  return cookies.join('; ')
}

/**
 * @param {ReturnType<typeof createAuth>} auth
 * @param {string} cookie
 */
async function createClient(auth, cookie) {
  const client = await auth.api.adminCreateOAuthClient({
    headers: { cookie },
    body: {
      redirect_uris: [redirectUri],
      scope,
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_basic',
      require_pkce: false,
      skip_consent: true,
    },
  })
  return {
    clientId: String(client.client_id),
    clientSecret: String(client.client_secret),
    redirectUri,
  }
}

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'memory' },
    'pool-size': { type: 'string', default: '10' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(usage)
  process.exit()
}

await servePeer(async (url) => {
  const store = openDatabase(values.database, Number(values['pool-size']))
  const auth = createAuth(url, store.database)
  if (store.migrates) await (await getMigrations(auth.options)).runMigrations()
  const cookie = await signUp(auth)
  const issuer = `${url}/api/auth`
  return {
    issuer,
    clients: [await createClient(auth, cookie), await createClient(auth, cookie)],
    resourceUrl: `${issuer}/oauth2/userinfo`,
    handle: toNodeHandler(auth),
    async authorize(asked) {
      // With offline_access either PKCE or a nonce is demanded.
      const nonce = randomBytes(16).toString('base64url')
      const query = new URLSearchParams([...asked, ['nonce', nonce]])
      const request = new Request(`${issuer}/oauth2/authorize?${query}`, { headers: { cookie } })
      const answer = await auth.handler(request)
      const location = answer.headers.get('location')
      if (location === null) throw new Error(`${answer.status} ${await answer.text()}`)
      return location
    },
    close: store.close,
  }
})
