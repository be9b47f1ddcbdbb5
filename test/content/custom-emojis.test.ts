import { isFullBlock, isFullDatabase, isFullPage } from '@notionhq/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SeedDocument } from '../../src/operations/seed/seed-document.js'
import { studioSeed } from '../support/seeds.js'
import {
  describeOnBothStores,
  get,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { expectStrict, openBrowser } from '../support/web.js'
import { notionAt, pagesOfStudio, refusalOf, text } from './ground.js'

const TILE = '0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c41'
const FAR = '0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c42'
const ELSEWHERE = '0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c43'
const BOGUS = '0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c44'

const [home, other] = studioSeed.workspaces
const seed: SeedDocument = {
  ...studioSeed,
  workspaces: [
    {
      ...(home as NonNullable<typeof home>),
      custom_emojis: [
        { id: TILE, name: 'tile', url: '/assets/tile.svg' },
        { id: FAR, name: 'far', url: 'https://example.com/far.png' },
      ],
    },
    {
      ...(other as NonNullable<typeof other>),
      custom_emojis: [{ id: ELSEWHERE, name: 'theirs', url: 'https://example.com/x.png' }],
    },
  ],
}

describeOnBothStores('custom emojis', (kind) => {
  let server: TestServer
  let notion: ReturnType<typeof notionAt>
  let pages: Record<string, string>
  beforeAll(async () => {
    server = await startTestServer(kind, { seed })
    notion = notionAt(server, internalTokenOf(seed))
    pages = await pagesOfStudio()
  })
  afterAll(() => server.close())

  const tile = () => ({ id: TILE, name: 'tile', url: `${server.url}/assets/tile.svg` })
  const iconOf = (id: string) => ({ type: 'custom_emoji' as const, custom_emoji: { id } })

  test('are listed, by pages and by their whole name', async () => {
    const far = { id: FAR, name: 'far', url: 'https://example.com/far.png' }
    const listed = await get(server, internalTokenOf(seed), '/v1/custom_emojis')
    const body = (await listed.json()) as object
    expect(Object.keys(body)).toEqual([
      'object',
      'type',
      'results',
      'has_more',
      'next_cursor',
      'request_id',
    ])
    expect(body).toMatchObject({ results: [tile(), far], has_more: false, next_cursor: null })
    const some = await notion.customEmojis.list({ page_size: 1 })
    expect(some).toMatchObject({ results: [tile()], has_more: true, next_cursor: FAR })
    const rest = await notion.customEmojis.list({ page_size: 1, start_cursor: FAR })
    expect(rest).toMatchObject({ results: [far], has_more: false, next_cursor: null })
    expect((await notion.customEmojis.list({ name: 'far' })).results).toEqual([far])
    expect((await notion.customEmojis.list({ name: 'fa' })).results).toEqual([])
    await refusalOf(notion.customEmojis.list({ start_cursor: ELSEWHERE }), 400, 'validation_error')
    const picture = await fetch(tile().url)
    expect(picture.headers.get('content-type')).toBe('image/svg+xml')
    expect(await picture.text()).toContain('<svg')
  })

  test('are icons of pages, databases and callouts', async () => {
    const parent = { page_id: pages.Notes ?? '' }
    const page = await notion.pages.create({ parent, icon: iconOf(TILE) })
    if (!isFullPage(page)) throw new Error('not whole')
    expect(page.icon).toEqual({ type: 'custom_emoji', custom_emoji: tile() })
    expect(await notion.pages.retrieve({ page_id: page.id })).toMatchObject({ icon: page.icon })
    const database = await notion.databases.create({
      parent: { type: 'page_id', ...parent },
      icon: iconOf(TILE) as never,
    })
    if (!isFullDatabase(database)) throw new Error('not whole')
    expect(database.icon).toEqual(page.icon)
    const [source] = database.data_sources
    expect(await notion.dataSources.retrieve({ data_source_id: source?.id ?? '' })).toMatchObject({
      icon: page.icon,
    })
    const { results } = await notion.blocks.children.append({
      block_id: page.id,
      children: [{ callout: { rich_text: text('Look'), icon: iconOf(TILE) as never } }],
    })
    expect(results[0]).toMatchObject({ callout: { icon: page.icon } })
  })

  test('what is none here comes back as null', async () => {
    for (const id of [BOGUS, ELSEWHERE]) {
      const parent = { page_id: pages.Notes ?? '' }
      const page = await notion.pages.create({ parent, icon: iconOf(id) })
      expect(page).toMatchObject({ icon: null })
    }
  })

  test('stand in texts, in titles and in markdown', async () => {
    const mention = { type: 'mention', mention: iconOf(TILE) } as never
    const page = await notion.pages.create({
      parent: { page_id: pages.Notes ?? '' },
      properties: { title: { title: [mention] } },
      children: [{ paragraph: { rich_text: [mention] } }],
    })
    const shown = { mention: { type: 'custom_emoji', custom_emoji: tile() }, plain_text: ':tile:' }
    expect(page).toMatchObject({ properties: { title: { title: [shown] } } })
    const { results } = await notion.blocks.children.list({ block_id: page.id })
    expect(results.filter(isFullBlock)[0]).toMatchObject({ paragraph: { rich_text: [shown] } })
    const { markdown } = await notion.pages.retrieveMarkdown({ page_id: page.id })
    expect(markdown.trim()).toBe(':tile:')
  })

  test('are seen in the browser, as icons and in texts', async () => {
    const mention = { type: 'mention', mention: iconOf(TILE) } as never
    const page = await notion.pages.create({
      parent: { page_id: pages.Notes ?? '' },
      icon: iconOf(TILE),
      children: [
        { paragraph: { rich_text: [mention] } },
        { callout: { rich_text: text('Look'), icon: iconOf(BOGUS) as never } },
      ],
    })
    const ada = openBrowser(server)
    await ada.signIn('ada@example.com')
    const shown = await ada.get(`/p/${page.id}`)
    expect(shown.status).toBe(200)
    expectStrict(shown)
    expect(shown.html.match(/src="\/assets\/tile\.svg"/g)?.length).toBeGreaterThanOrEqual(2)
    expect(shown.html).toContain('role="img" aria-label="tile"')
  })
})
