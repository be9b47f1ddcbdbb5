// @ts-check
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runDirectory } from './place.mjs'
import { openIdRequest } from './requests.mjs'
import { startServer } from './server-process.mjs'
import { asNode } from './subject-floors.mjs'
import { requestToken } from './token-request.mjs'

/** @typedef {import('./subjects.mjs').Subject} Subject */

/** @typedef {{ clientId: string, clientSecret: string, redirectUri: string }} PeerClient */
/**
 * @typedef {object} Announcement What the peer says of itself in one line of JSON.
 * @property {string} issuer
 * @property {string} codeUrl Answers redirects with fresh authorization codes.
 * @property {string} resourceUrl
 * @property {[PeerClient, ...PeerClient[]]} clients
 */

const script = fileURLToPath(new URL('../peers/better-auth.mjs', import.meta.url))
const installed = fileURLToPath(new URL('../peers/node_modules/better-auth', import.meta.url))

/** @param {Announcement} peer */
const clientOf = ({ clients: [client] }) => ({ id: client.clientId, secret: client.clientSecret })

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
    client_id: client.clientId,
    redirect_uri: client.redirectUri,
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
        const token = await requestToken(`${peer.issuer}/oauth2/token`, clientOf(peer), {
          grant_type: 'authorization_code',
          code,
          redirect_uri: peer.clients[0].redirectUri,
          code_verifier: verifier,
        })
        tokens.push(token)
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
    tokenScale: 0.12,
    operations: ['introspect', 'revoke'],
    steady: [],
    mustContain: { introspect: '"active":true' },
    missing: () =>
      existsSync(installed) ? undefined : 'it is not installed (npm ci --prefix peers)',
    async start() {
      const server = await startServer([script, '--database', store], { TMPDIR: runDirectory })
      peer = JSON.parse(server.said.split('\n').find((line) => line.startsWith('{')) ?? '')
      return asNode(server)
    },
    seed: (count) => createTokens(peer, count),
    request(operation, token) {
      const path = `${new URL(peer.issuer).pathname}/oauth2/${operation}`
      return openIdRequest(path, operation, token, clientOf(peer))
    },
    // It does not tell; what was revoked is looked at by introspection.
    liveTokens: async () => undefined,
  }
}

/** @returns {Subject[]} */
export function betterAuthSubjects() {
  return [betterAuth('memory'), betterAuth('sqlite')]
}
