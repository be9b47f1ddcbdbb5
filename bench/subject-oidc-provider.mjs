// @ts-check
import { fileURLToPath } from 'node:url'
import { ask } from './messages.mjs'
import { createPlace, missingPostgres, startAt } from './place.mjs'
import { benchmarkClient, openIdRequest } from './requests.mjs'
import { asNode } from './subject-floors.mjs'

/** @typedef {import('./server-process.mjs').ServerProcess} ServerProcess */
/** @typedef {import('./subjects.mjs').Ground} Ground */
/** @typedef {import('./subjects.mjs').Subject} Subject */

const script = fileURLToPath(new URL('./peer-oidc-provider.mjs', import.meta.url))
const paths = {
  revoke: '/token/revocation',
  introspect: '/token/introspection',
  bearer: '/me',
}

/**
 * @param {'memory' | 'postgres'} store
 * @param {Ground} ground
 * @returns {Subject}
 */
function oidcProvider(store, ground) {
  /** @type {ServerProcess} */
  let server
  return {
    name: 'oidc-provider',
    store,
    role: 'peer',
    nodes: 1,
    tokenScale: store === 'memory' ? 1.6 : 0.7,
    operations: ['introspect', 'bearer', 'revoke'],
    steady: [],
    mustContain: { introspect: '"active":true', bearer: '"sub"' },
    missing: () => missingPostgres(store, ground),
    async start() {
      const place = await createPlace(store, ground)
      server = await startAt(place, [script], {
        CLIENT_ID: benchmarkClient.id,
        CLIENT_SECRET: benchmarkClient.secret,
        ...(place.databaseUrl ? { DATABASE_URL: place.databaseUrl } : {}),
      })
      return asNode(server)
    },
    seed: (count) => ask(server.child, 'seed', count),
    request: (operation, token) => openIdRequest(paths[operation], operation, token),
    liveTokens: () => ask(server.child, 'live'),
  }
}

/** @param {Ground} ground */
export function oidcProviderSubjects(ground) {
  return [oidcProvider('memory', ground), oidcProvider('postgres', ground)]
}
