// @ts-check
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
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

const usage = `Usage: node peers/better-auth.mjs [--database memory|sqlite|<postgres URL>] [--pool-size <n>]

Serves better-auth with its plugin @better-auth/oauth-provider on a free port of 127.0.0.1, with one person
who is signed in and two confidential clients that need no consent. Prints one line of JSON:

  {"issuer", "url", "clients": [{"clientId", "clientSecret", "redirectUri"}, …], "codeUrl", "resourceUrl"}

POST codeUrl?count=&client_id=&redirect_uri=&code_challenge= answers that many redirects, one per line, each
with a fresh authorization code from the real authorization endpoint. resourceUrl takes access tokens.
Ends on SIGTERM, on SIGINT, and when standard input closes.`

const redirectUri = 'https://client.example.com/callback'
const scope = 'openid offline_access'

/** @typedef {import('better-auth').BetterAuthOptions['database']} Database */

/**
 * @param {string} name
 * @param {number} poolSize
 * @returns {{ database: Database, migrates: boolean, remove(): Promise<void> }}
 */
function openDatabase(name, poolSize) {
  if (name === 'memory') {
    const models = [
      'user session account verification jwks oauthClient oauthClientAssertion oauthClientResource',
      'oauthResource oauthRefreshToken oauthAccessToken oauthConsent',
    ]
    const rows = Object.fromEntries(models.flatMap((text) => text.split(' ')).map((m) => [m, []]))
    return { database: memoryAdapter(rows), migrates: false, remove: async () => {} }
  }
  if (name === 'sqlite') {
    const directory = mkdtempSync(join(tmpdir(), 'better-auth-'))
    // The same binding and pragmas as Tessera; libsql has the interface of better-sqlite3.
    const database = new Sqlite(join(directory, 'better-auth.db'))
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    const remove = async () => {
      database.close()
      rmSync(directory, { recursive: true, force: true })
    }
    const dialect = new SqliteDialect({ database })
    return { database: { dialect, type: 'sqlite', transaction: true }, migrates: true, remove }
  }
  if (!/^postgres(ql)?:/.test(name)) throw new Error(usage)
  const pool = new pg.Pool({ connectionString: name, max: poolSize })
  return { database: pool, migrates: true, remove: () => pool.end() }
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
  const { user } = await answer.json()
  const cookie = answer.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ')
  return { userId: String(user.id), cookie }
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

const server = createServer((request, response) => void serve(request, response))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
const url = `http://127.0.0.1:${port}`

const store = openDatabase(values.database, Number(values['pool-size']))
const auth = createAuth(url, store.database)
if (store.migrates) await (await getMigrations(auth.options)).runMigrations()
const { cookie } = await signUp(auth)
const clients = [await createClient(auth, cookie), await createClient(auth, cookie)]
const issuer = `${url}/api/auth`
const handle = toNodeHandler(auth)

/** @param {URLSearchParams} query */
async function authorize(query) {
  const asked = new URLSearchParams({
    client_id: query.get('client_id') ?? clients[0].clientId,
    redirect_uri: query.get('redirect_uri') ?? redirectUri,
    response_type: 'code',
    scope,
    state: query.get('state') ?? 'peer',
    // With offline_access either PKCE or a nonce is demanded.
    nonce: randomBytes(16).toString('base64url'),
  })
  const challenge = query.get('code_challenge')
  if (challenge) {
    asked.set('code_challenge', challenge)
    asked.set('code_challenge_method', 'S256')
  }
  const request = new Request(`${issuer}/oauth2/authorize?${asked}`, { headers: { cookie } })
  const answer = await auth.handler(request)
  const location = answer.headers.get('location')
  if (location === null) throw new Error(`${answer.status} ${await answer.text()}`)
  return location
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function serve(request, response) {
  const { pathname, searchParams } = new URL(request.url ?? '/', url)
  if (pathname !== '/code') return handle(request, response)
  const locations = []
  for (let n = Number(searchParams.get('count') ?? 1); n > 0; n -= 1) {
    locations.push(await authorize(searchParams))
  }
  response.end(`${locations.join('\n')}\n`)
}

async function stop() {
  server.close()
  server.closeAllConnections()
  await store.remove()
  process.exit()
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
process.stdin.once('end', stop).once('close', stop).resume()

const resourceUrl = `${issuer}/oauth2/userinfo`
console.log(JSON.stringify({ issuer, url, clients, codeUrl: `${url}/code`, resourceUrl }))
