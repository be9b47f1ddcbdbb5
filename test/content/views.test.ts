import { isFullDatabase } from '@notionhq/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { first, studioSeed } from '../support/seeds.js'
import {
  connect,
  describeOnBothStores,
  get,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notionAt, pagesOfStudio, refusalOf, text } from './ground.js'

describeOnBothStores('views', (kind) => {
  let server: TestServer
  let notion: ReturnType<typeof notionAt>
  let pages: Record<string, string>
  let database: string
  let source: string
  const rows: Record<string, string> = {}
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    notion = notionAt(server, internalTokenOf(studioSeed))
    pages = await pagesOfStudio()
    ;({ database, source } = await make())
    for (const [name, pieces] of Object.entries({ Gold: 3, White: 1, Blue: 2, Red: 4 })) {
      const row = await notion.pages.create({
        parent: { data_source_id: source },
        properties: {
          Name: { title: text(name) },
          Pieces: { number: pieces },
          Kind: { select: { name: pieces > 2 ? 'many' : 'few' } },
        },
      })
      rows[name] = row.id
    }
  })
  afterAll(() => server.close())

  const make = async () => {
    const made = await notion.databases.create({
      parent: { type: 'page_id', page_id: pages.Notes ?? '' },
      title: text('Tiles'),
      initial_data_source: {
        properties: {
          Name: { title: {} },
          Pieces: { number: {} },
          Kind: { select: {} },
        } as never,
      },
    })
    if (!isFullDatabase(made)) throw new Error('not whole')
    return { database: made.id, source: made.data_sources[0]?.id ?? '' }
  }

  const viewsOf = async (of: object) => (await notion.views.list(of)).results.map(({ id }) => id)

  const viewOf = (more: object = {}) =>
    notion.views.create({
      database_id: database,
      data_source_id: source,
      name: 'Mine',
      type: 'table',
      ...more,
    } as never)

  const shownBy = async (view_id: string) =>
    (await notion.views.queries.create({ view_id })).results.map(({ id }) => id)

  const idsOf = (...names: string[]) => names.map((name) => rows[name])

  test('a database comes with a default view, and so does a data source', async () => {
    const fresh = await make()
    const [only, ...others] = await viewsOf({ database_id: fresh.database })
    expect(others).toEqual([])
    const answer = await get(server, internalTokenOf(studioSeed), `/v1/views/${only}`)
    const view = (await answer.json()) as Record<string, unknown>
    expect(Object.keys(view)).toEqual([
      'object',
      'id',
      'parent',
      'data_source_id',
      'name',
      'type',
      'created_time',
      'created_by',
      'last_edited_time',
      'last_edited_by',
      'url',
      'filter',
      'sorts',
      'quick_filters',
      'configuration',
      'request_id',
    ])
    expect(view).toMatchObject({
      object: 'view',
      id: only,
      parent: { type: 'database_id', database_id: fresh.database },
      name: 'Default view',
      type: 'table',
      created_time: expect.stringMatching(/^\d{4}-.*\.\d{3}\+00:00$/),
      data_source_id: fresh.source,
      filter: null,
      sorts: null,
      quick_filters: null,
      configuration: { type: 'table' },
    })
    const second = await notion.dataSources.create({
      parent: { type: 'database_id', database_id: fresh.database },
      properties: { Name: { title: {} } } as never,
    })
    expect((await viewsOf({ database_id: fresh.database })).length).toBe(2)
    expect((await viewsOf({ data_source_id: second.id })).length).toBe(1)
    expect(await viewsOf({ database_id: fresh.database, data_source_id: fresh.source })).toEqual([
      only,
    ])
  })

  test('a view is made, stands where it is put, and is listed in pages', async () => {
    const [standard = ''] = await viewsOf({ database_id: database })
    const last = await viewOf({ name: 'Last', type: 'board' })
    const begin = await viewOf({ name: 'First', position: { type: 'start' } })
    const middle = await viewOf({
      name: 'Middle',
      position: { type: 'after_view', view_id: standard },
    })
    const order = [begin.id, standard, middle.id, last.id]
    expect(await viewsOf({ database_id: database })).toEqual(order)
    const page = await notion.views.list({ database_id: database, page_size: 3 })
    expect(page).toMatchObject({ has_more: true, next_cursor: last.id, type: 'view', view: {} })
    expect(await viewsOf({ database_id: database, page_size: 3, start_cursor: last.id })).toEqual([
      last.id,
    ])
    await refusalOf(
      notion.views.list({ database_id: database, start_cursor: source }),
      400,
      'validation_error',
    )
    expect(await refusalOf(notion.views.list({}), 400, 'validation_error')).toContain(
      'query.database_id should be defined',
    )
    await refusalOf(
      viewOf({ position: { type: 'after_view', view_id: source } }),
      400,
      'validation_error',
    )
    for (const { id } of [begin, middle, last]) await notion.views.delete({ view_id: id })
    expect(await viewsOf({ database_id: database })).toEqual([standard])
  })

  test('many views in one place find room', async () => {
    const fresh = await make()
    const [standard = ''] = await viewsOf({ database_id: fresh.database })
    const made: string[] = []
    for (let n = 0; n < 35; n++) {
      const view = await notion.views.create({
        database_id: fresh.database,
        data_source_id: fresh.source,
        name: `${n}`,
        type: 'list',
        position: { type: 'after_view', view_id: standard },
      })
      made.unshift(view.id)
    }
    expect(await viewsOf({ database_id: fresh.database })).toEqual([standard, ...made])
  })

  test('a query shows what the view asks for, and is paged through', async () => {
    const view = await viewOf({
      filter: { property: 'Pieces', number: { greater_than: 1 } },
      sorts: [{ property: 'Pieces', direction: 'descending' }],
    })
    const query = await notion.views.queries.create({ view_id: view.id, page_size: 2 })
    expect(query.expires_at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{12}\+00:00$/)
    expect(Object.keys(query).slice(0, 8)).toEqual([
      'object',
      'id',
      'view_id',
      'expires_at',
      'total_count',
      'results',
      'next_cursor',
      'has_more',
    ])
    expect(query).toMatchObject({
      object: 'view_query',
      view_id: view.id,
      total_count: 3,
      results: idsOf('Red', 'Gold').map((id) => ({ object: 'page', id })),
      next_cursor: rows.Blue,
      has_more: true,
    })
    const left = Date.parse(query.expires_at) - Date.now()
    expect(left).toBeGreaterThan(14 * 60_000)
    expect(left).toBeLessThanOrEqual(15 * 60_000 + 1000)
    const asked = { view_id: view.id, query_id: query.id }
    await notion.pages.update({ page_id: rows.Blue ?? '', properties: { Pieces: { number: 0 } } })
    expect(
      await notion.views.queries.results({ ...asked, start_cursor: rows.Blue ?? '' }),
    ).toMatchObject({
      object: 'list',
      type: 'page',
      page: {},
      results: [{ object: 'page', id: rows.Blue }],
      next_cursor: null,
      has_more: false,
    })
    expect(await shownBy(view.id)).toEqual(idsOf('Red', 'Gold'))
    await notion.pages.update({ page_id: rows.Blue ?? '', properties: { Pieces: { number: 2 } } })
    await refusalOf(
      notion.views.queries.results({ ...asked, start_cursor: source }),
      400,
      'validation_error',
    )
    expect(await notion.views.queries.delete(asked)).toMatchObject({
      object: 'view_query',
      id: query.id,
      deleted: true,
    })
    await refusalOf(notion.views.queries.results(asked), 404, 'object_not_found')
  })

  test('a view outlasts the names of its properties, and its query the next quarter of an hour', async () => {
    const fresh = await make()
    const parent = { data_source_id: fresh.source }
    const row = await notion.pages.create({ parent, properties: { Pieces: { number: 5 } } })
    const view = await notion.views.create({
      database_id: fresh.database,
      data_source_id: fresh.source,
      name: 'Renamed',
      type: 'table',
      filter: { and: [{ property: 'Pieces', number: { equals: 5 } }] } as never,
      sorts: [{ property: 'Pieces', direction: 'ascending' }] as never,
    })
    await notion.dataSources.update({
      data_source_id: fresh.source,
      properties: { Pieces: { name: 'Count' } },
    })
    expect(await shownBy(view.id)).toEqual([row.id])
    const query = await notion.views.queries.create({ view_id: view.id })
    server.advance(15 * 60_000)
    await refusalOf(
      notion.views.queries.results({ view_id: view.id, query_id: query.id }),
      404,
      'object_not_found',
    )
  })

  test('an update changes what it names, and clears what is null', async () => {
    const view = await viewOf({
      filter: { property: 'Kind', select: { equals: 'few' } },
      configuration: { type: 'table', wrap_cells: true, frozen_column_index: 1 },
    })
    const update = (more: object) => notion.views.update({ view_id: view.id, ...more } as never)
    expect(await update({ name: 'Other' })).toMatchObject({
      name: 'Other',
      filter: { select: { equals: 'few' } },
      configuration: { type: 'table', wrap_cells: true, frozen_column_index: 1 },
    })
    expect(
      await update({ configuration: { type: 'table', wrap_cells: null, group_by: null } }),
    ).toMatchObject({ configuration: { type: 'table', frozen_column_index: 1 } })
    await update({ quick_filters: { Pieces: { number: { equals: 1 } } } })
    expect(await shownBy(view.id)).toEqual(idsOf('White'))
    expect(await update({ filter: null, quick_filters: { Pieces: null } })).toMatchObject({
      filter: null,
      quick_filters: null,
    })
    expect((await shownBy(view.id)).sort()).toEqual(Object.values(rows).sort())
    await notion.views.delete({ view_id: view.id })
  })

  test('a bad view is refused, and so is deleting the last one', async () => {
    const refused = (more: object) => refusalOf(viewOf(more), 400, 'validation_error')
    expect(await refused({ filter: { property: 'Nope', number: { equals: 1 } } })).toBe(
      'Could not find property with name or id: Nope',
    )
    expect(await refused({ sorts: [{ property: 'Nope', direction: 'ascending' }] })).toBe(
      'Could not find sort property with name or id: Nope',
    )
    expect(await refused({ configuration: { type: 'board' } })).toBe(
      'body failed validation: body.configuration.type should be `"table"`, instead was `"board"`.',
    )
    expect(await refused({ quick_filters: { Pieces: { number: { nope: 1 } } } })).toContain('body')
    expect(await refused({ type: 'shelf' })).toContain('body.type should be `"table"`')
    const fresh = await make()
    const [last = ''] = await viewsOf({ database_id: fresh.database })
    await refusalOf(notion.views.delete({ view_id: last }), 400, 'validation_error')
    const second = await notion.views.create({
      database_id: fresh.database,
      data_source_id: fresh.source,
      name: 'Second',
      type: 'list',
    })
    const both = await Promise.allSettled(
      [last, second.id].map((view_id) => notion.views.delete({ view_id })),
    )
    expect(both.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    expect((await viewsOf({ database_id: fresh.database })).length).toBe(1)
  })

  test('an old version knows no views', async () => {
    const answer = await fetch(`${server.url}/v1/views?database_id=${database}`, {
      headers: {
        authorization: `Bearer ${internalTokenOf(studioSeed)}`,
        'notion-version': '2022-06-28',
      },
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ code: 'invalid_request_url' })
  })

  test('a view is seen by whom its database is shared with', async () => {
    const [view = ''] = await viewsOf({ database_id: database })
    const query = await notion.views.queries.create({ view_id: view })
    const theirs = notionAt(
      server,
      (await connect(server, first, { pages: [pages.Plans ?? ''] })).access_token,
    )
    for (const asked of [
      () => theirs.views.retrieve({ view_id: view }),
      () => theirs.views.list({ database_id: database }),
      () => theirs.views.queries.create({ view_id: view }),
      () => theirs.views.update({ view_id: view, name: 'x' }),
      () => theirs.views.delete({ view_id: view }),
    ]) {
      await refusalOf(asked(), 404, 'object_not_found')
    }
    const shared = notionAt(
      server,
      (await connect(server, first, { pages: [pages.Notes ?? ''] })).access_token,
    )
    expect(await shared.views.retrieve({ view_id: view })).toMatchObject({ id: view })
    // The query of another token is none of its own.
    await refusalOf(
      shared.views.queries.results({ view_id: view, query_id: query.id }),
      404,
      'object_not_found',
    )
  })
})
