// @ts-check
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { basic, openIdRequest } from './requests.mjs'
import { startServer } from './server-process.mjs'
import { asNode } from './subject-floors.mjs'

/** @typedef {import('./subjects.mjs').Ground} Ground */
/** @typedef {import('./subjects.mjs').Subject} Subject */

/** @typedef {{ clientId: string, clientSecret: string, redirectUri: string }} PeerClient */
/**
 * @typedef {object} Announcement What the peer says of itself in one line of JSON.
 * @property {string} issuer
 * @property {string} codeUrl Answers redirects with fresh authorization codes.
 * @property {string} resourceUrl
 * @property {PeerClient[]} clients
 */

const script = fileURLToPath(new URL('../peers/better-auth.mjs', import.meta.url))
const installed = fileURLToPath(new URL('../peers/node_modules/better-auth', import.meta.url))

/** How many consents are asked for at once, and how many codes are being redeemed. */
const CODES_AT_ONCE = 25
const SEEDING_WIDTH = 8

/**
 * @param {Announcement} peer
 * @param {string} verifier
 */
async function takeCodes({ codeUrl, clients: [client] }, verifier) {
  const query = new URLSearchParams({
    count: String(CODES_AT_ONCE),
    client_id: client?.clientId ?? '',
    redirect_uri: client?.redirectUri ?? '',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  })
  const response = await fetch(`${codeUrl}?${query}`, { method: 'POST' })
  const text = await response.text()
  if (!response.ok) throw new Error(`No codes: ${response.status} ${text}`)
  return text
    .trim()
    .split('\n')
    .map((line) => new URL(line).searchParams.get('code') ?? '')
}

/**
 * @param {Announcement} peer
 * @param {string} code
 * @param {string} verifier
 */
async function redeem({ issuer, clients: [client] }, code, verifier) {
  const response = await fetch(`${issuer}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: basic(client?.clientId ?? '', client?.clientSecret ?? '') },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: client?.redirectUri ?? '',
      code_verifier: verifier,
    }),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`No token: ${JSON.stringify(answer)}`)
  return String(answer.access_token)
}

/**
 * @param {Announcement} peer
 * @param {number} count
 */
async function createTokens(peer, count) {
  /** @type {string[]} */
  const tokens = []
  const verifier = randomBytes(32).toString('base64url')
  let asked = 0
  const work = async () => {
    while (asked < count) {
      asked += CODES_AT_ONCE
      for (const code of await takeCodes(peer, verifier)) {
        tokens.push(await redeem(peer, code, verifier))
      }
    }
  }
  await Promise.all(Array.from({ length: SEEDING_WIDTH }, work))
  return tokens.slice(0, count)
}

/**
 * @param {'memory' | 'sqlite'} store
 * @returns {Subject}
 */
function betterAuth(store) {
  /** @type {Announcement} */
  let peer
  return {
    name: 'better-auth',
    store,
    role: 'peer',
    nodes: 1,
    tokenScale: 0.2,
    operations: ['introspect', 'revoke'],
    steady: [],
    mustContain: { introspect: '"active":true' },
    missing: () =>
      existsSync(installed) ? undefined : 'it is not installed (npm ci --prefix peers)',
    async start() {
      const server = await startServer([script, '--database', store])
      peer = JSON.parse(server.said.split('\n').find((line) => line.startsWith('{')) ?? '')
      return asNode(server)
    },
    seed: (count) => createTokens(peer, count),
    request(operation, token) {
      const [client] = peer.clients
      const path = `${new URL(peer.issuer).pathname}/oauth2/${operation}`
      const credentials = { id: client?.clientId ?? '', secret: client?.clientSecret ?? '' }
      return openIdRequest(path, operation, token, credentials)
    },
    // It does not tell; what was revoked is looked at by introspection.
    liveTokens: async () => undefined,
  }
}

/**
 * @param {Ground} _ground
 * @returns {Subject[]}
 */
export function betterAuthSubjects(_ground) {
  return [betterAuth('memory'), betterAuth('sqlite')]
}
