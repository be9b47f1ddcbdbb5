import { isFullDatabase } from '@notionhq/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { operatorsOf } from '../../src/contract/objects/query.js'
import { notionAt, pagesOfStudio, text } from '../content/ground.js'
import { studioSeed } from '../support/seeds.js'
import {
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { type Browser, expectStrict, openBrowser, readable } from '../support/web.js'

const wordsIn = (html: string): string => readable(html.replaceAll(/<[^>]*>/g, ' '))

/** Titles of the rows, in their order. */
const rowsIn = (html: string): string[] =>
  [...html.matchAll(/<a class="row-link"[\s\S]*?<bdi>([\s\S]*?)<\/bdi>/g)].map(([, title = '']) =>
    readable(title.replaceAll(/<[^>]*>/g, '')),
  )

describeOnBothStores('a database for people', (kind) => {
  let server: TestServer
  let notion: ReturnType<typeof notionAt>
  let ada: Browser
  let pages: Record<string, string>
  let path: string
  let sourceId: string
  let databaseId: string
  let ids: Record<string, string>

  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    notion = notionAt(server, internalTokenOf(studioSeed))
    ada = openBrowser(server)
    await ada.signIn('ada@example.com')
    pages = await pagesOfStudio()
    const made = await notion.databases.create({
      parent: { type: 'page_id', page_id: pages.Plans ?? '' },
      title: text('Tiles & <b>more</b>'),
      is_inline: true,
      initial_data_source: {
        properties: {
          Name: { title: {} },
          Pieces: { number: { format: 'number_with_commas' } },
          Glaze: { select: { options: [{ name: 'Matt', color: 'red' }, { name: 'Gloss' }] } },
          Due: { date: {} },
          Paid: { checkbox: {} },
          Site: { url: {} },
          Files: { files: {} },
          Who: { people: {} },
        },
      },
    })
    if (!isFullDatabase(made)) throw new Error('not whole')
    databaseId = made.id
    sourceId = made.data_sources[0]?.id ?? ''
    path = `/p/${databaseId}`
    const { userId = '' } =
      (await server.deps.store.workspaces.findPerson({ email: 'ben@example.com' })) ?? {}
    const row = (properties: object) =>
      notion.pages.create({
        parent: { data_source_id: sourceId },
        properties: properties as never,
      })
    await row({
      Name: { title: text('Harbour') },
      Pieces: { number: 1200 },
      Glaze: { select: { name: 'Matt' } },
      Due: { date: { start: '2026-03-02', end: '2026-03-04' } },
      Paid: { checkbox: true },
      Site: { url: 'javascript:alert(1)' },
      Files: { files: [{ name: 'plan.pdf', external: { url: 'https://example.com/plan.pdf' } }] },
      Who: { people: [{ id: userId }] },
    })
    await row({ Name: { title: text('Museum') }, Pieces: { number: 40 } })
    await row({ Name: { title: text('<i>Bath</i>') }, Glaze: { select: { name: 'Gloss' } } })
    const { html } = await ada.get(path)
    ids = Object.fromEntries(
      [...html.matchAll(/<th[^>]*><a href="[^"]*[?;]sort=([^&"]*)[^"]*" title="(\w+):/g)].map(
        ([, id = '', name = '']) => [name, new URLSearchParams(`id=${id}`).get('id') ?? ''],
      ),
    )
  })
  afterAll(() => server.close())

  const asked = (query: [string, string][]) => ada.get(`${path}?${new URLSearchParams(query)}`)

  test('is a table of its rows, every value as people read it, markup of others inert', async () => {
    const page = await ada.get(path)
    expect(page.status).toBe(200)
    expectStrict(page)
    expect(page.html).toContain('<h1>Tiles &amp; &lt;b&gt;more&lt;/b&gt;</h1>')
    expect(rowsIn(page.html)).toEqual(['<i>Bath</i>', 'Museum', 'Harbour'])
    expect(page.html).not.toContain('<i>Bath')
    expect(page.html).toContain('<span class="chip fill-red">Matt</span>')
    expect(page.html).toContain('<span class="cell-number">1,200</span>')
    expect(page.html).toContain(
      '<a href="https://example.com/plan.pdf" rel="noopener">plan.pdf</a>',
    )
    expect(page.html).not.toContain('href="javascript')
    expect(page.html).toMatch(/aria-label="Yes"/)
    const words = wordsIn(page.html)
    expect(words).toMatch(/2 Mar 2026\s+→\s+4 Mar 2026/)
    expect(words).toContain('Ben')
    expect(words).toMatch(/Studio[\s\S]*Plans[\s\S]*Tiles & <b>more/)
  })

  test('sorts by a head of a column, up, down and not at all', async () => {
    const up = await asked([['sort', ids.Pieces ?? '']])
    expect(rowsIn(up.html)).toEqual(['Museum', 'Harbour', '<i>Bath</i>'])
    expect(up.html).toContain('aria-sort="ascending"')
    const [, next = ''] = /aria-sort="ascending"><a href="([^"]*)"/.exec(up.html) ?? []
    const down = await ada.get(readable(next))
    expect(down.html).toContain('aria-sort="descending"')
    expect(rowsIn(down.html).slice(0, 2)).toEqual(['Harbour', 'Museum'])
    const [, last = ''] = /aria-sort="descending"><a href="([^"]*)"/.exec(down.html) ?? []
    expect((await ada.get(readable(last))).html).not.toContain('aria-sort')
  })

  test('filters by several conditions, each with the operators of its type', async () => {
    const one = await asked([
      ['p', ids.Pieces ?? ''],
      ['o', 'greater_than'],
      ['value', '50'],
    ])
    expect(rowsIn(one.html)).toEqual(['Harbour'])
    const both = await asked([
      ['p', ids.Pieces ?? ''],
      ['o', 'is_not_empty'],
      ['value', ''],
      ['p', ids.Paid ?? ''],
      ['o', 'equals'],
      ['value', 'false'],
    ])
    expect(rowsIn(both.html)).toEqual(['Museum'])
    const [, operators = ''] = /<select name="o">([\s\S]*?)<\/select>/.exec(both.html) ?? []
    expect([...operators.matchAll(/value="(\w+)"/g)].map(([, name]) => name)).toEqual(
      operatorsOf('number').map(({ name }) => name),
    )
    const none = await asked([
      ['p', ids.Glaze ?? ''],
      ['o', 'equals'],
      ['value', 'Nothing'],
    ])
    expect(wordsIn(none.html)).toContain('No row satisfies these filters.')
  })

  test('says what is wrong with a condition, as the API would, and shows no rows', async () => {
    for (const [property, operator, value] of [
      [ids.Pieces, 'equals', 'pizza'],
      [ids.Pieces, 'starts_with', '1'],
      [ids.Due, 'after', 'someday'],
      ['nothing', 'equals', '1'],
      [ids.Who, 'contains', "x' or 1=1"],
    ]) {
      const page = await asked([
        ['p', property ?? ''],
        ['o', operator ?? ''],
        ['value', value ?? ''],
      ])
      expect(page.status).toBe(200)
      expect(page.html).toContain('role="alert"')
      expect(rowsIn(page.html)).toEqual([])
    }
    const wrong = await ada.get(`${path}?sort=nothing&from=pizza&source=x&p=a&p=b&add=c`)
    expect(wrong.status).toBe(200)
  })

  test('goes on where a page of it ended', async () => {
    const many = await notion.databases.create({
      parent: { type: 'page_id', page_id: pages.Notes ?? '' },
      title: text('Many'),
      initial_data_source: { properties: { Name: { title: {} } } },
    })
    if (!isFullDatabase(many)) throw new Error('not whole')
    const [source] = many.data_sources
    for (let number = 0; number < 60; number += 1) {
      await notion.pages.create({
        parent: { data_source_id: source?.id ?? '' },
        properties: { Name: { title: text(`row ${number}`) } },
      })
    }
    const head = await ada.get(`/p/${many.id}`)
    expect(rowsIn(head.html)).toHaveLength(50)
    const [, next = ''] = /rel="next" href="([^"]+)"/.exec(head.html) ?? []
    const rest = await ada.get(readable(next))
    expect(new Set([...rowsIn(head.html), ...rowsIn(rest.html)]).size).toBe(60)
    expect(rest.html).toContain('First rows')
    expect(rest.html).not.toContain('rel="next"')
  })

  test('stands in its page, several data sources as tabs, and leads to the whole of it', async () => {
    await notion.dataSources.create({
      parent: { type: 'database_id', database_id: databaseId },
      title: text('Second hand'),
      properties: { Name: { title: {} } },
    })
    const page = await ada.get(`/p/${pages.Plans}`)
    expect(page.html).toContain('class="inline-database"')
    expect(rowsIn(page.html)).toContain('Museum')
    const whole = await ada.get(path)
    const [, tab = ''] = /<a href="([^"]*)">Second hand<\/a>/.exec(whole.html) ?? []
    const second = await ada.get(readable(tab))
    expect(wordsIn(second.html)).toContain('No rows yet.')
    expect((await ada.get('/workspace')).html).toContain(databaseId.replaceAll('-', ''))
  })

  test('its views are tabs, each with the rows and the order that it has', async () => {
    const made = await notion.databases.create({
      parent: { type: 'page_id', page_id: pages.Notes ?? '' },
      title: text('Kilns'),
      initial_data_source: { properties: { Name: { title: {} }, Heat: { number: {} } } },
    })
    if (!isFullDatabase(made)) throw new Error('not whole')
    const data_source_id = made.data_sources[0]?.id ?? ''
    for (const [name, heat] of [
      ['cold', 20],
      ['warm', 300],
      ['hot', 1200],
    ] as const) {
      const properties = { Name: { title: text(name) }, Heat: { number: heat } }
      await notion.pages.create({ parent: { data_source_id }, properties })
    }
    const whole = await ada.get(`/p/${made.id}`)
    expect(whole.html).not.toContain('aria-label="Views"')
    const view = (await notion.views.create({
      database_id: made.id,
      data_source_id,
      name: 'Fired <b>',
      type: 'board',
      filter: { property: 'Heat', number: { greater_than: 100 } },
      sorts: [{ property: 'Heat', direction: 'ascending' }],
    } as never)) as { id: string; url: string }
    const first = await ada.get(`/p/${made.id}`)
    expect(rowsIn(first.html)).toEqual(['hot', 'warm', 'cold'])
    const [, tab = ''] = /<a href="([^"]*)"><bdi>Fired &lt;b&gt;/.exec(first.html) ?? []
    const fired = await ada.get(readable(tab))
    expectStrict(fired)
    expect(rowsIn(fired.html)).toEqual(['warm', 'hot'])
    expect(fired.html).toMatch(/aria-current="page"><bdi>Fired/)
    expect(wordsIn(fired.html)).toContain(
      'A board view, shown as a table. It has a filter and an order of its own.',
    )
    // The address that the API tells of a view leads there, and what is asked for besides is asked of it.
    const { pathname, search } = new URL(view.url)
    const { html } = await ada.get(pathname + search)
    expect(rowsIn(html)).toEqual(['warm', 'hot'])
    const [, heat = ''] = /[?;]sort=([^&"]*)[^"]*" title="Heat:/.exec(html) ?? []
    const id = new URLSearchParams(`id=${heat}`).get('id') ?? ''
    const besides = (query: [string, string][]) =>
      ada.get(`${pathname}${search}&${new URLSearchParams(query)}`)
    const turned = await besides([
      ['sort', id],
      ['dir', 'descending'],
    ])
    expect(rowsIn(turned.html)).toEqual(['hot', 'warm'])
    const fewer = await besides([
      ['p', id],
      ['o', 'less_than'],
      ['value', '1000'],
    ])
    expect(rowsIn(fewer.html)).toEqual(['warm'])
    expect(fewer.html).toMatch(/<input type="hidden" name="v" value="[0-9a-f]{32}">/)
    await notion.dataSources.update({ data_source_id, properties: { Heat: null } as never })
    const broken = await ada.get(pathname + search)
    expect([broken.status, broken.html.includes('role="alert"')]).toEqual([200, true])
    expect((await ada.get(`${pathname}?v=${data_source_id}`)).status).toBe(200)
  })

  test('filters by what formulas and rollups come to', async () => {
    const parent = { type: 'page_id' as const, page_id: pages.Notes ?? '' }
    const orders = await notion.databases.create({
      parent,
      title: text('Orders'),
      initial_data_source: { properties: { Name: { title: {} } } },
    })
    if (!isFullDatabase(orders)) throw new Error('not whole')
    const orderSource = orders.data_sources[0]?.id ?? ''
    const tiles = await notion.databases.create({
      parent,
      title: text('Computed'),
      initial_data_source: {
        properties: {
          Name: { title: {} },
          Price: { number: {} },
          Orders: { relation: { data_source_id: orderSource, single_property: {} } },
          Double: { formula: { expression: 'prop("Price") * 2' } },
          Dear: { formula: { expression: 'prop("Price") > 10' } },
          Label: { formula: { expression: 'prop("Name") + "!"' } },
          Count: {
            rollup: {
              relation_property_name: 'Orders',
              rollup_property_name: 'Name',
              function: 'count',
            },
          },
          Names: {
            rollup: {
              relation_property_name: 'Orders',
              rollup_property_name: 'Name',
              function: 'show_original',
            },
          },
        } as never,
      },
    })
    if (!isFullDatabase(tiles)) throw new Error('not whole')
    const order = await notion.pages.create({
      parent: { data_source_id: orderSource },
      properties: { Name: { title: text('spring') } },
    })
    const data_source_id = tiles.data_sources[0]?.id ?? ''
    for (const [name, price, relation] of [
      ['cheap', 5, []],
      ['dear', 50, [{ id: order.id }]],
    ] as const) {
      await notion.pages.create({
        parent: { data_source_id },
        properties: {
          Name: { title: text(name) },
          Price: { number: price },
          Orders: { relation: [...relation] },
        },
      })
    }
    const { html } = await ada.get(`/p/${tiles.id}`)
    const idOf = (name: string) => {
      const [, id = ''] = new RegExp(`[?;]sort=([^&"]*)[^"]*" title="${name}:`).exec(html) ?? []
      return new URLSearchParams(`id=${id}`).get('id') ?? ''
    }
    for (const [name, operator, value, rows] of [
      ['Double', 'number.greater_than', '20', ['dear']],
      ['Double', 'number.is_not_empty', '', ['dear', 'cheap']],
      ['Dear', 'checkbox.equals', 'false', ['cheap']],
      ['Label', 'string.contains', 'eap!', ['cheap']],
      ['Count', 'number.equals', '1', ['dear']],
      ['Names', 'any.rich_text.contains', 'spr', ['dear']],
      ['Names', 'none.rich_text.contains', 'spr', ['cheap']],
      ['Names', 'any.rich_text.contains', 'autumn', []],
    ] as const) {
      const query = new URLSearchParams({ p: idOf(name), o: operator, value })
      const page = await ada.get(`/p/${tiles.id}?${query}`)
      expect([name, operator, rowsIn(page.html)]).toEqual([name, operator, [...rows]])
      expect(page.html).toMatch(
        new RegExp(`<option value="${operator.replaceAll('.', '\\.')}" selected>`),
      )
      const adding = await ada.get(`/p/${tiles.id}?add=${encodeURIComponent(idOf(name))}`)
      expect(adding.html).toContain(`<option value="${operator}"`)
    }
  })

  test('stands above its rows', async () => {
    const { html } = await ada.get(path)
    const row = /<a class="row-link" href="([^"]+)"/.exec(html)?.[1] ?? ''
    const page = await ada.get(row)
    const way = /<nav class="breadcrumb"[\s\S]*?<\/nav>/.exec(page.html)?.[0] ?? ''
    expect(wordsIn(way).replaceAll(/\s+/g, ' ')).toContain('Plans Tiles & <b>more</b> ')
    expect(way).toContain(databaseId.replaceAll('-', ''))
  })

  test('is missing for who is not in the workspace, and says when it is in the trash', async () => {
    const dora = openBrowser(server)
    await dora.signIn('dora@example.com')
    const foreign = await dora.get(path)
    expect([foreign.status, foreign.html.includes('Museum')]).toEqual([404, false])
    expect((await openBrowser(server).get(path)).status).toBe(303)
    await notion.databases.update({ database_id: databaseId, in_trash: true })
    expect((await ada.get(path)).html).toContain('This database is in the trash.')
  })

  test('a page shows what was said of it and of its blocks', async () => {
    const page_id = pages.Harbour ?? ''
    const { results } = await notion.blocks.children.append({
      block_id: page_id,
      children: [{ paragraph: { rich_text: text('The second firing') } }],
    })
    await notion.comments.create({ parent: { page_id }, rich_text: text('Whole <page>') })
    await notion.comments.create({
      parent: { block_id: results[0]?.id ?? '' } as never,
      rich_text: text('Too dark'),
    })
    const { html } = await ada.get(`/p/${page_id}`)
    const words = wordsIn(html)
    expect(words).toMatch(/Comments\s+2[\s\S]*Inside[\s\S]*Whole <page>/)
    expect(words).toMatch(/The second firing[\s\S]*The second firing\s+Inside[\s\S]*Too dark/)
  })
})
