// @ts-check
import { HIGHEST } from './rows.mjs'

/** @typedef {import('./rows.mjs').Client} Client */

/**
 * What is measured. `bar`: milliseconds of the median; `cpuBar`: milliseconds of the server's CPU time.
 * @typedef {object} Question
 * @property {string} name
 * @property {number} [bar]
 * @property {number} [cpuBar]
 * @property {(client: Client, ground: Ground) => Promise<() => Promise<void>>} prepare Answers what is timed.
 */

/** @typedef {{ page: string, source: string, size: number }} Ground */

const below = (/** @type {number} */ share) => ({
  property: 'Price',
  number: { less_than: HIGHEST * share },
})

const up = (/** @type {string} */ property) => ({ property, direction: 'ascending' })
const down = (/** @type {string} */ property) => ({ property, direction: 'descending' })

const filters = {
  'no filter': undefined,
  '0.1 %': below(0.001),
  '10 %': below(0.1),
  '90 %': below(0.9),
  nothing: { property: 'Name', title: { contains: 'zzz' } },
}

const sorts = {
  'no sort': undefined,
  number: [up('Price')],
  text: [up('Name')],
  date: [down('Due')],
  select: [up('Team')],
  edited: [{ timestamp: 'last_edited_time', direction: 'descending' }],
  'select, date': [up('Stage'), down('Due')],
  'date, text': [up('Due'), up('Name')],
}

const others = {
  'option of 10, text': {
    filter: { property: 'Stage', select: { equals: 'Stage 3' } },
    sorts: [up('Name')],
  },
  'option of 10, no sort': { filter: { property: 'Stage', select: { equals: 'Stage 3' } } },
  'one of a list, number': {
    filter: { property: 'Tags', multi_select: { contains: 'Tag 2' } },
    sorts: [down('Price')],
  },
  'list of options as sort': { sorts: [up('Tags')] },
  'three at once, date': {
    filter: {
      and: [
        below(0.5),
        { property: 'Done', checkbox: { equals: true } },
        { property: 'Due', date: { on_or_after: '2025-01-01' } },
      ],
    },
    sorts: [up('Due')],
  },
  'either of two, text': {
    filter: {
      or: [
        { property: 'Note', rich_text: { contains: 'no. 77.' } },
        { property: 'Price', number: { equals: 5 } },
      ],
    },
    sorts: [up('Name')],
  },
  'empty, number': {
    filter: { property: 'Team', select: { is_empty: true } },
    sorts: [up('Price')],
  },
}

/**
 * @param {Ground} ground
 * @param {object} body
 */
const query = ({ source }, body) =>
  /** @type {const} */ (['POST', `/v1/data_sources/${source}/query`, body])

/**
 * @param {string} name
 * @param {{ filter?: object, sorts?: object[] }} asked
 * @param {number} pages Before the one that is measured.
 * @returns {Question}
 */
const firstPage = (name, asked, pages = 0) => ({
  name,
  bar: 30,
  async prepare(client, ground) {
    /** @type {string | undefined} */
    let start
    for (let page = 0; page < pages; page += 1) {
      const { next_cursor } = await client.ask(...query(ground, { ...asked, start_cursor: start }))
      if (!next_cursor) break
      start = next_cursor
    }
    const body = { ...asked, page_size: 100, ...(start && { start_cursor: start }) }
    return async () => void (await client.ask(...query(ground, body)))
  },
})

/** Every filter with every sort, then what is asked of several properties, then pages far behind. */
export function queries() {
  const crossed = Object.entries(filters).flatMap(([share, filter]) =>
    Object.entries(sorts).map(([order, given]) =>
      firstPage(`query: ${share}, ${order}`, {
        ...(filter && { filter }),
        ...(given && { sorts: given }),
      }),
    ),
  )
  const single = Object.entries(others).map(([name, asked]) => firstPage(`query: ${name}`, asked))
  const deep = [
    firstPage('page 90: 90 %, number', { filter: below(0.9), sorts: [up('Price')] }, 89),
    firstPage('page 90: 90 %, text', { filter: below(0.9), sorts: [up('Name')] }, 89),
    firstPage('page 90: no filter, select, date', { sorts: sorts['select, date'] }, 89),
    firstPage('page 90: no filter, no sort', {}, 89),
  ]
  return [...crossed, ...single, ...deep]
}

const paragraph = (/** @type {number} */ index) => ({
  paragraph: { rich_text: [{ text: { content: `Line ${index} of what is appended.` } }] },
})

const hundred = Array.from({ length: 100 }, (_, index) => paragraph(index))

/** @returns {Question[]} */
export function otherQuestions() {
  return [
    {
      name: 'append 100 blocks',
      bar: 15,
      async prepare(client, { page }) {
        const path = `/v1/blocks/${page}/children`
        return async () => void (await client.ask('PATCH', path, { children: hundred }))
      },
    },
    {
      name: 'list 100 children',
      bar: 3,
      async prepare(client, { page }) {
        const made = await client.ask('POST', '/v1/pages', {
          parent: { page_id: page },
          properties: { title: [{ text: { content: 'Listed' } }] },
        })
        const path = `/v1/blocks/${made.id}/children`
        await client.ask('PATCH', path, { children: hundred })
        return async () => {
          const { results } = await client.ask('GET', `${path}?page_size=100`)
          if (results.length !== 100) throw new Error(`${results.length} children were listed.`)
        }
      },
    },
    {
      name: 'create a page',
      cpuBar: 3,
      async prepare(client, { page }) {
        let index = 0
        return async () => {
          index += 1
          await client.ask('POST', '/v1/pages', {
            parent: { page_id: page },
            properties: { title: [{ text: { content: `Page no. ${index}` } }] },
          })
        }
      },
    },
    {
      name: 'create a row of 10 values',
      cpuBar: 3,
      async prepare(client, { source }) {
        const { valuesOfRow } = await import('./rows.mjs')
        let index = 0
        return async () => {
          index += 1
          const draw = (/** @type {number} */ most) => (index * 7919) % most
          const values = valuesOfRow(draw, index)
          await client.ask('POST', '/v1/pages', {
            parent: { data_source_id: source },
            properties: values,
          })
        }
      },
    },
    {
      name: 'search titles',
      bar: 30,
      async prepare(client) {
        return async () => void (await client.ask('POST', '/v1/search', { query: 'invoice 77' }))
      },
    },
    {
      name: 'search titles, nothing found',
      bar: 30,
      async prepare(client) {
        return async () => void (await client.ask('POST', '/v1/search', { query: 'zzz' }))
      },
    },
  ]
}
