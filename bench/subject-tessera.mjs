// @ts-check
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createPlace, endingWith, missingPostgres } from './place.mjs'
import { poolSize } from './pool-size.mjs'
import { notionRequest } from './requests.mjs'
import { startServer } from './server-process.mjs'
import {
  addTokens,
  countLiveTokens,
  demoClient,
  executable,
  storeOptions,
} from './tessera-rows.mjs'

/** @typedef {import('./place.mjs').Place} Place */
/** @typedef {import('./requests.mjs').Client} Client */
/** @typedef {import('./server-process.mjs').ServerProcess} ServerProcess */
/** @typedef {import('./subjects.mjs').Ground} Ground */
/** @typedef {import('./subjects.mjs').Subject} Subject */

/** Of this run's servers. */
export const adminToken = randomBytes(32).toString('base64url')

const built = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

/**
 * Starts nodes over the place's store, one after the other: the first sets it up.
 * @param {Place} place
 * @param {number} count
 */
export async function startNodes(place, count) {
  /** @type {ServerProcess[]} */
  const nodes = []
  const stop = async () => void (await Promise.all(nodes.map((node) => node.stop())))
  try {
    while (nodes.length < count) {
      const directory = nodes.length === 0 ? place.directory : join(place.directory, 'second')
      const options = storeOptions({ ...place, directory })
      const args = [executable, 'start', '--port', '0', ...options]
      nodes.push(
        await startServer(args, {
          TESSERA_POOL_SIZE: String(poolSize),
          TESSERA_ADMIN_TOKEN: adminToken,
        }),
      )
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { urls: nodes.map(({ url }) => url), pids: nodes.map(({ pid }) => pid), stop }
}

/**
 * @param {'sqlite' | 'postgres'} store
 * @param {Ground} ground
 * @param {number} [nodes]
 * @returns {Subject & { useAt(place: Place): Promise<void> }}
 */
export function tessera(store, ground, nodes = 1) {
  /** @type {Place} */
  let current
  let url = ''
  /** @type {Client} */
  let client
  const useAt = async (/** @type {Place} */ place) => {
    current = place
    client = await demoClient()
  }
  return {
    name: nodes === 1 ? 'Tessera' : `Tessera, ${nodes} nodes`,
    store,
    role: 'own',
    nodes,
    tokenScale: store === 'sqlite' ? 7 : 4,
    operations: nodes === 1 ? ['introspect', 'bearer', 'revoke'] : ['bearer', 'revoke'],
    steady: nodes === 1 ? ['bearer', 'revoke'] : [],
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
      await useAt(place)
      const running = await endingWith(place, () => startNodes(place, nodes))
      url = String(running.urls[0])
      return running
    },
    useAt,
    seed: (count) => addTokens(current, url, { count }),
    request: (operation, token) => notionRequest(operation, token, client),
    liveTokens: () => countLiveTokens(current),
  }
}

/** @param {Ground} ground */
export function tesseraSubjects(ground) {
  return [tessera('sqlite', ground), tessera('postgres', ground), tessera('postgres', ground, 2)]
}
