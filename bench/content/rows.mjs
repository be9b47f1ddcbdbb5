// @ts-check
import { internalToken } from '../tessera-rows.mjs'

/** @typedef {import('../place.mjs').Place} Place */

/** Properties of the measured data source: ten, besides the title. */
const properties = {
  Name: { title: {} },
  Price: { number: {} },
  Stage: { select: { options: names('Stage', 10) } },
  Team: { select: { options: names('Team', 25) } },
  Tags: { multi_select: { options: names('Tag', 8) } },
  Due: { date: {} },
  Done: { checkbox: {} },
  Note: { rich_text: {} },
  Link: { url: {} },
  Mail: { email: {} },
  Owner: { people: {} },
}

/**
 * @param {string} name
 * @param {number} count
 */
function names(name, count) {
  return Array.from({ length: count }, (_, index) => ({ name: `${name} ${index + 1}` }))
}

/** Numbers of a row are drawn from here, so that a share of rows is a range of them. */
export const HIGHEST = 1_000_000

/** Marsaglia's xorshift32: the same rows in every run. */
function createDraw() {
  let state = 0x2545f491
  return (/** @type {number} */ below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

const words = ['survey', 'draft', 'review', 'order', 'repair', 'visit', 'invoice', 'report']

/** @param {string} content */
const text = (content) => [{ type: 'text', text: { content } }]

/**
 * The values of a row as a request gives them.
 * @param {(below: number) => number} draw
 * @param {number} index
 */
export function valuesOfRow(draw, index) {
  const word = words[draw(words.length)]
  const day = new Date(Date.UTC(2024, 0, 1 + draw(1000))).toISOString().slice(0, 10)
  return {
    Name: { title: text(`${word} ${draw(HIGHEST)} of ${index}`) },
    Price: { number: draw(20) === 0 ? null : draw(HIGHEST) },
    Stage: { select: { name: `Stage ${1 + draw(10)}` } },
    Team: { select: draw(10) === 0 ? null : { name: `Team ${1 + draw(25)}` } },
    Tags: { multi_select: names('Tag', 8).filter(() => draw(4) === 0) },
    Due: { date: draw(10) === 0 ? null : { start: day } },
    Done: { checkbox: draw(2) === 0 },
    Note: { rich_text: draw(3) === 0 ? [] : text(`A note about the ${word} no. ${draw(5000)}.`) },
    Link: { url: `https://example.com/${draw(HIGHEST)}` },
    Mail: { email: `person${draw(2000)}@example.com` },
  }
}

/**
 * @typedef {object} Client
 * @property {(method: string, path: string, body?: unknown) => Promise<any>} ask
 */

/**
 * Makes requests by the internal integration of the demo, each checked for its status.
 * @param {string} url
 * @returns {Promise<Client>}
 */
export async function createClient(url) {
  const headers = {
    authorization: `Bearer ${await internalToken()}`,
    'notion-version': '2025-09-03',
    'content-type': 'application/json',
  }
  return {
    async ask(method, path, body) {
      const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }
      const response = await fetch(new URL(path, url), init)
      const answer = await response.json()
      if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`)
      return answer
    },
  }
}

/**
 * Makes a page and in it the data source, with rows; the rows go straight into the store.
 * @param {Client} client
 * @param {Place} place
 * @param {number} count
 */
export async function makeRows(client, place, count) {
  const { results } = await client.ask('POST', '/v1/search', { query: '', page_size: 1 })
  const page = await client.ask('POST', '/v1/pages', {
    parent: { page_id: results[0].id },
    properties: { title: text('Measured') },
  })
  const database = await client.ask('POST', '/v1/databases', {
    parent: { type: 'page_id', page_id: page.id },
    title: text('Rows'),
    initial_data_source: { properties },
  })
  const source = database.data_sources[0].id
  await fill(place, source, count)
  return { page: String(page.id), source: String(source) }
}

/** Rows that travel to the store at once. */
const BATCH = 1000

/**
 * @param {Place} place
 * @param {string} dataSourceId
 * @param {number} count
 */
async function fill({ directory, databaseUrl }, dataSourceId, count) {
  const { databaseFile } = await import('../../dist/config.js')
  const { timeOrdered, uuidFrom } = await import('../../dist/lib/uuid.js')
  const { noFiles } = await import('../../dist/domain/content/media.js')
  const { valuesFrom } = await import('../../dist/domain/content/written-value.js')
  const { keyRows } = await import('../../dist/operations/data-sources/key-rows.js')
  const { openStore } = await import('../../dist/storage/sql/store.js')
  const { openSqlite } = await import('../../dist/storage/sql/dialect/sqlite.js')
  const { openPostgres } = await import('../../dist/storage/sql/dialect/postgres.js')
  const { randomBytes } = await import('node:crypto')
  const patience = 60_000
  const store = await openStore(
    databaseUrl
      ? openPostgres({ url: databaseUrl, poolSize: 3, patience, onIdleFault() {} })
      : openSqlite(databaseFile(directory), patience),
  )
  try {
    const [workspaceId, found] = await findSource(store, dataSourceId)
    const mint = { propertyId: () => '', optionId: () => uuidFrom(randomBytes(16)) }
    const writer = { by: workspaceId, at: Date.now() }
    const draw = createDraw()
    const began = Date.now() - count
    for (let from = 0; from < count; from += BATCH) {
      const indexes = Array.from({ length: Math.min(BATCH, count - from) }, (_, n) => from + n)
      const at = began + from
      const pages = indexes.map((index) => {
        const given = /** @type {any} */ (valuesOfRow(draw, index))
        const { title, ...values } = valuesFrom(found.schema, given, mint, writer, noFiles).values
        const pageId = timeOrdered(began + index, uuidFrom(randomBytes(16)), 8)
        const row = { values, number: index + 1 }
        return { pageId, title, icon: null, cover: null, isLocked: false, row }
      })
      const blocks = pages.map(({ pageId, row }) => ({
        blockId: pageId,
        parentId: dataSourceId,
        type: 'child_page',
        body: {},
        position: row.number,
      }))
      const parent = { blockId: dataSourceId, type: 'child_page', pageId: null }
      const place = /** @type {any} */ ({ workspaceId, parent })
      const edit = { by: workspaceId, at }
      await store.content.insert(
        place,
        /** @type {any} */ (blocks),
        /** @type {any} */ (pages),
        edit,
      )
    }
    await keyRows({ store }, workspaceId, found)
  } finally {
    await store.close()
  }
  if (databaseUrl) await analyse(databaseUrl)
}

/**
 * @param {import('../../dist/ports/store.js').Store} store
 * @param {string} dataSourceId
 * @returns {Promise<[string, import('../../dist/ports/databases.js').FoundDataSource]>}
 */
async function findSource(store, dataSourceId) {
  const { demoSeed } = await import('../../dist/operations/seed/demo.js')
  for (const { name } of demoSeed.workspaces) {
    for (const { workspaceId } of await store.workspaces.listByName(name)) {
      const found = await store.databases.findSchema(workspaceId, dataSourceId)
      if (found) return [workspaceId, /** @type {any} */ ({ ...found, dataSourceId })]
    }
  }
  throw new Error('The data source was not found.')
}

/** @param {string} connectionString */
async function analyse(connectionString) {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.query('vacuum (analyze)')
  await client.query('checkpoint')
  await client.end()
}
