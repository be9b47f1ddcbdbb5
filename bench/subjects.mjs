// @ts-check
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ask } from './messages.mjs'
import { createPlace, missingPostgres, startAt } from './place.mjs'
import { clientId, clientSecret, notionRequest, openIdRequest } from './requests.mjs'
import { startServer } from './server-process.mjs'
import { tesseraSubjects } from './subject-tessera.mjs'

/** @typedef {import('./requests.mjs').Operation} Operation */
/** @typedef {import('./requests.mjs').Request} Request */
/** @typedef {import('./server-process.mjs').ServerProcess} ServerProcess */

/** @typedef {{ url: string, pid: number, stop: () => Promise<void> }} Running */

/**
 * @typedef {object} Subject
 * @property {string} name
 * @property {'none' | 'memory' | 'sqlite' | 'postgres'} store
 * @property {'floor' | 'peer' | 'own'} role
 * @property {readonly Operation[]} operations
 * @property {number} tokenScale How many times the usual number of tokens a run of full length needs.
 * @property {Partial<Record<Operation, string>>} mustContain Text without which an answer counts as failed.
 * @property {() => string | undefined} missing Why this subject cannot run here.
 * @property {() => Promise<Running>} start
 * @property {(operation: Operation, count: number) => Promise<Request[]>} prepare
 * @property {() => Promise<number | undefined>} liveTokens To prove that revocations took effect.
 */

/**
 * @typedef {object} Ground What the subjects stand on.
 * @property {string | undefined} postgresUrl
 * @property {() => Promise<{ url: string, drop: () => Promise<void> }>} createDatabase
 */

/** @param {string} name */
const script = (name) => fileURLToPath(new URL(name, import.meta.url))

/** @param {number} count */
const tokenNames = (count) =>
  Array.from({ length: count }, (_, index) => `ntn_${String(index).padStart(46, '0')}`)

/**
 * @param {import('./place.mjs').Place} place
 * @returns {NodeJS.ProcessEnv}
 */
function storeEnvironment({ directory, databaseUrl }) {
  if (databaseUrl) return { DATABASE_URL: databaseUrl }
  return { DATABASE_FILE: join(directory, 'floor.db') }
}

/** @param {ServerProcess | undefined} server */
function present(server) {
  if (!server) throw new Error('The subject is not running.')
  return server.child
}

/** @returns {Subject} */
function floorFastify() {
  return {
    name: 'floor: bare Fastify',
    store: 'none',
    role: 'floor',
    tokenScale: 1,
    operations: ['revoke', 'introspect', 'bearer'],
    mustContain: { bearer: '"object":"user"' },
    missing: () => undefined,
    start: () => startServer([script('./floor-fastify.mjs')]),
    prepare: async (operation, count) =>
      tokenNames(count).map((token) => notionRequest(operation, token)),
    liveTokens: async () => undefined,
  }
}

/**
 * @param {'sqlite' | 'postgres'} store
 * @param {Ground} ground
 * @returns {Subject}
 */
function floorDurable(store, ground) {
  /** @type {ServerProcess | undefined} */
  let server
  return {
    name: 'floor: Fastify + one statement',
    store,
    role: 'floor',
    tokenScale: store === 'sqlite' ? 6 : 3,
    operations: ['revoke', 'bearer'],
    mustContain: { revoke: '"request_id"', bearer: '"object":"user"' },
    missing: () => missingPostgres(store, ground),
    async start() {
      const place = await createPlace(store, ground)
      server = await startAt(place, [script('./floor-durable.mjs')], storeEnvironment(place))
      return server
    },
    async prepare(operation, count) {
      const tokens = tokenNames(count)
      await ask(present(server), 'seed', tokens)
      return tokens.map((token) => notionRequest(operation, token))
    },
    liveTokens: () => ask(present(server), 'live'),
  }
}

/**
 * @param {'memory' | 'postgres'} store
 * @param {Ground} ground
 * @returns {Subject}
 */
function peerOidcProvider(store, ground) {
  /** @type {ServerProcess | undefined} */
  let server
  return {
    name: 'oidc-provider',
    store,
    role: 'peer',
    tokenScale: store === 'memory' ? 3 : 1,
    operations: ['revoke', 'introspect', 'bearer'],
    mustContain: { introspect: '"active":true', bearer: '"sub"' },
    missing: () => missingPostgres(store, ground),
    async start() {
      const place = await createPlace(store, ground)
      const client = { CLIENT_ID: clientId, CLIENT_SECRET: clientSecret }
      const environment = { ...client, ...storeEnvironment(place) }
      server = await startAt(place, [script('./peer-oidc-provider.mjs')], environment)
      return server
    },
    async prepare(operation, count) {
      /** @type {string[]} */
      const tokens = await ask(present(server), 'seed', count)
      return tokens.map((token) => openIdRequest(operation, token))
    },
    liveTokens: () => ask(present(server), 'live'),
  }
}

/**
 * @param {Ground} ground
 * @returns {Subject[]}
 */
export function createSubjects(ground) {
  return [
    floorFastify(),
    floorDurable('sqlite', ground),
    floorDurable('postgres', ground),
    peerOidcProvider('memory', ground),
    peerOidcProvider('postgres', ground),
    ...tesseraSubjects(ground),
  ]
}
