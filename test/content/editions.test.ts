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
    const other = await makeTable('None')
    const whole = await today.databases.retrieve({ database_id: other.id })
    const [only] = 'data_sources' in whole ? whole.data_sources : []
    await today.dataSources.update({ data_source_id: only?.id ?? '', in_trash: true })
    expect((await ask('2022-06-28', 'GET', `databases/${other.id}`)).json).toMatchObject({
      code: 'validation_error',
      message: `Database with ID ${other.id} does not contain any data sources accessible by this API bot.`,
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
    const database = { parent: { type: 'page_id', page_id: page.id }, title: text('Sorted') }
    const { json: made } = await ask('2026-03-11', 'POST', 'databases', database)
    for (const path of [`databases/${made.id}`, `blocks/${block?.id}`, `pages/${page.id}`]) {
      expect((await ask('2026-03-11', 'PATCH', path, { archived: true })).status).toBe(400)
      expect((await ask('2025-09-03', 'PATCH', path, { archived: false })).status).toBe(200)
      expect((await ask('2026-03-11', 'PATCH', path, { in_trash: true })).json).toMatchObject({
        in_trash: true,
      })
    }
  })

  const spoken = (content: string) => ({ text: text(content) })
  const told = async (version: string, method: string, path: string, body?: object) => {
    const { status, json } = await ask(version, method, path, body)
    expect({ status, message: json.message }).toEqual({ status: 200 })
    return json
  }

  /** A table as made in 2021, with a row that has a value of each type that was told otherwise. */
  const makeOldTable = async () => {
    const { id } = await told('2021-08-16', 'POST', 'databases', {
      parent: { page_id: notes },
      title: text('Of 2021'),
      properties: {
        Name: { title: {} },
        Note: { rich_text: {} },
        Phone: { phone_number: {} },
        Size: { number: {} },
        Kind: { select: {} },
        Loud: { formula: { expression: 'prop("Note") + "!"' } },
      },
    })
    const table = String(id)
    await told('2021-08-16', 'PATCH', `databases/${table}`, {
      properties: { Next: { relation: { database_id: table, single_property: {} } } },
    })
    await told('2021-08-16', 'PATCH', `databases/${table}`, {
      properties: {
        Notes: {
          rollup: {
            relation_property_name: 'Next',
            rollup_property_name: 'Note',
            function: 'show_original',
          },
        },
      },
    })
    const make = async (properties: object) => {
      const parent = { database_id: table }
      return String((await told('2021-08-16', 'POST', 'pages', { parent, properties })).id)
    }
    const first = await make({
      Name: { title: text('First') },
      Note: { rich_text: text('whisper') },
      Phone: { phone_number: '123' },
      Size: { number: 1 },
    })
    const second = await make({
      Name: { title: text('Second') },
      Next: { relation: [{ id: first }] },
    })
    return { table, first, second }
  }

  test('before 2022-02-22 the text of a block is its `text`, in requests and answers', async () => {
    const children = [
      { object: 'block', type: 'heading_1', heading_1: spoken('Head') },
      { toggle: { ...spoken('Open'), children: [{ to_do: { ...spoken('Do'), checked: true } }] } },
      { code: { ...spoken('let x'), language: 'javascript' } },
      { image: { type: 'external', external: { url: 'https://example.com/a.png' } } },
    ]
    const page = await told('2021-08-16', 'POST', 'pages', {
      parent: { page_id: notes },
      properties: { title: { title: text('Of old') } },
      children,
    })
    expect(page).toMatchObject({
      properties: { title: { title: [{ text: { content: 'Of old' } }] } },
    })
    const path = `blocks/${page.id}/children`
    const added = await told('2021-08-16', 'PATCH', path, { children: [{ quote: spoken('Said') }] })
    expect(added).toMatchObject({ results: [{ quote: { text: [{ plain_text: 'Said' }] } }] })
    const list = (await told('2021-08-16', 'GET', path)).results as Json[]
    expect(list).toMatchObject([
      { heading_1: { text: [{ plain_text: 'Head' }], color: 'default' } },
      { toggle: { text: [{ plain_text: 'Open' }] }, has_children: true },
      { code: { text: [{ plain_text: 'let x' }], caption: [] } },
      { image: { caption: [] } },
      { quote: { text: [{ plain_text: 'Said' }] } },
    ])
    expect(JSON.stringify(list)).not.toContain('rich_text')
    const inside = await told('2021-08-16', 'GET', `blocks/${list[1]?.id}/children`)
    expect(inside).toMatchObject({
      results: [{ to_do: { text: [{ plain_text: 'Do' }], checked: true } }],
    })
    const head = `blocks/${list[0]?.id}`
    expect(await told('2021-08-16', 'PATCH', head, { heading_1: spoken('New') })).toMatchObject({
      heading_1: { text: [{ plain_text: 'New' }] },
    })
    expect(await told('2022-02-22', 'GET', head)).toMatchObject({
      heading_1: { rich_text: [{ plain_text: 'New' }] },
    })
    const refused = { children: [{ paragraph: { rich_text: text('a') } }] }
    expect(await ask('2021-08-16', 'PATCH', path, refused)).toMatchObject({
      status: 400,
      json: {
        message:
          'body failed validation: body.children[0].paragraph.text should be defined, instead was `undefined`.',
      },
    })
    const late = { children: [{ paragraph: spoken('a') }] }
    expect((await ask('2022-02-22', 'PATCH', path, late)).status).toBe(400)
  })

  test('before 2022-02-22 filters speak of `text` and `phone`', async () => {
    const { table, first, second } = await makeOldTable()
    const found = async (filter: object) => {
      const { results } = await told('2021-08-16', 'POST', `databases/${table}/query`, { filter })
      return (results as Json[]).map(({ id }) => id)
    }
    const equals = 'whisper'
    expect(await found({ property: 'Note', text: { equals } })).toEqual([first])
    expect(await found({ property: 'Note', type: 'text', text: { equals } })).toEqual([first])
    expect(await found({ property: 'Note', rich_text: { equals } })).toEqual([first])
    expect(await found({ property: 'Name', text: { equals: 'Second' } })).toEqual([second])
    expect(await found({ or: [{ property: 'Phone', phone: { equals: '123' } }] })).toEqual([first])
    const loud = { property: 'Loud', formula: { text: { starts_with: equals } } }
    expect(await found({ and: [{ or: [loud] }] })).toEqual([first])
    const rolled = { property: 'Notes', rollup: { any: { text: { contains: equals } } } }
    expect(await found(rolled)).toEqual([second])
    expect(await found({})).toHaveLength(2)
    for (const filter of [{ property: 'Note', text: { equals } }, loud, rolled]) {
      const asked = ask('2022-02-22', 'POST', `databases/${table}/query`, { filter })
      expect(await asked).toMatchObject({ status: 400, json: { code: 'validation_error' } })
    }
  })

  test('before 2022-02-22 databases are listed, and items of properties have no ids', async () => {
    const { table, second } = await makeOldTable()
    const listed = await told('2021-08-16', 'GET', 'databases?page_size=1')
    expect(listed).toMatchObject({
      object: 'list',
      results: [{ object: 'database', id: table }],
      has_more: true,
    })
    const next = await told('2021-05-13', 'GET', `databases?start_cursor=${listed.next_cursor}`)
    expect(next.results).not.toContainEqual(expect.objectContaining({ id: table }))
    expect((await ask('2022-02-22', 'GET', 'databases')).json.code).toBe('invalid_request_url')
    const item = (version: string, name: string) =>
      told(version, 'GET', `pages/${second}/properties/${name}`)
    expect(await item('2021-08-16', 'Size')).toEqual({
      ...{ object: 'property_item', type: 'number', number: null },
      request_id: expect.any(String),
    })
    expect(await item('2021-08-16', 'Name')).toEqual({
      object: 'list',
      results: [{ object: 'property_item', type: 'title', title: expect.any(Object) }],
      ...{ next_cursor: null, has_more: false, request_id: expect.any(String) },
    })
    expect(await item('2021-08-16', 'Notes')).toMatchObject({
      results: [{ object: 'property_item', type: 'rich_text' }],
      ...{ type: 'rollup', rollup: { type: 'array', function: 'show_original' } },
    })
    expect(await item('2022-02-22', 'Notes')).toMatchObject({
      property_item: { type: 'rollup', rollup: { type: 'array' } },
    })
  })

  test('before 2022-06-28 a relation says its database and its other end', async () => {
    const { table } = await makeOldTable()
    const properties = { Both: { relation: { database_id: table } } }
    const { id } = await told('2022-02-22', 'POST', 'databases', {
      parent: { page_id: notes },
      title: text('Ends'),
      properties: { Name: { title: {} }, ...properties },
    })
    const both = (version: string) => told(version, 'GET', `databases/${id}`)
    expect((await both('2022-06-28')).properties).toMatchObject({
      Both: { relation: { type: 'dual_property' } },
    })
    const shown = (await both('2022-02-22')).properties as Record<string, Json>
    expect(shown.Both?.relation).toEqual({
      database_id: table,
      synced_property_id: expect.any(String),
      synced_property_name: 'Related to Ends (Both)',
    })
    const changed = await told('2021-05-13', 'PATCH', `databases/${id}`, {
      properties: {
        Both: null,
        Alone: { relation: { database_id: table, single_property: {} } },
      },
    })
    expect(changed.properties).toMatchObject({ Alone: { relation: { database_id: table } } })
    expect(await ask('2022-06-28', 'PATCH', `databases/${id}`, { properties })).toMatchObject({
      status: 400,
    })
  })

  test('2021-05-13 answers an append by what was appended to, and leaves empty values out', async () => {
    const { second } = await makeOldTable()
    const children = [{ paragraph: spoken('a') }]
    expect(
      await told('2021-05-13', 'PATCH', `blocks/${second}/children`, { children }),
    ).toMatchObject({ object: 'block', id: second, type: 'child_page', has_children: true })
    const page = await told('2021-05-13', 'GET', `pages/${second}`)
    expect(Object.keys(page.properties as Json).sort()).toEqual(
      ['Loud', 'Name', 'Next', 'Note', 'Notes', 'Phone'].sort(),
    )
    expect(page.properties).toMatchObject({
      Notes: { rollup: { array: [{ type: 'text', text: [{ plain_text: 'whisper' }] }] } },
    })
    const today = (await told('2022-06-28', 'GET', `pages/${second}`)).properties as Record<
      string,
      Json
    >
    const old = page.properties as Record<string, Json>
    for (const [name, { id }] of Object.entries(old)) {
      expect(id).toBe(decodeURIComponent(String(today[name]?.id)))
    }
  })
})
