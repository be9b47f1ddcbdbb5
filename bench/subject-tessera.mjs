// @ts-check
import { randomBytes, randomUUID } from 'node:crypto'
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

/** How many grants are being written at once while a store is filled. */
const SEEDING_WIDTH = 500

/**
 * Opens the place's store beside its server.
 * @param {Place} place
 */
async function openBeside({ databaseUrl: url, directory }) {
  const { databaseFile } = await import('../dist/config.js')
  const { openPostgres } = await import('../dist/storage/sql/dialect/postgres.js')
  const { openSqlite } = await import('../dist/storage/sql/dialect/sqlite.js')
  return url
    ? openPostgres({ url, poolSize: 10, onIdleFault() {} })
    : openSqlite(databaseFile(directory))
}

/**
 * Creates `count` live access tokens of the demo's public integration, each under a grant of its own and with its
 * refresh token, as a consent and its redemption would.
 * @param {{ place: Place, count: number }} seeding
 * @returns {Promise<{ client: Client, tokens: string[] }>}
 */
async function seedTokens({ place, count }) {
  const { openStore } = await import('../dist/storage/sql/store.js')
  const { demoSeed } = await import('../dist/operations/seed/demo.js')
  const { credentialsOf } = await import('../dist/operations/seed/seed-rows.js')
  const { newGrantId } = await import('../dist/operations/deps.js')
  const { mintPair, storedForm } = await import('../dist/operations/oauth/mint-pair.js')
  const integration = demoSeed.integrations?.find(({ kind }) => kind === 'public')
  if (!integration) throw new Error('The demo has no public integration.')
  const { clientId, clientSecret } = credentialsOf(integration)
  const store = await openStore(await openBeside(place))
  const person = await store.workspaces.findPerson({ email: 'ada@example.com' })
  const [workspace] = await store.workspaces.listOfUser(person?.userId ?? '')
  const { botId } = await store.integrations.bot({
    botId: randomUUID(),
    integrationId: clientId,
    workspaceId: workspace?.workspaceId ?? '',
    ownerId: person?.userId ?? '',
    createdAt: Date.now(),
  })
  /** @type {string[]} */
  const tokens = []
  const addGrant = async () => {
    const grantId = newGrantId({ random: randomBytes, clock: Date.now })
    const now = Date.now()
    const occasion = {
      entryId: newGrantId({ random: randomBytes, clock: Date.now }),
      at: now,
      actor: { kind: /** @type {const} */ ('system'), id: null },
      requestId: randomUUID(),
    }
    const consent = {
      grantId,
      botId,
      codeDigest: randomUUID(),
      redirectUri: 'http://localhost:9999/cb',
      redirectUriGiven: true,
      codeChallenge: null,
      capabilities: /** @type {const} */ (['read_content', 'read_user_with_email']),
      pageIds: [],
      createdAt: now,
    }
    await store.grants.create(consent, occasion)
    const pair = mintPair(/** @type {never} */ ({ random: randomBytes }))
    const code = await store.grants.findCode(consent.codeDigest)
    if (!code) throw new Error('A consent just recorded is gone.')
    const entryId = newGrantId({ random: randomBytes, clock: Date.now })
    await store.grants.redeem(code.grant, storedForm(pair), { ...occasion, entryId })
    tokens.push(pair.accessToken)
  }
  while (tokens.length < count) {
    const width = Math.min(SEEDING_WIDTH, count - tokens.length)
    await Promise.all(Array.from({ length: width }, addGrant))
  }
  await store.close()
  return { client: { id: clientId, secret: clientSecret }, tokens }
}

/**
 * How many access tokens the store still accepts.
 * @param {Place} place
 * @returns {Promise<number | undefined>}
 */
async function countLiveTokens(place) {
  const { statement } = await import('../dist/storage/sql/statement.js')
  countStatement ??= statement(
    'count_live_tokens',
    `select count(*) as "live" from tokens t
     join grants g on g.grant_id = t.grant_id and g.generation = t.generation
     join bots b on b.bot_id = g.bot_id
     where t.kind = 'access' and g.revoked_at is null and b.owner_id is not null`,
  )
  const db = await openBeside(place)
  const row = await db.get(countStatement, {})
  await db.close()
  return Number(/** @type {{ live: number }} */ (row).live)
}

/** @type {ReturnType<typeof import('../dist/storage/sql/statement.js').statement> | undefined} */
let countStatement

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
