import { collectPaginatedAPI, isFullDatabase, isFullPage } from '@notionhq/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { studioSeed } from '../support/seeds.js'
import {
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notionAt, pagesOfStudio, refusalOf, text } from './ground.js'

const tiles = [
  { name: 'Tile 2', price: 20, glaze: 'matt', rooms: ['Hall'], due: '2026-03-02', paid: true },
  { name: 'Tile 10', price: 5, glaze: 'gloss', rooms: ['Hall', 'Bath'], due: '2026-04-01' },
  { name: 'tile 1', price: null, glaze: 'matt', rooms: [], due: null },
  { name: 'Border', price: 12.5, glaze: null, rooms: ['Bath'], due: '2026-12-24', paid: true },
] as const

describeOnBothStores('queries', (kind) => {
  let server: TestServer
  let notion: ReturnType<typeof notionAt>
  let data_source_id = ''
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    notion = notionAt(server, internalTokenOf(studioSeed))
    const made = await notion.databases.create({
      parent: { type: 'page_id', page_id: (await pagesOfStudio()).Notes ?? '' },
      title: text('Tiles'),
      initial_data_source: {
        properties: {
          Name: { title: {} },
          Price: { number: {} },
          Glaze: { select: {} },
          Rooms: { multi_select: {} },
          Due: { date: {} },
          Paid: { checkbox: {} },
        },
      },
    })
    if (!isFullDatabase(made)) throw new Error('not whole')
    data_source_id = made.data_sources[0]?.id ?? ''
    for (const tile of tiles) {
      await notion.pages.create({
        parent: { data_source_id },
        properties: {
          Name: { title: text(tile.name) },
          Price: { number: tile.price },
          Glaze: { select: tile.glaze === null ? null : { name: tile.glaze } },
          Rooms: { multi_select: tile.rooms.map((name) => ({ name })) },
          Due: { date: tile.due === null ? null : { start: tile.due } },
          Paid: { checkbox: 'paid' in tile },
        },
      })
      server.advance(1)
    }
  })
  afterAll(() => server.close())

  type Asked = Omit<Parameters<typeof notion.dataSources.query>[0], 'data_source_id'>

  const namesOf = (results: readonly unknown[]): string[] =>
    results.map((page) => {
      if (!isFullPage(page as never)) throw new Error('not whole')
      const { Name } = (page as { properties: Record<string, { title: { plain_text: string }[] }> })
        .properties
      return Name?.title.map((one) => one.plain_text).join('') ?? ''
    })

  const ask = async (asked: Asked): Promise<string[]> =>
    namesOf((await notion.dataSources.query({ data_source_id, ...asked })).results)

  test('without any order the newest comes first', async () => {
    expect(await ask({})).toEqual(['Border', 'tile 1', 'Tile 10', 'Tile 2'])
  })

  test('sorts: numbers in text count, empty values come last', async () => {
    const by = (property: string, direction: 'ascending' | 'descending') =>
      ask({ sorts: [{ property, direction }] })
    expect(await by('Name', 'ascending')).toEqual(['Border', 'tile 1', 'Tile 2', 'Tile 10'])
    expect(await by('Price', 'descending')).toEqual(['Tile 2', 'Border', 'Tile 10', 'tile 1'])
    expect(await by('Price', 'ascending')).toEqual(['Tile 10', 'Border', 'Tile 2', 'tile 1'])
  })

  test('filters and groups of them', async () => {
    expect(await ask({ filter: { property: 'Price', number: { greater_than: 10 } } })).toEqual([
      'Border',
      'Tile 2',
    ])
    expect(
      await ask({ filter: { property: 'Glaze', select: { does_not_equal: 'matt' } } }),
    ).toEqual(['Border', 'Tile 10'])
    expect(
      await ask({
        filter: {
          or: [
            { property: 'Rooms', multi_select: { contains: 'Bath' } },
            {
              and: [
                { property: 'Paid', checkbox: { equals: true } },
                { property: 'Due', date: { before: '2026-04-01' } },
              ],
            },
          ],
        },
      }),
    ).toEqual(['Border', 'Tile 10', 'Tile 2'])
  })

  test('pages go on where they ended, whatever is written meanwhile', async () => {
    const all = await collectPaginatedAPI(notion.dataSources.query, {
      data_source_id,
      page_size: 3,
    })
    expect(namesOf(all)).toEqual(['Border', 'tile 1', 'Tile 10', 'Tile 2'])
    const sorts = [{ property: 'Price', direction: 'descending' as const }]
    const head = await notion.dataSources.query({ data_source_id, sorts, page_size: 2 })
    const extra = await notion.pages.create({
      parent: { data_source_id },
      properties: { Name: { title: text('dear') }, Price: { number: 100 } },
    })
    const start_cursor = head.next_cursor ?? ''
    const third = all.find((page) => namesOf([page])[0] === 'Tile 10')?.id ?? ''
    await notion.pages.update({ page_id: third, in_trash: true })
    const tail = await notion.dataSources.query({ data_source_id, sorts, start_cursor })
    expect(namesOf(tail.results)).toEqual(['tile 1'])
    const since = await notion.dataSources.query({ data_source_id, sorts, start_cursor: third })
    expect(namesOf(since.results)).toEqual(['tile 1'])
    expect(await ask({ in_trash: true })).toEqual(['Tile 10'])
    await notion.pages.update({ page_id: third, in_trash: false })
    await notion.pages.update({ page_id: extra.id, in_trash: true })
  })

  test('an empty filter, beside no sorts, asks for all rows', async () => {
    const { results } = await notion.dataSources.query({
      data_source_id,
      filter: {} as never,
      sorts: null as never,
    })
    expect(results).toHaveLength(tiles.length)
  })

  test('what cannot be asked is refused in the words of the service', async () => {
    const asking = (asked: object) =>
      refusalOf(
        notion.dataSources.query({ data_source_id, ...asked } as never),
        400,
        'validation_error',
      )
    expect(await asking({ filter: { property: 'Nope', number: { equals: 1 } } })).toBe(
      'Could not find property with name or id: Nope',
    )
    expect(await asking({ filter: { property: 'Price', rich_text: { equals: '1' } } })).toBe(
      'The property type in the database does not match the property type of the filter provided: database property number does not match filter rich_text',
    )
    expect(await asking({ sorts: [{ property: 'Nope', direction: 'ascending' }] })).toBe(
      'Could not find sort property with name or id: Nope',
    )
    expect(await asking({ start_cursor: 'bogus' })).toBe(
      'The start_cursor provided is invalid: bogus',
    )
  })
})
