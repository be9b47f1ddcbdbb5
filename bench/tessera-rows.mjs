// @ts-check
import { execFile } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import Sqlite from 'libsql'
import pg from 'pg'
import { requestToken } from './token-request.mjs'

// The only file here that knows tables of Tessera. Rows are copies of a grant that the product itself made, so that a
// new column needs no word here.

/** @typedef {import('./place.mjs').Place} Place */
/** @typedef {import('./requests.mjs').Client} Client */

/** A grant to be: id, digests of code, access and refresh token, milliseconds. */
/** @typedef {[string, string, string, string, number]} Fresh */

export const executable = fileURLToPath(new URL('../bin/tessera.js', import.meta.url))
const run = promisify(execFile)

/**
 * How a command of Tessera is told where the place's store is.
 * @param {Place} place
 */
export function storeOptions({ directory, databaseUrl }) {
  return ['--data-dir', directory, ...(databaseUrl ? ['--database-url', databaseUrl] : [])]
}

/** How many grants travel to the store at once. */
const BATCH = 50_000

const freshTable = `create temp table fresh
  (grant_id text, code_digest text, access text, refresh text, at bigint)`

/** What differs between copies; every other column is the template's. */
const ownValues = {
  grants: { grant_id: 'f.grant_id', code_digest: 'f.code_digest', created_at: 'f.at' },
  tokens: {
    grant_id: 'f.grant_id',
    digest: "case t.kind when 'access' then f.access else f.refresh end",
    issued_at: 'f.at',
  },
}

/**
 * @param {'grants' | 'tokens'} table
 * @param {readonly string[]} columns
 * @param {string} template Digest of a token of the grant to be copied.
 */
function copyStatement(table, columns, template) {
  /** @type {Record<string, string>} */
  const own = ownValues[table]
  const values = columns.map((column) => own[column] ?? `t.${column}`)
  // In the order of the key, so that a million rows do not jump about in its index.
  const order = columns.indexOf(table === 'grants' ? 'grant_id' : 'digest') + 1
  return `insert into ${table} (${columns.join(', ')}) select ${values.join(', ')}
    from ${table} t cross join fresh f
    where t.grant_id = (select grant_id from tokens where digest = '${template}')
    order by ${order}`
}

/**
 * @param {string} file
 * @param {string} template
 * @param {Iterable<Fresh[]>} batches
 */
function copyOnSqlite(file, template, batches) {
  const database = new Sqlite(file)
  database.pragma('busy_timeout = 60000')
  database.pragma('cache_size = -262144')
  database.exec(freshTable)
  const add = database.prepare(`insert into fresh select json_extract(value, '$[0]'),
    json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]'),
    json_extract(value, '$[4]') from json_each(?)`)
  for (const batch of batches) add.run(JSON.stringify(batch))
  for (const table of /** @type {const} */ (['grants', 'tokens'])) {
    const rows = database.prepare('select name from pragma_table_info(?)').all(table)
    const columns = rows.map((row) => String(/** @type {any} */ (row).name))
    database.exec(copyStatement(table, columns, template))
  }
  database.pragma('wal_checkpoint(TRUNCATE)')
  database.close()
}

/**
 * @param {string} connectionString
 * @param {string} template
 * @param {Iterable<Fresh[]>} batches
 */
async function copyOnPostgres(connectionString, template, batches) {
  const client = new pg.Client({ connectionString, options: '-c synchronous_commit=off' })
  await client.connect()
  await client.query(freshTable)
  for (const batch of batches) {
    const columns = [0, 1, 2, 3, 4].map((index) => batch.map((row) => row[index]))
    await client.query(
      'insert into fresh select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])',
      columns,
    )
  }
  for (const table of /** @type {const} */ (['grants', 'tokens'])) {
    const { rows } = await client.query(
      'select column_name as name from information_schema.columns where table_name = $1',
      [table],
    )
    const columns = rows.map(({ name }) => String(name))
    await client.query(copyStatement(table, columns, template))
    await client.query(`vacuum (analyze) ${table}`)
  }
  await client.query('checkpoint')
  await client.end()
}

/**
 * Gets one grant by a consent and its redemption.
 * @param {Place} place
 * @param {string} url Of its running server.
 * @param {Client} client
 * @returns {Promise<string>} Its access token.
 */
async function connect(place, url, client) {
  const redirectUri = 'http://localhost:9999/callback'
  const given = ['authorize', '--json', '--client-id', client.id, '--redirect-uri', redirectUri]
  const { stdout } = await run(process.execPath, [executable, ...given, ...storeOptions(place)])
  return requestToken(new URL('/v1/oauth/token', url), client, {
    grant_type: 'authorization_code',
    code: JSON.parse(stdout).code,
    redirect_uri: redirectUri,
  })
}

/** @returns {Promise<Client>} The demo's public integration. */
export async function demoClient() {
  const { demoSeed } = await import('../dist/operations/seed/demo.js')
  const { credentialsOf } = await import('../dist/operations/seed/seed-ids.js')
  const integration = demoSeed.integrations?.find(({ kind }) => kind === 'public')
  if (!integration) throw new Error('The demo has no public integration.')
  const { clientId, clientSecret } = credentialsOf(integration)
  return { id: clientId, secret: clientSecret }
}

/** @returns {Promise<string>} The static token of the demo's internal integration. */
export async function internalToken() {
  const { demoSeed } = await import('../dist/operations/seed/demo.js')
  const { credentialsOf } = await import('../dist/operations/seed/seed-ids.js')
  const integration = demoSeed.integrations?.find(({ kind }) => kind === 'internal')
  if (!integration) throw new Error('The demo has no internal integration.')
  return credentialsOf(integration).token
}

/**
 * Creates grants, each with a live access and a live refresh token. `count` access tokens are returned; `others` more
 * lie evenly among them.
 * @param {Place} place
 * @param {string} url Of its running server.
 * @param {{ count: number, others?: number }} numbers
 * @returns {Promise<string[]>}
 */
export async function addTokens(place, url, { count, others = 0 }) {
  const { databaseFile } = await import('../dist/config.js')
  const { digestOf } = await import('../dist/domain/oauth/credential.js')
  const { newGrantId } = await import('../dist/operations/deps.js')
  const { mintCredential } = await import('../dist/operations/oauth/mint-pair.js')
  const deps = /** @type {any} */ ({ random: randomBytes })
  const template = digestOf(await connect(place, url, await demoClient()))
  const total = count + others
  const now = Date.now()
  /** @type {string[]} */
  const tokens = []
  function* batches() {
    /** @type {Fresh[]} */
    let batch = []
    for (let index = 0; index < total; index += 1) {
      const at = now - (total - index)
      const isKnown = Math.floor(((index + 1) * count) / total) > tokens.length
      const token = isKnown ? mintCredential(deps, 'access') : randomUUID()
      if (isKnown) tokens.push(token)
      const grantId = newGrantId({ random: randomBytes, clock: () => at })
      const [code, refresh] = [digestOf(`${token} code`), digestOf(`${token} refresh`)]
      batch.push([grantId, code, digestOf(token), refresh, at])
      if (batch.length < BATCH && index < total - 1) continue
      yield batch
      batch = []
    }
  }
  if (place.databaseUrl) await copyOnPostgres(place.databaseUrl, template, batches())
  else copyOnSqlite(databaseFile(place.directory), template, batches())
  return tokens
}

const countStatement = 'select count(*) as live from grants where revoked_at is null'

/**
 * How many grants were not revoked one by one; each has one access token that works.
 * @param {Place} place
 * @returns {Promise<number>}
 */
export async function countLiveTokens({ databaseUrl: connectionString, directory }) {
  if (!connectionString) {
    const { databaseFile } = await import('../dist/config.js')
    const database = new Sqlite(databaseFile(directory), { readonly: true })
    const row = /** @type {{ live: number }} */ (database.prepare(countStatement).get())
    database.close()
    return row.live
  }
  const client = new pg.Client({ connectionString })
  await client.connect()
  const { rows } = await client.query(countStatement)
  await client.end()
  return Number(rows[0].live)
}
