// @ts-check
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ask } from './messages.mjs'
import { createPlace, missingPostgres, startAt } from './place.mjs'
import { notionRequest } from './requests.mjs'
import { startServer } from './server-process.mjs'

/** @typedef {import('./server-process.mjs').ServerProcess} ServerProcess */
/** @typedef {import('./subjects.mjs').Ground} Ground */
/** @typedef {import('./subjects.mjs').Subject} Subject */

/** @param {string} name */
const script = (name) => fileURLToPath(new URL(name, import.meta.url))

/** @param {number} count */
const tokenNames = (count) =>
  Array.from({ length: count }, (_, index) => `ntn_${String(index).padStart(46, '0')}`)

/** @param {ServerProcess} server */
export const asNode = ({ url, pid, stop }) => ({ urls: [url], pids: [pid], stop })

/** @returns {Subject} */
function floorFastify() {
  return {
    name: 'floor: bare Fastify',
    store: 'none',
    role: 'floor',
    nodes: 1,
    tokenScale: 0,
    operations: ['introspect', 'bearer', 'revoke'],
    steady: [],
    mustContain: { introspect: '"active":true', bearer: '"object":"user"' },
    missing: () => undefined,
    start: async () => asNode(await startServer([script('./floor-fastify.mjs')])),
    seed: async (count) => tokenNames(count),
    request: notionRequest,
    liveTokens: async () => undefined,
  }
}

/**
 * @param {'sqlite' | 'postgres'} store
 * @param {Ground} ground
 * @returns {Subject}
 */
function floorStatement(store, ground) {
  /** @type {ServerProcess} */
  let server
  return {
    name: store === 'sqlite' ? 'floor: Fastify + group commit' : 'floor: Fastify + one statement',
    store,
    role: 'floor',
    nodes: 1,
    tokenScale: store === 'sqlite' ? 6 : 3,
    operations: ['introspect', 'bearer', 'revoke'],
    steady: [],
    mustContain: {
      introspect: '"active":true',
      bearer: '"object":"user"',
      revoke: '"request_id"',
    },
    missing: () => missingPostgres(store, ground),
    async start() {
      const place = await createPlace(store, ground)
      server = await startAt(place, [script('./floor-statement.mjs')], {
        ...(place.databaseUrl
          ? { DATABASE_URL: place.databaseUrl }
          : { DATABASE_FILE: join(place.directory, 'floor.db') }),
        ...(ground.sabotage ? { SABOTAGE: '1' } : {}),
      })
      return asNode(server)
    },
    async seed(count) {
      const tokens = tokenNames(count)
      await ask(server.child, 'seed', tokens)
      return tokens
    },
    request: notionRequest,
    liveTokens: () => ask(server.child, 'live'),
  }
}

/** @param {Ground} ground */
export function floorSubjects(ground) {
  return [floorFastify(), floorStatement('sqlite', ground), floorStatement('postgres', ground)]
}
