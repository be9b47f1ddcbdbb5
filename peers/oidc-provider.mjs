// @ts-check
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { Provider } from 'oidc-provider'
import MemoryAdapter from 'oidc-provider/lib/adapters/memory_adapter.js'
import { redirectUri, scope, servePeer } from './peer-server.mjs'

const usage = `Usage: node peers/oidc-provider.mjs [--rotate]

Serves oidc-provider in memory on a free port of 127.0.0.1, as it comes but with introspection and revocation
enabled and an interaction that signs a person in and consents by itself. Prints one line of JSON, and answers
codeUrl, as peers/better-auth.mjs does. Every code is a sign-in and a consent of its own.

  --rotate   rotateRefreshToken: true; by default a confidential client's token rotates near its end alone`

const { values } = parseArgs({
  options: {
    rotate: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(usage)
  process.exit()
}

const accountId = 'ada'
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
// The package's default storage forgets all beyond a thousand entries.
const entries = new Map()

/** @param {string} name */
const createClient = (name) => ({
  client_id: name,
  client_secret: randomBytes(24).toString('base64url'),
  token_endpoint_auth_method: /** @type {const} */ ('client_secret_basic'),
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: [/** @type {const} */ ('code')],
  redirect_uris: [redirectUri],
})
const clients = [createClient('first'), createClient('second')]

/** @param {string} url */
const createProvider = (url) =>
  new Provider(url, {
    adapter: (/** @type {string} */ model) => new MemoryAdapter(model, entries),
    clients,
    cookies: { keys: [randomBytes(16).toString('hex')] },
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true },
      revocation: { enabled: true },
    },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    jwks: { keys: [privateKey.export({ format: 'jwk' })] },
    ...(values.rotate ? { rotateRefreshToken: true } : {}),
  })

/**
 * Follows redirects with one cookie jar until they leave the server.
 * @param {string} url
 * @param {string} start
 */
async function walk(url, start) {
  /** @type {Map<string, string>} */
  const cookies = new Map()
  let next = start
  while (next.startsWith(url)) {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const answer = await fetch(next, { redirect: 'manual', headers: { cookie } })
    for (const text of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? []
      cookies.set(name, value)
    }
    const location = answer.headers.get('location')
    if (location === null) throw new Error(`${answer.status} ${await answer.text()}`)
    next = new URL(location, next).href
  }
  return next
}

await servePeer(async (url) => {
  const provider = createProvider(url)
  const callback = provider.callback()

  /** @param {import('./peer-server.mjs').Request} request @param {import('./peer-server.mjs').Response} response */
  async function consent(request, response) {
    const { params } = await provider.interactionDetails(request, response)
    const grant = new provider.Grant({ accountId, clientId: String(params.client_id) })
    grant.addOIDCScope(scope)
    const grantId = await grant.save()
    const result = { login: { accountId }, consent: { grantId } }
    await provider.interactionFinished(request, response, result)
  }

  return {
    issuer: url,
    clients: clients.map(({ client_id, client_secret }) => ({
      clientId: client_id,
      clientSecret: client_secret,
      redirectUri,
    })),
    resourceUrl: `${url}/me`,
    handle: (request, response) =>
      request.url?.startsWith('/interaction/')
        ? consent(request, response)
        : callback(request, response),
    // Without prompt=consent, offline_access is dropped (OpenID Connect Core §11).
    authorize: (asked) =>
      walk(url, `${url}/auth?${new URLSearchParams([...asked, ['prompt', 'consent']])}`),
    close: async () => {},
  }
})
