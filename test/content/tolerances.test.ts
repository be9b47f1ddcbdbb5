import { afterAll, beforeAll, expect, test } from 'vitest'
import { studioSeed } from '../support/seeds.js'
import {
  clientOf,
  connect,
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notionAt, pagesOfStudio, paragraph, refusalOf, text } from './ground.js'

/** Seen in recorded requests, or in what clients send that are in use. */
describeOnBothStores('what clients send and the service takes is taken', (kind) => {
  let server: TestServer
  let notion: ReturnType<typeof notionAt>
  let page: string
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    notion = notionAt(server, internalTokenOf(studioSeed))
    page = (await pagesOfStudio()).Plans ?? ''
  })
  afterAll(() => server.close())

  const append = async (block_id: string, ...children: object[]) => {
    const { results } = await notion.blocks.children.append({ block_id, children } as never)
    return results as unknown as Record<string, unknown>[]
  }
  const change = (block_id: string, body: object) =>
    notion.blocks.update({ block_id, ...body } as never)

  test('a block as an answer showed it, but for `archived`', async () => {
    const shown = {
      object: 'block',
      ...paragraph('Back again'),
      id: page,
      parent: { type: 'page_id', page_id: page },
      created_time: '0001-01-01T00:00:00',
      last_edited_time: '0001-01-01T00:00:00',
      created_by: { object: 'user', id: page },
      last_edited_by: { object: 'user', id: page },
      has_children: false,
      in_trash: false,
    }
    const [block] = await append(page, shown)
    expect(block?.id).not.toBe(page)
    const message = await refusalOf(
      append(page, { ...shown, archived: false }),
      400,
      'validation_error',
    )
    expect(message.split('\n')).toContain(
      'body.children[0].archived should be not present, instead was `false`.',
    )
  })

  test('a callout without an icon, which gets one', async () => {
    const [block] = await append(page, { callout: { rich_text: text('Look') } })
    expect(block?.callout).toMatchObject({ icon: { type: 'emoji', emoji: '💡' } })
  })

  test('a paragraph as it was shown, without an icon', async () => {
    const [block] = await append(page, { paragraph: { rich_text: text('Look'), icon: null } })
    expect(block?.paragraph).toMatchObject({ icon: null })
  })

  test('values without their types, if all are', async () => {
    const { data_sources } = (await notion.databases.create({
      parent: { type: 'page_id', page_id: page },
      initial_data_source: {
        properties: {
          Name: { title: {} },
          Size: { number: {} },
          Kind: { select: { options: [{ name: 'Big' }] } },
          Due: { date: {} },
          Note: { rich_text: {} },
          Done: { checkbox: {} },
          Link: { url: {} },
        },
      },
    })) as unknown as { data_sources: { id: string }[] }
    const parent = { data_source_id: data_sources[0]?.id }
    const make = (properties: object) => notion.pages.create({ parent, properties } as never)
    const bare = {
      Name: text('Bare'),
      Size: 5,
      Kind: { name: 'Big' },
      Due: { start: '2026-11-23' },
      Note: text('Written'),
      Done: true,
      Link: null,
    }
    const { properties } = (await make(bare)) as unknown as {
      properties: Record<string, object>
    }
    expect(properties).toMatchObject({
      Name: { title: [{ plain_text: 'Bare' }] },
      Size: { number: 5 },
      Kind: { select: { name: 'Big' } },
      Due: { date: { start: '2026-11-23' } },
      Note: { rich_text: [{ plain_text: 'Written' }] },
      Done: { checkbox: true },
      Link: { url: null },
    })
    expect(await refusalOf(make({ Size: 'five', Done: 1 }), 400, 'validation_error')).toBe(
      'Size is expected to be number. Done is expected to be checkbox.',
    )
  })

  test('a data source named without dashes, or in capitals, as the parent of a row', async () => {
    const { data_sources } = (await notion.databases.create({
      parent: { type: 'page_id', page_id: page },
    })) as unknown as { data_sources: { id: string }[] }
    const id = String(data_sources[0]?.id)
    const hex = id.replaceAll('-', '')
    for (const data_source_id of [hex, hex.toUpperCase()]) {
      const made = await notion.pages.create({ parent: { data_source_id }, properties: {} })
      expect(made).toMatchObject({ parent: { type: 'data_source_id', data_source_id: id } })
    }
    const rows = await notion.dataSources.query({ data_source_id: hex })
    expect(rows.results).toHaveLength(2)
  })

  test('properties to be shown by their names, and in the spelling of lists', async () => {
    const { data_sources } = (await notion.databases.create({
      parent: { type: 'page_id', page_id: page },
      initial_data_source: {
        properties: { Name: { title: {} }, Size: { number: {} }, Done: { checkbox: {} } },
      },
    })) as unknown as { data_sources: { id: string }[] }
    const data_source_id = String(data_sources[0]?.id)
    await notion.pages.create({ parent: { data_source_id }, properties: {} })
    const shown = async (query: string) => {
      const path = `data_sources/${data_source_id}/query?${query}`
      const { results } = (await notion.request({ path, method: 'post', body: {} })) as {
        results: { properties: object }[]
      }
      return Object.keys(results[0]?.properties ?? {})
    }
    expect(await shown('filter_properties[]=Size&filter_properties[]=title')).toEqual([
      'Size',
      'Name',
    ])
    expect(await shown('filter_properties=Done&filter_properties%5B%5D=Name')).toEqual([
      'Done',
      'Name',
    ])
    expect(await shown('filter_properties[]=Size&filter_properties[]=None')).toEqual(['Size'])
    expect(await refusalOf(shown('sizes[]=1'), 400, 'validation_error')).toMatch(
      /^query failed validation: query\.sizes should be not present/,
    )
  })

  test('columns with nothing in them', async () => {
    const column = (width_ratio: number) => ({ column: { children: [], width_ratio } })
    const [list] = await append(page, { column_list: { children: [column(0.25), column(0.75)] } })
    const { results } = await notion.blocks.children.list({ block_id: String(list?.id) })
    expect(results).toMatchObject([
      { has_children: false, column: { width_ratio: 0.25 } },
      { has_children: false, column: { width_ratio: 0.75 } },
    ])
    expect(await append(String(list?.id), { column: { children: [] } })).toHaveLength(1)
    await refusalOf(append(String(list?.id), { column: {} }), 400, 'validation_error')
  })

  test('columns that are no level of their own', async () => {
    const bullet = (...children: object[]) => ({
      bulleted_list_item: { rich_text: text('a'), ...(children.length > 0 && { children }) },
    })
    const column = (...children: object[]) => ({ column: { children } })
    const columns = (...children: object[]) => ({
      column_list: { children: [column(...children), column()] },
    })
    const [list] = await append(page, columns(bullet(bullet())))
    expect(list).toMatchObject({ type: 'column_list', has_children: true })
    const tooDeep = append(page, columns(bullet(bullet(bullet()))))
    expect(await refusalOf(tooDeep, 400, 'validation_error')).toMatch(
      /bulleted_list_item\.children should be not present/,
    )
  })

  test('an update that says that there are no children', async () => {
    const [toDo, heading] = await append(
      page,
      { to_do: { rich_text: text('a') } },
      { heading_1: { rich_text: text('a') } },
    )
    const rich_text = text('b')
    expect(
      await change(String(toDo?.id), { to_do: { children: [], rich_text, checked: true } }),
    ).toMatchObject({ to_do: { checked: true, rich_text: [{ plain_text: 'b' }] } })
    await change(String(heading?.id), { heading_1: { children: [], rich_text } })
    const some = change(String(toDo?.id), { to_do: { children: [paragraph('c')], rich_text } })
    await refusalOf(some, 400, 'validation_error')
  })

  test('a name of a file without its extension', async () => {
    const external = { url: 'https://files.example/robots.txt' }
    const nameIn = (block: unknown) => (block as { file: { name: string } }).file.name
    const [file] = await append(page, { file: { name: 'robots.txt', external } })
    const named = async (name: string, more: object = { caption: [] }) =>
      nameIn(await change(String(file?.id), { file: { name, ...more } }))
    expect(await named('my_robot')).toBe('my_robot.txt')
    expect(await named('yours.md')).toBe('yours.md')
    expect(await named('map', { external: { url: 'https://files.example/a/map.jpg?v=2' } })).toBe(
      'map.jpg',
    )
    const [first, second] = await append(
      page,
      { file: { name: 'robots', external } },
      { file: { name: 'robots', external: { url: 'https://files.example' } } },
    )
    expect([nameIn(first), nameIn(second)]).toEqual(['robots.txt', 'robots'])
  })

  const ask = (method: 'post' | 'patch', path: string, body: object) =>
    notion.request<Record<string, unknown>>({ method, path, body: body as Record<string, unknown> })

  test('a page that says where it stands and that it is not in the trash', async () => {
    const parent = { type: 'page_id', page_id: page }
    const shown = { parent, icon: null, cover: null, properties: { title: { title: text('x') } } }
    const made = await ask('post', 'pages', { ...shown, in_trash: false, children: [] })
    expect(made).toMatchObject({ in_trash: false })
    await ask('post', 'pages', { ...shown, archived: false })
    const born = ask('post', 'pages', { ...shown, in_trash: true })
    expect(await refusalOf(born, 400, 'validation_error')).toContain('body.in_trash should be')
    const elsewhere = { ...shown, parent: { type: 'page_id', page_id: String(made.id) } }
    expect(await ask('patch', `pages/${made.id}`, elsewhere)).toMatchObject({ parent })
  })

  test('a block that says in an update that it is one', async () => {
    const [block] = await append(page, paragraph('a'))
    expect(
      await ask('patch', `blocks/${block?.id}`, { object: 'block', ...paragraph('b') }),
    ).toMatchObject({ paragraph: { rich_text: [{ plain_text: 'b' }] } })
  })

  test('a database and a data source as answers show them', async () => {
    const time = '2026-11-30T12:00:00.000000Z'
    const shown = { created_time: time, last_edited_time: time, url: '', is_inline: false }
    const database = await ask('post', 'databases', {
      ...shown,
      object: 'database',
      data_sources: [],
      in_trash: false,
      title: text('Shown'),
      description: [],
      parent: { type: 'page_id', page_id: page },
    })
    const title = { id: '', name: 'Title', type: 'title', title: {} }
    const source = await ask('post', 'data_sources', {
      ...shown,
      object: 'data_source',
      title: text('Shown too'),
      properties: { Title: title },
      parent: { type: 'database_id', database_id: database.id },
    })
    const { id, object, url, is_inline, properties } = source
    const note = { id: '', name: 'Note', type: 'rich_text', rich_text: {} }
    const more = { ...(properties as object), Note: note }
    const changed = { id, object, url, is_inline, title: text('Changed'), properties: more }
    expect(await ask('patch', `data_sources/${id}`, changed)).toMatchObject({
      id,
      title: [{ plain_text: 'Changed' }],
      properties: { Title: { id: 'title' }, Note: { type: 'rich_text' } },
    })
    const refused = ask('patch', `data_sources/${id}`, { created_time: time })
    expect(await refusalOf(refused, 400, 'validation_error')).toContain('should be not present')
  })

  test('no blocks beside markdown', async () => {
    const parent = { page_id: page }
    const made = await ask('post', 'pages', { parent, children: [], markdown: 'Hello' })
    const { results } = await notion.blocks.children.list({ block_id: String(made.id) })
    expect(results).toMatchObject([{ paragraph: { rich_text: [{ plain_text: 'Hello' }] } }])
    const both = ask('post', 'pages', { parent, children: [paragraph('x')], markdown: 'Hello' })
    expect(await refusalOf(both, 400, 'validation_error')).toContain(
      'body.markdown should be not present',
    )
  })

  test('a change of what goes to the trash with it, or comes back', async () => {
    const [block] = await append(page, paragraph('a'))
    const path = `blocks/${block?.id}`
    const said = (words: string) => ({ paragraph: { rich_text: [{ plain_text: words }] } })
    const gone = { ...paragraph('b'), in_trash: true }
    expect(await ask('patch', path, gone)).toMatchObject({ in_trash: true, ...said('b') })
    await refusalOf(ask('patch', path, gone), 400, 'validation_error')
    expect(await ask('patch', path, { ...paragraph('c'), in_trash: false })).toMatchObject({
      in_trash: false,
      ...said('c'),
    })
    const wrong = { heading_1: { rich_text: text('d') }, in_trash: true }
    await refusalOf(ask('patch', path, wrong), 400, 'validation_error')
    expect(await notion.blocks.retrieve({ block_id: String(block?.id) })).toMatchObject({
      in_trash: false,
    })

    const parent = { page_id: page }
    const { id: page_id } = await notion.pages.create({ parent, properties: {} })
    const titled = (words: string) => ({ properties: { title: { title: text(words) } } })
    expect(
      await ask('patch', `pages/${page_id}`, { icon: null, ...titled('Left'), in_trash: true }),
    ).toMatchObject({ in_trash: true, properties: { title: { title: [{ plain_text: 'Left' }] } } })

    const database = await ask('post', 'databases', { parent, title: text('Here') })
    const [source] = database.data_sources as { id: string }[]
    for (const [kind, id] of [
      ['data_sources', source?.id],
      ['databases', database.id],
    ]) {
      expect(
        await ask('patch', `${kind}/${id}`, { title: text('Left'), in_trash: true }),
      ).toMatchObject({ in_trash: true, title: [{ plain_text: 'Left' }] })
    }
  })

  test('a page without a parent is at the top of the workspace of a person', async () => {
    const { access_token } = await connect(server, clientOf(studioSeed))
    const own = notionAt(server, access_token)
    const made = await own.pages.create({ properties: { title: text('Mine') } } as never)
    expect(made).toMatchObject({ parent: { type: 'workspace', workspace: true } })
    const refused = notion.pages.create({ properties: { title: text('Whose?') } } as never)
    expect(await refusalOf(refused, 400, 'validation_error')).toContain(
      "Internal integrations aren't owned by a single user",
    )
  })

  test('a place of which little is said, and a bot of which nothing is', async () => {
    const database = (await notion.databases.create({
      parent: { page_id: page },
      initial_data_source: {
        properties: { Name: { title: {} }, Where: { place: {} }, By: { created_by: {} } },
      },
    } as never)) as unknown as { data_sources: { id: string }[] }
    const made = await notion.pages.create({
      parent: { data_source_id: database.data_sources[0]?.id ?? '' },
      properties: { Where: { place: { lat: 52.52, lon: 13.405, address: 'Berlin' } } },
    } as never)
    const { Where, By } = (
      made as unknown as { properties: Record<string, Record<string, object>> }
    ).properties
    expect(By?.created_by).toMatchObject({ object: 'user', type: 'bot', bot: {} })
    expect(By?.created_by).not.toHaveProperty('bot.owner')
    expect(Where?.id).toMatch(/^([:-~]|%[0-9A-F]{2}){4}$/)
    expect(Object.entries(Where?.place ?? {})).toEqual([
      ['lat', 52.52],
      ['lon', 13.405],
      ['name', null],
      ['address', 'Berlin'],
      ['aws_place_id', null],
      ['google_place_id', null],
    ])
  })
})
