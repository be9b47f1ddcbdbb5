import type { Client } from '@notionhq/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BlockType, blockKinds, kindOf } from '../../src/contract/objects/blocks.js'
import { propertyTypes } from '../../src/contract/objects/properties.js'
import type { BlockBody } from '../../src/domain/content/block.js'
import { type RichText, richTextFrom } from '../../src/domain/content/rich-text.js'
import { demoSeed } from '../../src/operations/seed/demo.js'
import { firstPageOf } from '../../src/operations/seed/seed-ids.js'
import { seedRows } from '../../src/operations/seed/seed-rows.js'
import { notionAt, pagesOfStudio, paragraph, text } from '../content/ground.js'
import { studioSeed } from '../support/seeds.js'
import {
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { type Browser, expectStrict, openBrowser, readable } from '../support/web.js'

const bare = (id: string): string => id.replaceAll('-', '')

/** What a page says, without its markup. */
const wordsIn = (html: string): string => readable(html.replaceAll(/<[^>]*>/g, ' '))

type Children = Parameters<Client['blocks']['children']['append']>[0]['children']

describeOnBothStores('a page for people', (kind) => {
  let server: TestServer
  let notion: Client
  let ada: Browser
  let pages: Record<string, string>

  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    notion = notionAt(server, internalTokenOf(studioSeed))
    ada = openBrowser(server)
    await ada.signIn('ada@example.com')
    pages = await pagesOfStudio()
  })
  afterAll(() => server.close())

  const pageWith = async (children: unknown[], title = 'Made'): Promise<string> => {
    const { id } = await notion.pages.create({
      parent: { page_id: pages.Plans ?? '' },
      properties: { title: { title: text(title) } },
      children: children as Children,
    })
    return id
  }
  const shown = async (children: unknown[]): Promise<string> => {
    const page = await ada.get(`/p/${await pageWith(children)}`)
    expect(page.status).toBe(200)
    expectStrict(page)
    return page.html
  }

  test('is found by its address, by its bare id and by its id with dashes', async () => {
    const id = await pageWith([paragraph('Hello')], 'Tile order, No. 5')
    for (const address of [`Tile-order-No-5-${bare(id)}`, `anything-${bare(id)}`, bare(id), id]) {
      const page = await ada.get(`/p/${address}`)
      expect(page.status).toBe(200)
      expect(page.html).toContain('<title>Tile order, No. 5 · Tessera</title>')
      expect(page.html).toContain('<p class="line">Hello</p>')
    }
    const { url } = (await notion.pages.retrieve({ page_id: id })) as { url: string }
    expect((await ada.get(url.slice(server.url.length))).status).toBe(200)
  })

  test('is shown to every member, with the way that leads to it', async () => {
    for (const email of ['ada@example.com', 'ben@example.com']) {
      const browser = openBrowser(server)
      await browser.signIn(email)
      const page = await browser.get(`/p/${pages.Harbour}`)
      expect(page.status).toBe(200)
      expect(page.html).toContain(`href="/p/Plans-${bare(pages.Plans ?? '')}"`)
      expect(wordsIn(page.html)).toMatch(/Studio\s+Plans\s+Harbour/)
    }
  })

  test('sends who is not signed in to sign in, and then back', async () => {
    const browser = openBrowser(server)
    const path = `/p/Plans-${bare(pages.Plans ?? '')}?from=x`
    const away = await browser.get(path)
    expect([away.status, away.location]).toEqual([
      303,
      `/login?return_to=${encodeURIComponent(path)}`,
    ])
    await browser.get(away.location)
    const back = await browser.submit('/login', {
      email: 'ada@example.com',
      password: 'tile by tile',
      return_to: path,
    })
    expect(back.location).toBe(path)
    expect((await browser.get(path)).status).toBe(200)
    expect((await openBrowser(server).get('/workspace')).location).toBe(
      '/login?return_to=%2Fworkspace',
    )
  })

  test('does not exist for who is no member, exactly like one that does not exist', async () => {
    const answers = [pages.Private, 'd1e57000-0000-8000-8000-000000000000', 'pizza'].map(
      async (id) => {
        const page = await ada.get(`/p/${id}`)
        expect(page.status).toBe(404)
        return page.html.replaceAll(/[0-9a-f-]{36}|name="_csrf" value="[^"]*"/g, '')
      },
    )
    const [foreign, missing, wrong] = await Promise.all(answers)
    expect(foreign).toContain('No such page')
    expect(foreign).toBe(missing)
    expect(wrong).toBe(missing)
    const dora = openBrowser(server)
    await dora.signIn('dora@example.com')
    expect((await dora.get(`/p/${pages.Private}`)).status).toBe(200)
    expect((await dora.get(`/p/${pages.Plans}`)).status).toBe(404)
  })

  test('the store itself shows a block to members of its workspace only, and names nobody else', async () => {
    const { workspaces, content } = server.deps.store
    const personOf = async (email: string) => (await workspaces.findPerson({ email }))?.userId ?? ''
    const [own, other] = await Promise.all([
      personOf('ben@example.com'),
      personOf('dora@example.com'),
    ])
    const [studio] = await workspaces.listOfUser(own)
    const workspaceId = studio?.workspaceId ?? ''
    const harbour = pages.Harbour ?? ''
    const found = await content.findBlockForReader({ workspaceId, userId: own }, harbour)
    expect(found?.blockId).toBe(harbour)
    expect(
      await content.findBlockForReader({ workspaceId, userId: other }, harbour),
    ).toBeUndefined()
    expect(
      await content.findBlockForReader({ workspaceId, userId: own }, pages.Private ?? ''),
    ).toBeUndefined()
    const names = await content.listNames(workspaceId, [own, other])
    expect([...names]).toEqual([[own, 'Ben']])
    const labels = await content.listLabels({ workspaceId, userId: own }, [
      harbour,
      pages.Private ?? '',
    ])
    expect(labels).toEqual([{ id: harbour, title: 'Harbour', icon: null }])
    expect((await content.listAncestors(workspaceId, harbour)).map(({ title }) => title)).toEqual([
      'Plans',
    ])
  })

  test('counts numbered items through what stands below them, and anew after anything else', async () => {
    const item = (content: string, children: unknown[] = []) => ({
      numbered_list_item: { rich_text: text(content), children },
    })
    const html = await shown([
      item('one', [item('one a'), item('one b')]),
      item('two'),
      paragraph('between'),
      item('one again'),
    ])
    expect(html.match(/<ol class="numbered">/g)).toHaveLength(3)
    expect(html).not.toContain('start=')
    expect(html).toMatch(
      /one<\/p><div class="below"><ol[\s\S]*one b<\/p><\/li><\/ol><\/div><\/li><li class=""><p class="line">two/,
    )
  })

  test('shows a table with its headers, columns by their ratio, and headings in the contents', async () => {
    const row = (...cells: string[]) => ({ table_row: { cells: cells.map(text) } })
    const html = await shown([
      { table_of_contents: {} },
      { heading_1: { rich_text: text('Top') } },
      {
        heading_2: { rich_text: text('Folded'), is_toggleable: true, children: [paragraph('in')] },
      },
      {
        table: {
          table_width: 2,
          has_column_header: true,
          has_row_header: true,
          children: [row('a', 'b'), row('c', 'd')],
        },
      },
      {
        column_list: {
          children: [
            { column: { width_ratio: 0.75, children: [paragraph('wide')] } },
            { column: { width_ratio: 0.25, children: [paragraph('slim')] } },
          ],
        },
      },
    ])
    expect(html).toContain('<thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>')
    expect(html).toContain('<tr><th scope="row">c</th><td>d</td></tr>')
    expect(html).toContain('<div class="column share-9">')
    expect(html).toContain('<div class="column share-3">')
    for (const [, id = ''] of html.matchAll(/<li class="contents-\d"><a href="#([^"]+)"/g)) {
      expect(html.split(`id="${id}"`)).toHaveLength(2)
    }
    expect(html.match(/class="contents-\d"/g)).toHaveLength(2)
    expect(html).toMatch(/<details class="toggle"[^>]*>\s*<summary><h3 [^>]*>Folded<\/h3>/)
  })

  test('shows annotations, colours and mentions', async () => {
    const { userId = '' } =
      (await server.deps.store.workspaces.findPerson({ email: 'ben@example.com' })) ?? {}
    const html = await shown([
      {
        paragraph: {
          color: 'red_background',
          rich_text: [
            {
              text: { content: 'all' },
              annotations: {
                bold: true,
                italic: true,
                strikethrough: true,
                underline: true,
                code: true,
                color: 'blue',
              },
            },
            { text: { content: 'away', link: { url: 'https://example.com/x?a=1&b=2' } } },
            { mention: { user: { id: userId } } },
            { mention: { page: { id: pages.Harbour } } },
            { mention: { page: { id: pages.Private } } },
            { mention: { date: { start: '2026-11-22', end: '2026-11-23' } } },
            { equation: { expression: 'a<b' } },
          ],
        },
      },
    ])
    expect(html).toContain(
      '<span class="ink-blue"><u><s><em><strong><code>all</code></strong></em></s></u></span>',
    )
    expect(html).toContain('<div class="paragraph fill-red">')
    expect(html).toContain('<a href="https://example.com/x?a=1&amp;b=2" rel="noopener">away</a>')
    expect(html).toContain('<mi>a</mi><mo>&lt;</mo><mi>b</mi>')
    expect(html).toContain('@Ben')
    expect(html).toContain(`href="/p/Harbour-${bare(pages.Harbour ?? '')}"`)
    expect(html).not.toContain(bare(pages.Private ?? ''))
    expect(wordsIn(html)).toMatch(/22 Nov 2026\s+→\s+23 Nov 2026/)
  })

  test('a copy shows what the original holds; without it, it says so; a copy of itself ends', async () => {
    const id = await pageWith([
      { synced_block: { synced_from: null, children: [paragraph('shared')] } },
    ])
    const { results } = await notion.blocks.children.list({ block_id: id })
    const original = results[0]?.id ?? ''
    const copy = { synced_block: { synced_from: { block_id: original } } }
    const copies = await pageWith([copy])
    expect(wordsIn((await ada.get(`/p/${copies}`)).html)).toContain('shared')
    await notion.blocks.children.append({ block_id: original, children: [copy, copy] as Children })
    const round = await ada.get(`/p/${copies}`)
    expect(round.status).toBe(200)
    expect(round.html.match(/class="synced"/g)?.length).toBeLessThanOrEqual(1000)
    expect(round.html).toContain('Show what is nested here')
    await notion.blocks.delete({ block_id: original })
    expect((await ada.get(`/p/${copies}`)).html).toContain(
      'The original of this block is not here any more.',
    )
  })

  test('leaves out blocks in the trash, and says of a page that it is there', async () => {
    const id = await pageWith([paragraph('stays'), paragraph('goes')])
    const { results } = await notion.blocks.children.list({ block_id: id })
    await notion.blocks.delete({ block_id: results[1]?.id ?? '' })
    const before = await ada.get(`/p/${id}`)
    expect(before.html).toContain('stays')
    expect(before.html).not.toContain('goes')
    expect(before.html).not.toContain('in the trash')
    await notion.pages.update({ page_id: id, in_trash: true })
    expect((await ada.get(`/p/${id}`)).html).toContain('This page is in the trash.')
    expect((await ada.get('/workspace')).html).not.toContain(bare(id))
  })

  test('shows 1,000 blocks at once and goes on where it ended, each block once, numbers going on', async () => {
    const id = await pageWith([])
    const items = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({
        numbered_list_item: { rich_text: text(`item ${from + index};`) },
      }))
    const nested = { numbered_list_item: { rich_text: text('holder'), children: items(0, 100) } }
    await notion.blocks.children.append({ block_id: id, children: [nested] as Children })
    const { results } = await notion.blocks.children.list({ block_id: id })
    const holder = results[0]?.id ?? ''
    for (let from = 100; from < 1200; from += 100) {
      await notion.blocks.children.append({
        block_id: holder,
        children: items(from, 100) as Children,
      })
    }
    await notion.blocks.children.append({ block_id: id, children: items(1200, 100) as Children })
    const seen: string[] = []
    let path = `/p/${id}`
    for (let views = 1; ; views += 1) {
      const { status, html } = await ada.get(path)
      expect(status).toBe(200)
      const found = [...html.matchAll(/item \d+;/g)].map(([item]) => item)
      expect(html.match(/<li class=""><p class="line">/g)?.length).toBeLessThanOrEqual(1000)
      seen.push(...found)
      const next = /rel="next" href="([^"]+)">Show more/.exec(html)?.[1]
      if (views === 2) {
        // The holder stands again around what goes on in it: item 999 is its thousandth.
        expect(html).toContain('<ol class="numbered" start="1000">')
        expect(html).toContain('From the beginning')
      }
      if (next === undefined) {
        expect(views).toBe(2)
        break
      }
      path = readable(next)
    }
    expect(seen).toEqual(Array.from({ length: 1300 }, (_, index) => `item ${index};`))
    for (const from of ['', 'pizza', bare(pages.Private ?? ''), `${bare(holder)}.${bare(id)}`]) {
      const page = await ada.get(`/p/${id}?from=${from}`)
      expect([from, page.status, page.html.includes('item 0;')]).toEqual([from, 200, true])
    }
  })

  test('what is nested deeper than a browser nests is read on a page of its own', async () => {
    const id = await pageWith([])
    let parent = id
    for (let depth = 1; depth <= 35; depth += 1) {
      const { results } = await notion.blocks.children.append({
        block_id: parent,
        children: [{ toggle: { rich_text: text(`level ${depth};`) } }] as Children,
      })
      parent = results[0]?.id ?? ''
    }
    const top = await ada.get(`/p/${id}`)
    expect(top.html).toContain('level 30;')
    expect(top.html).not.toContain('level 31;')
    const [, deeper = ''] = /href="([^"]+)">Show what is nested here/.exec(top.html) ?? []
    const rest = await ada.get(deeper)
    expect(rest.status).toBe(200)
    for (const level of [30, 31, 35]) expect(rest.html).toContain(`level ${level};`)
    expect(wordsIn(rest.html)).toMatch(/Part of\s+Made/)
  })

  test('the tree shows the pages of every workspace of theirs, and no others', async () => {
    const page = await ada.get('/workspace')
    expectStrict(page)
    expect(page.html).toMatch(/<nav class="site-nav"[\s\S]*href="\/workspace" aria-current="page"/)
    expect(wordsIn(page.html)).toMatch(/Studio[\s\S]*Plans[\s\S]*Harbour[\s\S]*Notes/)
    expect(page.html).not.toContain('Elsewhere')
    const away = await pageWith([], 'Above')
    const inside = await notion.pages.create({
      parent: { page_id: away },
      properties: { title: { title: text('Beneath the trash') } },
    })
    expect((await ada.get('/workspace')).html).toContain(bare(inside.id))
    await notion.pages.update({ page_id: away, in_trash: true })
    expect((await ada.get('/workspace')).html).not.toContain(bare(inside.id))
    expect((await ada.get(`/p/${inside.id}`)).html).toContain('This page is in the trash.')
  })

  const attacks = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '\'" onfocus="alert(1)" autofocus="',
    '</title></summary></code></pre><svg onload=alert(1)>',
  ]
  const addresses = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)//https://',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'data:image/svg+xml,<svg onload=alert(1)>',
    'vbscript:alert(1)',
    '//evil.example/x',
    'https://evil.example/"onerror="alert(1)',
  ]

  test.each([...attacks, ...addresses])(
    'holding %j everywhere, it runs nothing',
    async (attack) => {
      const url = URL.canParse(attack) ? attack : `https://evil.example/?${attack}`
      const said = [
        { text: { content: attack, link: { url } } },
        { equation: { expression: attack } },
        { mention: { date: { start: '2026-11-22' } } },
        { mention: { custom_emoji: { id: pages.Plans, name: attack, url: attack } } },
      ]
      const file = { type: 'external', external: { url: attack } }
      const media = { type: 'external', external: { url }, caption: said }
      const children = [
        ...['paragraph', 'quote', 'toggle', 'template', 'bulleted_list_item', 'to_do'].map(
          (type) => ({
            [type]: { rich_text: said, children: [{ paragraph: { rich_text: said } }] },
          }),
        ),
        { table_of_contents: {} },
        { breadcrumb: {} },
        ...[1, 2, 3, 4].map((level) => ({ [`heading_${level}`]: { rich_text: said } })),
        { callout: { rich_text: said } },
        { callout: { rich_text: said, icon: file } },
        { code: { rich_text: said, caption: said, language: 'html' } },
        { equation: { expression: attack } },
        ...['image', 'video', 'audio', 'pdf'].map((type) => ({ [type]: media })),
        { file: { ...media, name: attack } },
        { bookmark: { url: attack, caption: said } },
        { embed: { url: attack, caption: said } },
        {
          table: {
            table_width: 1,
            has_column_header: true,
            children: [{ table_row: { cells: [said] } }],
          },
        },
        { tab: { children: [{ paragraph: { rich_text: said } }] } },
      ]
      const made = await notion.pages.create({
        parent: { page_id: pages.Plans ?? '' },
        properties: { title: { title: said as never } },
        icon: file as never,
        cover: file as never,
        children: children as Children,
      })
      // What the API refuses may have been stored by an earlier version all the same.
      const { workspaces, content } = server.deps.store
      const person = await workspaces.findPerson({ email: 'ada@example.com' })
      const [home] = await workspaces.listOfUser(person?.userId ?? '')
      const reader = { workspaceId: home?.workspaceId ?? '', userId: person?.userId ?? '' }
      const list = await notion.blocks.children.list({ block_id: made.id })
      const smuggle = async (type: string, smuggled: BlockBody): Promise<string> => {
        const block = list.results.find((one) => 'type' in one && one.type === type)
        const found = await content.findBlockForReader(reader, block?.id ?? '')
        if (!found) throw new Error(`no ${type} block`)
        const edit = { by: reader.userId, at: Date.now() }
        const body = { ...found.body, ...smuggled }
        expect(await content.updateBody(reader.workspaceId, found, body, edit)).toBe(true)
        return found.blockId
      }
      const [word] = richTextFrom([{ text: { content: attack } }])
      const linked = [{ ...word, link: attack } as RichText]
      const code = await smuggle('code', { language: attack, color: attack, rich_text: linked })
      await smuggle('callout', { icon: { type: 'emoji', emoji: attack } })
      for (const type of ['image', 'video', 'audio', 'pdf', 'file']) {
        await smuggle(type, { file: { type: 'external', url: attack } })
      }

      for (const path of [`/p/${made.id}`, `/p/${code}`, '/workspace']) {
        const page = await ada.get(path)
        expect(page.status).toBe(200)
        expectStrict(page)
        expectInert(page.html)
      }
      expect(wordsIn((await ada.get(`/p/${made.id}`)).html)).toContain(
        attack.split('\n')[0]?.trim(),
      )
      await notion.pages.update({ page_id: made.id, in_trash: true })
    },
  )
})

const TAG = /<(?:\/?[a-z][a-z0-9]*)((?:\s+[a-z][a-z0-9-]*(?:="[^"<>]*")?)*)\s*\/?>/gi
const ATTRIBUTE = /\s([a-z][a-z0-9-]*)(?:="([^"]*)")?/gi
const KNOWN = new Set(
  'href rel src alt loading decoding referrerpolicy class id role tabindex open start scope title lang charset name content type value method action datetime hidden width height viewbox d fill stroke display encoding fence form lspace mathcolor mathvariant movablelimits rspace scriptlevel separator stretchy'.split(
    ' ',
  ),
)

/** No bracket but those of tags, no attribute that runs, no address but of the web or of this server. */
const expectInert = (whole: string): void => {
  const html = whole.replace('<!doctype html>', '')
  expect(html.replaceAll(TAG, '')).not.toMatch(/[<>]/)
  expect(html.match(/<script/g)).toHaveLength(1)
  expect(html.match(/<(iframe|object|embed|style|base|form method="get")/)).toBeNull()
  for (const [, attributes = ''] of html.matchAll(TAG)) {
    for (const [, key = '', value = ''] of attributes.matchAll(ATTRIBUTE)) {
      const isKnown = KNOWN.has(key.toLowerCase()) || /^(data|aria|stroke|http)-/.test(key)
      expect(isKnown, key).toBe(true)
      if (key === 'href') expect(readable(value)).toMatch(/^(https?:\/\/|\/(?!\/)|#)/)
      if (key === 'src') expect(readable(value)).toMatch(/^(https:\/\/|\/(?!\/))/)
    }
  }
}

describe('the demo', () => {
  test('holds a property of every type that can be made', async () => {
    const { contents } = await seedRows(demoSeed, 0)
    const types = new Set(
      contents.flatMap(({ databases }) =>
        databases.flatMap(({ dataSource }) => dataSource.schema.map(({ type }) => type)),
      ),
    )
    const unseen = ['location', 'last_visited_time']
    expect(propertyTypes.filter((type) => !types.has(type))).toEqual(unseen)
  })

  test('holds every kind of block that can be made, and keeps the ids of its pages', async () => {
    const { contents } = await seedRows(demoSeed, 0)
    const types = new Set(contents.flatMap(({ blocks }) => blocks.map(({ type }) => type)))
    const creatable = (Object.keys(blockKinds) as BlockType[]).filter(
      (type) => kindOf(type).creatable,
    )
    expect(creatable.filter((type) => !types.has(type))).toEqual([])
    const ids = new Set(contents.flatMap((content) => content.pages.map(({ pageId }) => pageId)))
    expect(firstPageOf(demoSeed)).toBe('d43c2cb6-c840-82f6-84ac-d70c02ced975')
    for (const link of contents.flatMap(({ blocks }) =>
      blocks.flatMap(({ body }) => body.link ?? []),
    )) {
      expect(ids).toContain(link.id)
    }
  })

  describeOnBothStores('as a person reads it', (kind) => {
    test('shows what rows have, computed values and related pages among it', async () => {
      await using server = await startTestServer(kind)
      const browser = openBrowser(server)
      await browser.signIn('ada@example.com', 'mosaic-demo')
      const { contents } = await seedRows(demoSeed, 0)
      const idOf = (title: string): string => {
        const page = contents
          .flatMap((content) => content.pages)
          .find(({ title: texts }) => JSON.stringify(texts).includes(`"content":"${title}"`))
        return page?.pageId ?? ''
      }
      const order = await browser.get(`/p/${idOf('Museum sand')}`)
      expectInert(order.html)
      const words = wordsIn(order.html)
      expect(words).toMatch(/Glaze\s+Matt/)
      expect(words).toMatch(/Ordered from\s+The Kiln\s+Cobalt & Sons/)
      expect(words).toMatch(/Ratings\s+3\s+5/)
      expect(words).toMatch(/Due\s+20 Nov 2026\s+→\s+4 Dec 2026/)
      expect(words).toMatch(/Supplier\s+Empty/)
      expect(order.html).toContain(`href="/p/The-Kiln-${bare(idOf('The Kiln'))}"`)
      const supplier = await browser.get(`/p/${idOf('Cobalt & Sons')}`)
      expectInert(supplier.html)
      const said = wordsIn(supplier.html)
      expect(said).toMatch(/Orders\s+Harbour blue\s+Museum sand/)
      expect(said).toMatch(/Turnover\s+3480.5/)
      expect(said).toMatch(/Standing\s+regular, rated 5/)
      expect(said).toMatch(/Vetted\s+Verified\s+Ada Moreau/)
      expect(said).toMatch(/Town\s+Nice/)
    })

    test('greets and shows every block', async () => {
      await using server = await startTestServer(kind)
      const browser = openBrowser(server)
      await browser.signIn('ada@example.com', 'mosaic-demo')
      const tree = await browser.get('/workspace')
      const [, every = ''] = /href="(\/p\/Every-block-[0-9a-f]{32})"/.exec(tree.html) ?? []
      const page = await browser.get(every)
      expect(page.status).toBe(200)
      expectInert(page.html)
      expect(page.html).not.toContain('cannot be shown')
      expect(page.html).not.toContain('not here any more')
      const start = await browser.get(`/p/${firstPageOf(demoSeed)}`)
      expect(wordsIn(start.html)).toMatch(/Welcome to\s+Tessera/)
    })
  })
})
