// @ts-check
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createPlace, missingPostgres, startAt } from './place.mjs'
import { notionRequest } from './requests.mjs'

/** @typedef {import('./requests.mjs').Client} Client */
/** @typedef {import('./subjects.mjs').Ground} Ground */
/** @typedef {import('./subjects.mjs').Subject} Subject */
/** @typedef {import('./place.mjs').Place} Place */

const executable = fileURLToPath(new URL('../bin/tessera.js', import.meta.url))
const built = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

/**
 * The command line that starts the server; its standard output must name the URL it listens on.
 * @param {Place} place
 */
function startArguments(place) {
  const database = place.databaseUrl ? ['--database-url', place.databaseUrl] : []
  return [executable, 'start', '--port', '0', '--data-dir', place.directory, ...database]
}

/**
 * TO BE COMPLETED once the server exists: creates one client and `count` live access tokens, each
 * under an authorisation of its own and with its refresh token, and leaves the store checkpointed.
 * @param {{ url: string, place: Place, count: number }} seeding
 * @returns {Promise<{ client: Client, tokens: string[] }>}
 */
async function seedTokens(seeding) {
  throw new Error(`seedTokens of bench/subject-tessera.mjs is not written yet (${seeding.url}).`)
}

/**
 * TO BE COMPLETED with `seedTokens`: how many access tokens the store still accepts.
 * @param {Place} _place
 * @returns {Promise<number | undefined>}
 */
async function countLiveTokens(_place) {
  return undefined
}

/**
 * @param {'sqlite' | 'postgres'} store
 * @param {Ground} ground
 * @returns {Subject}
 */
function tessera(store, ground) {
  /** @type {{ url: string, place: Place } | undefined} */
  let current
  const running = () => {
    if (!current) throw new Error('Tessera is not running.')
    return current
  }
  return {
    name: 'Tessera',
    store,
    role: 'own',
    tokenScale: store === 'sqlite' ? 5 : 2,
    operations: ['revoke', 'introspect', 'bearer'],
    mustContain: {
      revoke: '"request_id"',
      introspect: '"active":true',
      bearer: '"object":"user"',
    },
    missing() {
      return existsSync(built) ? missingPostgres(store, ground) : 'the server is not built'
    },
    async start() {
      const place = await createPlace(store, ground)
      const server = await startAt(place, startArguments(place))
      current = { url: server.url, place }
      return server
    },
    async prepare(operation, count) {
      const { client, tokens } = await seedTokens({ ...running(), count })
      return tokens.map((token) => notionRequest(operation, token, client))
    },
    liveTokens: () => countLiveTokens(running().place),
  }
}

/**
 * @param {Ground} ground
 * @returns {Subject[]}
 */
export function tesseraSubjects(ground) {
  return [tessera('sqlite', ground), tessera('postgres', ground)]
}
