import type { Client } from '@notionhq/client'
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
      capabilities: ['insert_content'],
      redirect_uris: ['https://writer.example/'],
    },
  ],
}

type Asked = Parameters<Client['search']>[0]

const titlesOf = async (client: Client, asked: Asked = {}): Promise<string[]> => {
  const { results } = await client.search(asked)
  return results.map((found) => {
    if (!('properties' in found) || found.object !== 'page') throw new Error('no whole page')
    const { title } = found.properties
    return title?.type === 'title' ? title.title.map((one) => one.plain_text).join('') : ''
  })
}

describeOnBothStores('search', (kind) => {
  let server: TestServer
  let notion: Client
  let pages: Record<string, string>
  let tests: string
  const made: Record<string, string> = {}

  const make = async (title: string, page_id = tests): Promise<string> => {
    server.advance(1)
    const properties = { title: { title: text(title) } }
    const page = await notion.pages.create({ parent: { page_id }, properties })
    made[title] = page.id
    return page.id
  }

  beforeAll(async () => {
    server = await startTestServer(kind, { seed, still: true })
    notion = notionAt(server, internalTokenOf(seed))
    pages = await pagesOfStudio()
    // The pages of the seed are made a few milliseconds after its start.
    server.advance(1000)
    tests = await make('Tests', pages.Notes)
    for (const title of ['Contact', 'Contacts DB', 'Tile order', 'Straße & Über', '東京タワー']) {
      await make(title)
    }
  })
  afterAll(() => server.close())

  test('no query finds everything that is shared, the last edited first, whole', async () => {
    const answer = await notion.search({})
    expect(Object.keys(answer)).toEqual([
      'object',
      'results',
      'next_cursor',
      'has_more',
      'type',
      'page_or_data_source',
      'request_id',
    ])
    expect(answer).toMatchObject({
      next_cursor: null,
      has_more: false,
      type: 'page_or_data_source',
      page_or_data_source: {},
    })
    const all = await titlesOf(notion)
    // What was made last edited the page that it was made in.
    expect(all.slice(0, 2).sort()).toEqual(['Tests', '東京タワー'])
    expect(all.slice(2, 6)).toEqual(['Straße & Über', 'Tile order', 'Contacts DB', 'Contact'])
    expect([...all.slice(6)].sort()).toEqual(['Harbour', 'Notes', 'Plans'])
    expect(await titlesOf(notion, { query: '  ' })).toEqual(all)
    const newest = answer.results.find(({ id }) => id === tests)
    const whole = await notion.pages.retrieve({ page_id: tests })
    expect({ ...newest, request_id: '' }).toEqual({ ...whole, request_id: '' })
  })

  test.for([
    ['Markdown Test', ['Tests']],
    ['contacts', ['Contacts DB', 'Contact']],
    ['Contacts DB', ['Contacts DB', 'Contact']],
    ['db', ['Contacts DB']],
    ['ontact', []],
    ['TILE', ['Tile order']],
    ['order tile', ['Tile order']],
    ['q w v x z k j tile', ['Tile order']],
    ['strasse', ['Straße & Über']],
    ['üb', ['Straße & Über']],
    ['タワー', ['東京タワー']],
    ['%', []],
    ['_', []],
    ['TI\u0000LE', ['Tile order']],
    ['nothing of the kind', []],
  ] as const)('the words of %j', async ([query, titles]) => {
    expect(await titlesOf(notion, { query })).toEqual(titles)
  })

  test('an id is no word, and what stands in a page is no title', async () => {
    expect(await titlesOf(notion, { query: tests })).toEqual([])
    expect(await titlesOf(notion, { query: tests.replaceAll('-', '') })).toEqual([])
    await notion.blocks.children.append({
      block_id: made.Contact ?? '',
      children: [paragraph('zebra')],
    })
    expect(await titlesOf(notion, { query: 'zebra' })).toEqual([])
  })

  test.each([
    ['at the end of what is kept', `${'b'.repeat(598)} 😀`],
    ['across its end', `${'b'.repeat(598)}😀`],
    ['across the end of its address', `${'b'.repeat(99)}𐐷 here`],
  ])('a letter of two units may stand %s', async (_, title) => {
    const page_id = await make(title)
    const { url } = (await notion.pages.retrieve({ page_id })) as { url: string }
    expect(url.isWellFormed()).toBe(true)
    await notion.pages.update({ page_id, in_trash: true })
  })

  test('a title is found by its new words as soon as it has them', async () => {
    const page_id = await make('Before')
    await notion.pages.update({ page_id, properties: { title: { title: text('Afterwards') } } })
    expect(await titlesOf(notion, { query: 'before' })).toEqual([])
    expect(await titlesOf(notion, { query: 'after' })).toEqual(['Afterwards'])
    await notion.pages.update({ page_id, icon: { emoji: '🧱' } })
    expect(await titlesOf(notion, { query: 'after' })).toEqual(['Afterwards'])
  })

  test('an edit puts a page first, or last in the other order', async () => {
    const [one, two] = [await make('Turn one'), await make('Turn two')]
    expect(await titlesOf(notion, { query: 'turn' })).toEqual(['Turn two', 'Turn one'])
    server.advance(1)
    await notion.blocks.children.append({ block_id: one, children: [paragraph('x')] })
    expect(await titlesOf(notion, { query: 'turn' })).toEqual(['Turn one', 'Turn two'])
    const sort = { timestamp: 'last_edited_time', direction: 'ascending' } as const
    expect(await titlesOf(notion, { query: 'turn', sort })).toEqual(['Turn two', 'Turn one'])
    expect(two).not.toBe(one)
  })

  test('the trash is left out with all below it, and found again when it comes back', async () => {
    const outer = await make('Bin outer')
    await make('Bin inner', outer)
    await notion.pages.update({ page_id: outer, in_trash: true })
    expect(await titlesOf(notion, { query: 'bin' })).toEqual([])
    await notion.pages.update({ page_id: outer, in_trash: false })
    const found = await titlesOf(notion, { query: 'bin' })
    expect(found.sort()).toEqual(['Bin inner', 'Bin outer'])
  })

  test.for(['ascending', 'descending'] as const)(
    'pages of results, %s, leave nothing out and repeat nothing while others write',
    async (direction) => {
      const names = Array.from({ length: 7 }, (_, n) => `Walk${direction} ${n}`)
      // Three of them are edited at the same time: ties go by id.
      for (const [n, name] of names.entries()) {
        await make(name)
        if (n > 0 && n < 4) server.advance(-1)
      }
      const asked = {
        query: `walk${direction}`,
        sort: { timestamp: 'last_edited_time', direction },
        page_size: 3,
      } as const
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const answer: Awaited<ReturnType<Client['search']>> = await notion.search({
          ...asked,
          ...(cursor && { start_cursor: cursor }),
        })
        expect(answer.has_more).toBe(answer.next_cursor !== null)
        expect(answer.results.length).toBeLessThanOrEqual(3)
        seen.push(...answer.results.map(({ id }) => id))
        cursor = answer.next_cursor ?? undefined
        if (seen.length === 3 && direction === 'descending') {
          server.advance(1)
          await notion.pages.update({ page_id: seen[1] ?? '', icon: { emoji: '🧱' } })
        }
      } while (cursor)
      expect([...seen].sort()).toEqual(names.map((name) => made[name]).sort())
    },
  )

  test('a bot finds what was picked, what lies below it and what it made, and nothing else', async () => {
    const { access_token } = await connect(server, first, { pages: [pages.Plans ?? ''] })
    const other = notionAt(server, access_token)
    expect((await titlesOf(other)).sort()).toEqual(['Harbour', 'Plans'])
    expect(await titlesOf(other, { query: 'tile' })).toEqual([])
    server.advance(1)
    const own = await other.pages.create({
      parent: { workspace: true } as never,
      properties: { title: { title: text('Mine') } },
    })
    await other.pages.create({
      parent: { page_id: own.id },
      properties: { title: { title: text('Below mine') } },
    })
    expect(await titlesOf(other, { query: 'mine' })).toEqual(
      expect.arrayContaining(['Mine', 'Below mine']),
    )
    const asked = other.search({ start_cursor: tests })
    expect(await refusalOf(asked, 400, 'validation_error')).toBe(
      `The start_cursor provided is invalid: ${tests}`,
    )
  })

  test('nobody finds what stands in another workspace', async () => {
    expect(await titlesOf(notion, { query: 'private' })).toEqual([])
  })

  test('a filter shows one kind', async () => {
    const of = (value: 'page' | 'data_source') =>
      titlesOf(notion, { query: 'tile', filter: { property: 'object', value } })
    expect(await of('page')).toEqual(['Tile order'])
    expect(await of('data_source')).toEqual([])
  })

  test('the trash can be searched: what was put there, the last first', async () => {
    const [one, two] = [await make('Waste one'), await make('Waste two')]
    await make('Waste below', one)
    await make('Waste alive')
    const database = await notion.databases.create({
      parent: { type: 'page_id', page_id: tests },
      title: text('Waste tables'),
    })
    const source = ('data_sources' in database && database.data_sources[0]?.id) || ''
    for (const page_id of [two, one]) {
      server.advance(1)
      await notion.pages.update({ page_id, in_trash: true })
    }
    await notion.databases.update({ database_id: database.id, in_trash: true })
    const inTrash = (more: object = {}) =>
      notion.search({ query: 'waste', filter: { in_trash: true, ...more } as never })
    const { results } = await inTrash()
    expect(results.map(({ id }) => id).sort()).toEqual([one, two, source].sort())
    expect(results.every((found) => 'in_trash' in found && found.in_trash)).toBe(true)
    const pagesInTrash = await inTrash({ property: 'object', value: 'page' })
    expect(pagesInTrash.results.map(({ id }) => id)).toEqual([one, two])
    const sources = await inTrash({ property: 'object', value: 'data_source' })
    expect(sources.results.map(({ id }) => id)).toEqual([source])
    const onePage = await notion.search({
      query: 'waste',
      filter: { in_trash: true, property: 'object', value: 'page' },
      page_size: 1,
    })
    expect(onePage).toMatchObject({ results: [{ id: one }], next_cursor: two })
    const rest = await notion.search({
      query: 'waste',
      filter: { in_trash: true, property: 'object', value: 'page' },
      start_cursor: two,
    })
    expect(rest.results.map(({ id }) => id)).toEqual([two])
    expect(await titlesOf(notion, { query: 'waste', filter: { in_trash: false } })).toEqual([
      'Waste alive',
    ])
    const { access_token } = await connect(server, first, { pages: [pages.Plans ?? ''] })
    const other = await notionAt(server, access_token).search({ filter: { in_trash: true } })
    expect(other.results).toEqual([])
  })

  test('by relevance the title that fits best is the first', async () => {
    const titles = ['Blue glaze', 'Blueish', 'Glaze of a blue wall', 'Blue', 'Glaze']
    for (const title of titles) await make(title)
    const sort = { property: 'relevance' } as const
    const best = ['Blue glaze', 'Glaze of a blue wall', 'Blue', 'Glaze', 'Blueish']
    expect(await titlesOf(notion, { query: 'blue glaze', sort })).toEqual(best)
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const asked = { query: 'blue glaze', sort, page_size: 2 }
      const answer: Awaited<ReturnType<Client['search']>> = await notion.search({
        ...asked,
        ...(cursor && { start_cursor: cursor }),
      })
      seen.push(...answer.results.map(({ id }) => id))
      cursor = answer.next_cursor
    } while (cursor)
    expect(seen).toEqual(best.map((title) => made[title]))
    expect((await titlesOf(notion, { query: '', sort })).length).toBeGreaterThan(9)
    const stray = notion.search({ query: 'blue', sort, start_cursor: pages.Plans ?? '' })
    await refusalOf(stray, 400, 'validation_error')
  })

  test('what is asked wrongly is refused in the words of the service', async () => {
    const asking = (asked: object) => refusalOf(notion.search(asked), 400, 'validation_error')
    expect(await asking({ filter: { property: 'object', value: 'database' } })).toBe(
      'body failed validation: body.filter.value should be `"page"` or `"data_source"`, instead was `"database"`.',
    )
    expect(await asking({ sort: { timestamp: 'last_edited_time', direction: 'up' } })).toBe(
      'body failed validation: body.sort.direction should be `"ascending"`, `"descending"`, or `undefined`, instead was `"up"`.',
    )
    expect(await asking({ sort: { timestamp: 'created_time', direction: 'ascending' } })).toBe(
      'body.sort.timestamp should be "last_edited_time" when sorting by timestamp.',
    )
    expect(await asking({ sort: { property: 'relevance', direction: 'ascending' } })).toBe(
      [
        'body failed validation. Fix one:',
        'body.sort.timestamp should be defined, instead was `undefined`.',
        'body.sort.direction should be not present, instead was `"ascending"`.',
      ].join('\n'),
    )
    expect(await asking({ sort: { property: 'title' } })).toBe(
      [
        'body failed validation. Fix one:',
        'body.sort.timestamp should be defined, instead was `undefined`.',
        'body.sort.property should be `"relevance"`, instead was `"title"`.',
      ].join('\n'),
    )
    expect(await asking({ filter: { value: 'page', in_trash: true } })).toBe(
      [
        'body failed validation. Fix one:',
        'body.filter.property should be defined, instead was `undefined`.',
        'body.filter.value should be not present, instead was `"page"`.',
      ].join('\n'),
    )
    expect(await asking({ start_cursor: 'bogus' })).toBe(
      'body failed validation: body.start_cursor should be a valid uuid or `undefined`, instead was `"bogus"`.',
    )
    expect(await asking({ page_size: 101 })).toBe(
      'body failed validation: body.page_size should be ≤ `100` or `undefined`, instead was `101`.',
    )
  })

  test('a token that may not read may not search', async () => {
    const { access_token } = await connect(server, clientOf(seed, 'Writer'), {
      pages: [pages.Plans ?? ''],
    })
    const asked = notionAt(server, access_token).search({})
    expect(await refusalOf(asked, 403, 'restricted_resource')).toBe(
      'Insufficient permissions for this endpoint.',
    )
  })
})
