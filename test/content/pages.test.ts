import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SeedDocument } from '../../src/operations/seed/seed-document.js'
import { first, studioSeed } from '../support/seeds.js'
import {
  clientOf,
  connect,
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notionAt, pagesOfStudio, paragraph, refusalOf, text } from './ground.js'

const seed: SeedDocument = {
  ...studioSeed,
  integrations: [
    ...(studioSeed.integrations ?? []),
    {
      name: 'Writer',
      kind: 'public',
      capabilities: ['insert_content', 'update_content'],
      redirect_uris: ['https://writer.example/'],
    },
    {
      name: 'Reader',
      kind: 'public',
      capabilities: ['read_content'],
      redirect_uris: ['https://reader.example/'],
    },
  ],
}

describeOnBothStores('pages', (kind) => {
  let server: TestServer
  let notion: ReturnType<typeof notionAt>
  let pages: Record<string, string>
  beforeAll(async () => {
    server = await startTestServer(kind, { seed })
    notion = notionAt(server, internalTokenOf(seed))
    pages = await pagesOfStudio()
  })
  afterAll(() => server.close())

  const make = async (title: string, more: object = {}): Promise<string> => {
    const parent = { page_id: pages.Notes ?? '' }
    const properties = { title: { title: text(title) } }
    return (await notion.pages.create({ parent, properties, ...more })).id
  }

  test('a page is answered whole, keys in the recorded order', async () => {
    const page_id = await make('Tile order: Harbour', {
      icon: { type: 'emoji', emoji: '🧱' },
      cover: { external: { url: 'https://example.com/wave.png' } },
    })
    const page = await notion.pages.retrieve({ page_id })
    expect(Object.keys(page)).toEqual([
      'object',
      'id',
      'created_time',
      'last_edited_time',
      'created_by',
      'last_edited_by',
      'cover',
      'icon',
      'parent',
      'in_trash',
      'is_archived',
      'is_locked',
      'properties',
      'url',
      'public_url',
      'archived',
      'request_id',
    ])
    expect(page).toMatchObject({
      cover: { type: 'external', external: { url: 'https://example.com/wave.png' } },
      icon: { type: 'emoji', emoji: '🧱' },
      parent: { type: 'page_id', page_id: pages.Notes },
      in_trash: false,
      is_locked: false,
      url: `${server.url}/p/Tile-order-Harbour-${page_id.replaceAll('-', '')}`,
      public_url: null,
      properties: {
        title: { id: 'title', type: 'title', title: [{ plain_text: 'Tile order: Harbour' }] },
      },
    })
    expect(page).toHaveProperty('created_time', expect.stringMatching(/T\d\d:\d\d:00\.000Z$/))
  })

  test('a page is a block of the page that it was made in', async () => {
    const page_id = await make('Below', { children: [paragraph('inside')] })
    const block = await notion.blocks.retrieve({ block_id: page_id })
    expect(block).toMatchObject({
      type: 'child_page',
      child_page: { title: 'Below' },
      has_children: true,
    })
    const { results } = await notion.blocks.children.list({ block_id: pages.Notes ?? '' })
    expect(results.at(-1)).toMatchObject({ id: page_id, type: 'child_page' })
  })

  test('what is given replaces what was there', async () => {
    const page_id = await make('Before', { icon: { emoji: '🧱' } })
    expect(
      await notion.pages.update({ page_id, is_locked: true, is_archived: true }),
    ).toMatchObject({ is_archived: true, in_trash: false, archived: false })
    const renamed = await notion.pages.update({
      page_id,
      properties: { title: { title: text('After') } },
    })
    expect(renamed).toMatchObject({
      icon: { emoji: '🧱' },
      is_locked: true,
      is_archived: true,
      properties: { title: { title: [{ plain_text: 'After' }] } },
    })
    expect(await notion.pages.update({ page_id, is_archived: false })).toMatchObject({
      is_archived: false,
      is_locked: true,
    })
    expect(await notion.pages.update({ page_id, icon: null })).toMatchObject({ icon: null })
    const asked = notion.pages.update({ page_id, properties: { Price: { title: text('1') } } })
    expect(await refusalOf(asked, 400, 'validation_error')).toBe(
      'Price is not a property that exists.',
    )
  })

  test('the trash takes everything below a page along, and gives it back', async () => {
    const page_id = await make('Top', { children: [paragraph('inside')] })
    const child = await notion.pages.create({ parent: { page_id }, properties: {} })
    expect(await notion.pages.update({ page_id, in_trash: true })).toMatchObject({
      in_trash: true,
      archived: true,
    })
    expect(await notion.pages.retrieve({ page_id: child.id })).toMatchObject({ in_trash: true })
    const asked = notion.pages.create({ parent: { page_id: child.id }, properties: {} })
    await refusalOf(asked, 400, 'validation_error')
    await notion.pages.update({ page_id, in_trash: false })
    expect(await notion.pages.retrieve({ page_id: child.id })).toMatchObject({ in_trash: false })
  })

  test('erase_content empties a page', async () => {
    const page_id = await make('Full', { children: [paragraph('a'), paragraph('b')] })
    await notion.pages.update({ page_id, erase_content: true })
    expect((await notion.blocks.children.list({ block_id: page_id })).results).toEqual([])
  })

  test('a page moves to the end of another, and never below itself', async () => {
    const page_id = await make('Wanderer')
    const inner = (await notion.pages.create({ parent: { page_id }, properties: {} })).id
    const moved = await notion.pages.move({ page_id, parent: { page_id: pages.Plans ?? '' } })
    expect(moved).toMatchObject({ parent: { type: 'page_id', page_id: pages.Plans } })
    const { results } = await notion.blocks.children.list({ block_id: pages.Plans ?? '' })
    expect(results.at(-1)?.id).toBe(page_id)
    const move = (parent: string) =>
      refusalOf(
        notion.pages.move({ page_id, parent: { page_id: parent } }),
        400,
        'validation_error',
      )
    expect(await move(pages.Plans ?? '')).toBe(
      'New parent must be different from the current parent.',
    )
    expect(await move(inner)).toBe('A page cannot be moved below itself.')
    expect(await move(page_id)).toBe('A page cannot be moved below itself.')
  })

  test('a page moves into a data source as its newest row, and out again', async () => {
    const database = await notion.databases.create({
      parent: { type: 'page_id', page_id: pages.Plans ?? '' },
      initial_data_source: {
        properties: {
          Name: { title: {} },
          Id: { unique_id: { prefix: 'R' } },
          Price: { number: {} },
        },
      },
    })
    const [source] = 'data_sources' in database ? database.data_sources : []
    const data_source_id = source?.id ?? ''
    const titled = (title: string) => ({ properties: { title: { title: text(title) } } })
    const parent = { page_id: pages.Notes ?? '' }
    const { id: page_id } = await notion.pages.create({
      parent,
      ...titled('Mover'),
      children: [paragraph('below')],
    })
    const moved = await notion.pages.move({
      page_id,
      parent: { type: 'data_source_id', data_source_id },
    })
    expect(moved).toMatchObject({
      parent: { type: 'data_source_id', data_source_id, database_id: database.id },
      properties: {
        Name: { title: [{ plain_text: 'Mover' }] },
        Id: { unique_id: { prefix: 'R', number: 1 } },
        Price: { number: null },
      },
    })
    const ask = { data_source_id, filter: { property: 'Name', title: { equals: 'Mover' } } }
    expect((await notion.dataSources.query(ask)).results).toMatchObject([{ id: page_id }])
    await notion.pages.update({ page_id, properties: { Price: { number: 3 } } })
    const dear = { property: 'Price', number: { greater_than: 2 } }
    expect((await notion.dataSources.query({ data_source_id, filter: dear })).results).toHaveLength(
      1,
    )
    expect((await notion.blocks.children.list({ block_id: page_id })).results).toHaveLength(1)
    const again = notion.pages.move({ page_id, parent: { data_source_id } })
    expect(await refusalOf(again, 400, 'validation_error')).toBe(
      'New parent must be different from the current parent.',
    )
    const above = notion.pages.move({ page_id: pages.Plans ?? '', parent: { data_source_id } })
    expect(await refusalOf(above, 400, 'validation_error')).toBe(
      'A page cannot be moved below itself.',
    )
    const back = await notion.pages.move({ page_id, parent })
    expect(back).toMatchObject({
      parent: { type: 'page_id' },
      properties: { title: { type: 'title' } },
    })
    expect((await notion.dataSources.query({ data_source_id })).results).toEqual([])
    const others = await Promise.all(
      ['One', 'Two', 'Three'].map((title) => notion.pages.create({ parent, ...titled(title) })),
    )
    await Promise.all(
      others.map(({ id }) => notion.pages.move({ page_id: id, parent: { data_source_id } })),
    )
    const { results } = await notion.dataSources.query({ data_source_id })
    const numbers = results.map((row) => 'properties' in row && row.properties.Id)
    expect(
      numbers
        .map((id) => id && 'unique_id' in id && id.unique_id)
        .map((id) => id && 'number' in id && id.number)
        .sort(),
    ).toEqual([2, 3, 4])
  })

  test('of two moves at once that would make a ring one is refused', async () => {
    const [a, b] = [await make('A'), await make('B')]
    const outcomes = await Promise.allSettled([
      notion.pages.move({ page_id: a, parent: { page_id: b } }),
      notion.pages.move({ page_id: b, parent: { page_id: a } }),
    ])
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeLessThan(2)
    for (const page_id of [a, b]) expect(await notion.pages.retrieve({ page_id })).toBeDefined()
  })

  test('a title comes in pieces', async () => {
    const title = [...text('one'), ...text('two'), ...text('three')]
    const page_id = await make('', { properties: { title: { title } } })
    const property_id = 'title'
    const head = await notion.pages.properties.retrieve({ page_id, property_id, page_size: 2 })
    if (head.object !== 'list') throw new Error('no list')
    expect(head.results.map((item) => 'title' in item && item.title)).toMatchObject([
      { plain_text: 'one' },
      { plain_text: 'two' },
    ])
    expect(head.property_item.next_url).toContain(`start_cursor=${head.next_cursor}`)
    const start_cursor = head.next_cursor ?? ''
    const tail = await notion.pages.properties.retrieve({ page_id, property_id, start_cursor })
    expect(tail).toMatchObject({ results: [{ title: { plain_text: 'three' } }], has_more: false })
  })

  test('a mention shows whom and what it means, as far as the token may see', async () => {
    const { results: users } = await notion.users.list({})
    const ada = users.find(({ name }) => name === 'Ada')
    const page_id = await make('Mentions')
    const { results } = await notion.blocks.children.append({
      block_id: page_id,
      children: [
        {
          paragraph: {
            rich_text: [
              { mention: { user: { id: ada?.id ?? '' } } },
              { mention: { page: { id: pages.Harbour ?? '' } } },
              { mention: { page: { id: pages.Private ?? '' } } },
              { mention: { date: { start: '2026-07-04', end: '2026-07-05' } } },
            ],
          },
        },
      ],
    })
    expect(results[0]).toMatchObject({
      paragraph: {
        rich_text: [
          { plain_text: '@Ada', mention: { type: 'user', user: { name: 'Ada' } } },
          { plain_text: 'Harbour', href: expect.stringMatching(/\/p\/[0-9a-f]{32}$/) },
          { plain_text: 'Untitled', href: expect.stringMatching(/\/p\/[0-9a-f]{32}$/) },
          { plain_text: '2026-07-04 → 2026-07-05' },
        ],
      },
    })
  })

  test('a bot sees what was picked, what lies below it and what it made, and nothing else', async () => {
    const { access_token } = await connect(server, first, { pages: [pages.Plans ?? ''] })
    const other = notionAt(server, access_token)
    expect(await other.pages.retrieve({ page_id: pages.Plans ?? '' })).toBeDefined()
    expect(await other.pages.retrieve({ page_id: pages.Harbour ?? '' })).toBeDefined()
    for (const hidden of [pages.Notes, pages.Private]) {
      const asked = other.pages.retrieve({ page_id: hidden ?? '' })
      await refusalOf(asked, 404, 'object_not_found')
    }
    const own = await other.pages.create({ parent: { workspace: true } as never, properties: {} })
    expect(own).toMatchObject({ parent: { type: 'workspace', workspace: true } })
    const below = await other.pages.create({ parent: { page_id: own.id }, properties: {} })
    expect(await other.pages.retrieve({ page_id: below.id })).toBeDefined()
    await refusalOf(
      other.pages.move({ page_id: below.id, parent: { page_id: pages.Notes ?? '' } }),
      404,
      'object_not_found',
    )
  })

  test('an internal integration owns nothing at the top of a workspace', async () => {
    const asked = notion.pages.create({ parent: { workspace: true } as never, properties: {} })
    expect(await refusalOf(asked, 400, 'validation_error')).toContain(
      'creating workspace-level private pages is not supported',
    )
  })

  test('capabilities: no reading shows ids alone, no writing writes nothing', async () => {
    const choice = { pages: [pages.Plans ?? ''] }
    const writer = await connect(server, clientOf(seed, 'Writer'), choice)
    const writing = notionAt(server, writer.access_token)
    const parent = { page_id: pages.Plans ?? '' }
    const made = await writing.pages.create({ parent, properties: {} })
    expect(made).toEqual({ object: 'page', id: made.id, request_id: expect.any(String) })
    const asked = writing.pages.retrieve({ page_id: made.id })
    expect(await refusalOf(asked, 403, 'restricted_resource')).toBe(
      'Insufficient permissions for this endpoint.',
    )
    const change = (content: string, more: object = {}) =>
      writing.pages.updateMarkdown({
        page_id: made.id,
        type: 'insert_content',
        insert_content: { content },
        ...more,
      } as never)
    const unread = { markdown: '', truncated: true, unknown_block_ids: [made.id] }
    expect(await change('Secret')).toMatchObject({
      object: 'page_markdown',
      id: made.id,
      ...unread,
    })
    const task = (await change('Of old', { allow_async: true })) as unknown as { id: string }
    expect(await writing.asyncTasks.retrieve({ task_id: task.id } as never)).toMatchObject({
      status: 'succeeded',
      result: unread,
    })
    const reader = await connect(server, clientOf(seed, 'Reader'), choice)
    const reading = notionAt(server, reader.access_token)
    const read = await reading.pages.retrieveMarkdown({ page_id: made.id })
    expect(read.markdown).toBe('Secret\nOf old')
    await refusalOf(reading.pages.create({ parent, properties: {} }), 403, 'restricted_resource')
    await refusalOf(
      reading.pages.update({ page_id: made.id, in_trash: true }),
      403,
      'restricted_resource',
    )
  })
})
