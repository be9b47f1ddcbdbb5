import { isFullDatabase, isFullPage } from '@notionhq/client'
import { Client as ClientOf2022 } from 'notion-sdk-2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { studioSeed } from '../support/seeds.js'
import {
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notionAt, pagesOfStudio, paragraph, text } from './ground.js'

type Json = Record<string, unknown>

describeOnBothStores('versions side by side', (kind) => {
  let server: TestServer
  let today: ReturnType<typeof notionAt>
  let old: ClientOf2022
  let notes: string
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    const auth = internalTokenOf(studioSeed)
    today = notionAt(server, auth)
    old = new ClientOf2022({ auth, baseUrl: server.url })
    notes = (await pagesOfStudio()).Notes ?? ''
  })
  afterAll(() => server.close())

  const ask = async (
    version: string,
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; json: Json }> => {
    const answer = await fetch(`${server.url}/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${internalTokenOf(studioSeed)}`,
        'notion-version': version,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, json: (await answer.json()) as Json }
  }

  const makeTable = async (title: string) => {
    const table = await old.databases.create({
      parent: { page_id: notes },
      title: text(title),
      properties: { Name: { title: {} }, Cost: { number: { format: 'euro' } } },
    })
    if (!('properties' in table)) throw new Error('not whole')
    return table
  }

  test('a database of 2022-06-28 is a table: made, read, changed, filled and queried by its own SDK', async () => {
    const table = await makeTable('Orders of old')
    expect(Object.keys(table)).toEqual([
      ...['object', 'id', 'cover', 'icon', 'created_time', 'created_by', 'last_edited_by'],
      ...['last_edited_time', 'title', 'description', 'is_inline', 'properties', 'parent', 'url'],
      ...['public_url', 'in_trash', 'archived', 'request_id'],
    ])
    expect(table).toMatchObject({ object: 'database', parent: { type: 'page_id', page_id: notes } })
    const changed = await old.databases.update({
      database_id: table.id,
      title: text('Orders of yore'),
      properties: { Cost: { name: 'Price' }, Paid: { checkbox: {} } },
    })
    expect(changed).toMatchObject({ title: [{ plain_text: 'Orders of yore' }] })
    const read = await old.databases.retrieve({ database_id: table.id })
    expect(Object.keys(read.properties).sort()).toEqual(['Name', 'Paid', 'Price'])
    for (const price of [3, 1, 2]) {
      const properties = { Name: { title: text(`Row ${price}`) }, Price: { number: price } }
      const row = await old.pages.create({ parent: { database_id: table.id }, properties })
      expect(row).toMatchObject({ parent: { type: 'database_id', database_id: table.id } })
      expect(row).not.toHaveProperty('parent.data_source_id')
    }
    const found = await old.databases.query({
      database_id: table.id,
      filter: { property: 'Price', number: { greater_than: 1 } },
      sorts: [{ property: 'Price', direction: 'ascending' }],
    })
    const prices = found.results.map((row) => 'properties' in row && row.properties.Price)
    expect(prices).toMatchObject([{ number: 2 }, { number: 3 }])
    expect(found).toMatchObject({ type: 'page_or_database', page_or_database: {} })

    const same = await today.databases.retrieve({ database_id: table.id })
    if (!isFullDatabase(same)) throw new Error('not whole')
    expect(same.data_sources).toMatchObject([{ name: 'Orders of yore' }])
    const source = same.data_sources[0]?.id ?? ''
    const rows = await today.dataSources.query({ data_source_id: source })
    expect(rows.results.map((row) => isFullPage(row) && row.parent)).toEqual(
      rows.results.map(() => ({
        type: 'data_source_id',
        data_source_id: source,
        database_id: table.id,
      })),
    )
  })

  test('search finds tables by the title of their database', async () => {
    const { id } = await makeTable('Zeppelins')
    const found = await old.search({
      query: 'zeppelin',
      filter: { property: 'object', value: 'database' },
    })
    expect(found.results).toMatchObject([{ object: 'database', id }])
    expect(found).toMatchObject({ type: 'page_or_database' })
    const asSource = await today.search({
      query: 'zeppelin',
      filter: { property: 'object', value: 'data_source' },
    })
    expect(asSource.results).toMatchObject([
      { object: 'data_source', parent: { database_id: id }, title: [{ plain_text: 'Zeppelins' }] },
    ])
    const { status } = await ask('2022-06-28', 'POST', 'search', {
      filter: { property: 'object', value: 'data_source' },
    })
    expect(status).toBe(400)
  })

  test('a database of several data sources is refused to old versions, with what to do about it', async () => {
    const { id } = await makeTable('Several')
    const second = await today.dataSources.create({
      parent: { type: 'database_id', database_id: id },
      properties: { Name: { title: {} } },
      title: text('The second'),
    })
    for (const [method, path, body] of [
      ['GET', `databases/${id}`],
      ['POST', `databases/${id}/query`, {}],
      ['PATCH', `databases/${id}`, { title: text('x') }],
    ] as const) {
      expect(await ask('2022-06-28', method, path, body)).toMatchObject({
        status: 400,
        json: {
          code: 'validation_error',
          message: 'Databases with multiple data sources are not supported in this API version.',
          additional_data: {
            error_type: 'multiple_data_sources_for_database',
            database_id: id,
            child_data_source_ids: [expect.any(String), second.id],
            minimum_api_version: '2025-09-03',
          },
        },
      })
    }
  })

  test('what a version does not know is an unknown path', async () => {
    const { id } = await makeTable('Paths')
    for (const [version, path] of [
      ['2025-09-03', `databases/${id}/query`],
      ['2026-03-11', `databases/${id}/query`],
      ['2022-06-28', `data_sources/${id}/query`],
      ['2021-08-16', `data_sources/${id}/query`],
    ] as const) {
      expect(await ask(version, 'POST', path, {})).toMatchObject({
        status: 400,
        json: { code: 'invalid_request_url', message: 'Invalid request URL.' },
      })
    }
    expect(await ask('2021-08-16', 'POST', `databases/${id}/query`, {})).toMatchObject({
      status: 200,
    })
  })

  test('2022-06-28 asks no table for what is archived, but may say of a page that it is not', async () => {
    const table = await makeTable('Nothing archived')
    const asked = await ask('2022-06-28', 'POST', `databases/${table.id}/query`, {
      archived: false,
    })
    expect(asked).toMatchObject({ status: 400, json: { code: 'validation_error' } })
    expect(asked.json.message).toBe(
      'body failed validation: body.archived should be not present, instead was `false`.',
    )
    const page = { parent: { page_id: notes }, properties: {}, archived: false }
    expect((await ask('2022-06-28', 'POST', 'pages', page)).status).toBe(200)
    expect((await ask('2026-03-11', 'POST', 'pages', page)).status).toBe(400)
  })

  test('2026-03-11 tells of the trash by `in_trash` alone and takes no `after`', async () => {
    const { json: page } = await ask('2026-03-11', 'POST', 'pages', {
      parent: { page_id: notes },
      properties: { archived: undefined, title: { title: text('Newer') } },
      children: [paragraph('first')],
    })
    expect(page).toMatchObject({ object: 'page', in_trash: false })
    expect(page).not.toHaveProperty('archived')
    const children = `blocks/${page.id}/children`
    const { json: list } = await ask('2026-03-11', 'GET', children)
    const [block] = list.results as Json[]
    expect(block).toMatchObject({ object: 'block', in_trash: false, type: 'paragraph' })
    expect(block).not.toHaveProperty('archived')
    const after = { children: [paragraph('second')], after: block?.id }
    const refused = await ask('2026-03-11', 'PATCH', children, after)
    expect(refused).toMatchObject({ status: 400, json: { code: 'validation_error' } })
    expect(refused.json.message).toMatch(/body\.after should be not present/)
    const position = { type: 'after_block', after_block: { id: block?.id } }
    const more = { children: [paragraph('second')], position }
    expect((await ask('2026-03-11', 'PATCH', children, more)).status).toBe(200)
    for (const path of [`pages/${page.id}`, `blocks/${block?.id}`]) {
      expect((await ask('2026-03-11', 'PATCH', path, { archived: true })).status).toBe(400)
      expect((await ask('2025-09-03', 'PATCH', path, { archived: false })).status).toBe(200)
      expect((await ask('2026-03-11', 'PATCH', path, { in_trash: true })).json).toMatchObject({
        in_trash: true,
      })
    }
  })
})
