// @ts-check
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'
import MemoryAdapter from 'oidc-provider/lib/adapters/memory_adapter.js'
import { answer } from './messages.mjs'
import { createPostgresStorage } from './peer-postgres-adapter.mjs'
import { poolSize } from './pool-size.mjs'
import { announce } from './server-process.mjs'

const seedingConcurrency = 64

// The adapter is the package's own, but its default storage forgets all beyond a thousand entries.
function createMemoryStorage() {
  const entries = new Map()
  return {
    adapter: (/** @type {string} */ model) => new MemoryAdapter(model, entries),
    afterSeeding: () => Promise.resolve(),
    liveAccessTokens: () =>
      [...entries.keys()].filter((key) => key.startsWith('AccessToken:')).length,
  }
}

const { DATABASE_URL, CLIENT_ID = '', CLIENT_SECRET = '' } = process.env
const storage = DATABASE_URL
  ? await createPostgresStorage(DATABASE_URL, poolSize)
  : createMemoryStorage()

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

const provider = new Provider('http://127.0.0.1', {
  adapter: storage.adapter,
  clients: [
    {
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: ['https://client.example.com/callback'],
    },
  ],
  cookies: { keys: ['the benchmark opens no session'] },
  features: {
    devInteractions: { enabled: false },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: {
      enabled: true,
      allowedPolicy: (_context, client, token) => token.clientId === client.clientId,
    },
  },
  findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  jwks: { keys: [privateKey.export({ format: 'jwk' })] },
  ttl: { AccessToken: 86_400, Grant: 86_400, RefreshToken: 86_400 },
})

/** @param {number} index */
async function createToken(index) {
  const accountId = `account-${index}`
  const client = await provider.Client.find(CLIENT_ID)
  const grant = new provider.Grant({ accountId, clientId: CLIENT_ID })
  grant.addOIDCScope('openid offline_access')
  const grantId = await grant.save()
  const shared = { accountId, client, grantId, gty: 'authorization_code' }
  const refreshToken = new provider.RefreshToken({ ...shared, scope: 'openid offline_access' })
  await refreshToken.save()
  const accessToken = new provider.AccessToken({ ...shared, scope: 'openid offline_access' })
  return accessToken.save()
}

/** @param {number} count */
async function seed(count) {
  /** @type {string[]} */
  const tokens = []
  let next = 0
  const work = async () => {
    while (next < count) {
      next += 1
      tokens.push(await createToken(next))
    }
  }
  await Promise.all(Array.from({ length: seedingConcurrency }, work))
  await storage.afterSeeding()
  return tokens
}

const server = createServer(provider.callback())
server.listen(0, '127.0.0.1', () => {
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  answer({ seed, live: () => storage.liveAccessTokens() })
  announce(`http://127.0.0.1:${address.port}`)
})
