import { isFullDatabase, isFullDataSource, isFullPage } from '@notionhq/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { first, second, studioSeed } from '../support/seeds.js'
import {
  connect,
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notionAt, pagesOfStudio, paragraph, refusalOf, text } from './ground.js'

type Described = {
  readonly id: string
  readonly select?: { readonly options: readonly object[] }
}

describeOnBothStores('databases', (kind) => {
  let server: TestServer
  let notion: ReturnType<typeof notionAt>
  let pages: Record<string, string>
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    notion = notionAt(server, internalTokenOf(studioSeed))
    pages = await pagesOfStudio()
  })
  afterAll(() => server.close())

  const make = async (properties: object = {}, title = 'Tiles') => {
    const made = await notion.databases.create({
      parent: { type: 'page_id', page_id: pages.Notes ?? '' },
      title: text(title),
      initial_data_source: { properties: properties as never },
    })
    if (!isFullDatabase(made)) throw new Error('not whole')
    const [source] = made.data_sources
    return { database: made, source: source?.id ?? '' }
  }

  const schemaOf = async (data_source_id: string) => {
    const found = await notion.dataSources.retrieve({ data_source_id })
    if (!isFullDataSource(found)) throw new Error('not whole')
    return found.properties as unknown as Record<string, Described>
  }

  const rowIn = async (source: string, properties: object, more: object = {}) => {
    const parent = { data_source_id: source }
    const row = await notion.pages.create({ parent, properties: properties as never, ...more })
    if (!isFullPage(row)) throw new Error('not whole')
    return row
  }

  test('a database without a title is called as recorded, its data source has none', async () => {
    const made = await notion.databases.create({
      parent: { type: 'page_id', page_id: pages.Notes ?? '' },
      initial_data_source: { properties: { Name: { title: {} } } },
    })
    if (!isFullDatabase(made)) throw new Error('not whole')
    expect(made.title.map((one) => one.plain_text)).toEqual(['New database'])
    expect(made.data_sources.map(({ name }) => name)).toEqual(['New database'])
    const found = await notion.dataSources.retrieve({
      data_source_id: made.data_sources[0]?.id ?? '',
    })
    expect(found).toMatchObject({ title: [] })
    const block = await notion.blocks.delete({ block_id: made.id })
    expect(block).toMatchObject({ child_database: { title: 'New database' } })
  })

  test('a database is answered whole, keys in the recorded order', async () => {
    const { database, source } = await make()
    expect(Object.keys(database)).toEqual([
      'object',
      'id',
      'title',
      'description',
      'parent',
      'is_inline',
      'in_trash',
      'is_locked',
      'created_time',
      'last_edited_time',
      'data_sources',
      'icon',
      'cover',
      'url',
      'public_url',
      'archived',
      'request_id',
    ])
    expect(database.created_time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/)
    expect(database.data_sources).toEqual([{ id: source, name: 'Tiles' }])
    const found = await notion.dataSources.retrieve({ data_source_id: source })
    expect(Object.keys(found)).toEqual([
      'object',
      'id',
      'cover',
      'icon',
      'created_time',
      'created_by',
      'last_edited_by',
      'last_edited_time',
      'title',
      'description',
      'is_inline',
      'properties',
      'parent',
      'database_parent',
      'url',
      'public_url',
      'in_trash',
      'archived',
      'request_id',
    ])
    expect(found).toMatchObject({
      parent: { type: 'database_id', database_id: database.id },
      database_parent: { type: 'page_id', page_id: pages.Notes },
      url: database.url,
      properties: { Name: { id: 'title', name: 'Name', type: 'title', title: {} } },
    })
  })

  test('it is a block of its page, and its data source is none', async () => {
    const { database, source } = await make({}, 'Shelf')
    const { results } = await notion.blocks.children.list({ block_id: pages.Notes ?? '' })
    expect(results.at(-1)).toMatchObject({
      id: database.id,
      type: 'child_database',
      child_database: { title: 'Shelf' },
      has_children: false,
    })
    const asked = notion.blocks.retrieve({ block_id: source })
    await refusalOf(asked, 404, 'object_not_found')
    const below = await notion.blocks.children.list({ block_id: database.id })
    expect(below).toMatchObject({ results: [], has_more: false })
  })

  test('a row shows every property of the schema, empty ones too', async () => {
    const { source, database } = await make({
      Name: { title: {} },
      Note: { rich_text: {} },
      Price: { number: { format: 'euro' } },
      Glaze: { select: { options: [{ name: 'matt', color: 'blue' }] } },
      Tags: { multi_select: {} },
      State: { status: {} },
      Due: { date: {} },
      Who: { people: {} },
      Files: { files: {} },
      Done: { checkbox: {} },
      Link: { url: {} },
      Mail: { email: {} },
      Phone: { phone_number: {} },
      Made: { created_time: {} },
      Maker: { created_by: {} },
      Edited: { last_edited_time: {} },
      Editor: { last_edited_by: {} },
      No: { unique_id: { prefix: 'TILE' } },
    })
    const row = await rowIn(source, { Name: { title: text('Blue') } })
    expect(row.parent).toEqual({
      type: 'data_source_id',
      data_source_id: source,
      database_id: database.id,
    })
    expect(row.properties).toMatchObject({
      Name: { id: 'title', title: [{ plain_text: 'Blue' }] },
      Note: { rich_text: [] },
      Price: { number: null },
      Glaze: { select: null },
      Tags: { multi_select: [] },
      State: { status: null },
      Due: { date: null },
      Who: { people: [] },
      Files: { files: [] },
      Done: { checkbox: false },
      Link: { url: null },
      Mail: { email: null },
      Phone: { phone_number: null },
      Made: { created_time: row.created_time },
      Maker: { created_by: { object: 'user', id: row.created_by.id } },
      Edited: { last_edited_time: row.last_edited_time },
      No: { unique_id: { prefix: 'TILE', number: 1 } },
    })
    const { results: users } = await notion.users.list({})
    const ada = users.find(({ name }) => name === 'Ada')?.id ?? ''
    const page_id = row.id
    const properties = {
      Note: { rich_text: text('gloss') },
      Price: { number: 4.5 },
      Glaze: { select: { name: 'MATT' } },
      Tags: { multi_select: [{ name: 'wall' }, { name: 'floor' }] },
      State: { status: { name: 'Done' } },
      Who: { people: [{ id: ada }] },
      Files: { files: [{ name: 'plan', external: { url: 'https://example.com/plan.pdf' } }] },
      Done: { checkbox: true },
      Link: { url: 'https://example.com' },
      Mail: { email: 'ada@example.com' },
      Phone: { phone_number: '1' },
    }
    expect(await notion.pages.update({ page_id, properties })).toMatchObject({
      properties: {
        Name: { title: [{ plain_text: 'Blue' }] },
        Note: { rich_text: [{ plain_text: 'gloss' }] },
        Price: { number: 4.5 },
        Glaze: { select: { name: 'matt', color: 'blue' } },
        Tags: { multi_select: [{ name: 'wall' }, { name: 'floor' }] },
        State: { status: { name: 'Done', color: 'green' } },
        Who: { people: [{ name: 'Ada' }] },
        Files: { files: [{ name: 'plan', type: 'external' }] },
        Done: { checkbox: true },
        Link: { url: 'https://example.com' },
      },
    })
    expect((await schemaOf(source)).Tags).toMatchObject({
      multi_select: { options: [{ name: 'wall' }, { name: 'floor' }] },
    })
  })

  test('rows made at once get numbers of their own, and every new option stays', async () => {
    const { source } = await make({ No: { unique_id: {} }, Kind: { select: {} } })
    const rows = await Promise.all(
      Array.from({ length: 8 }, (_, n) => rowIn(source, { Kind: { select: { name: `k${n}` } } })),
    )
    const numbers = rows.map(({ properties }) => {
      const { No } = properties
      return No?.type === 'unique_id' ? No.unique_id.number : null
    })
    expect(numbers.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    const { Kind } = await schemaOf(source)
    expect(Kind?.select?.options).toHaveLength(8)
  })

  test('a schema changes; a renamed property keeps its id and its values', async () => {
    const { source } = await make({ Price: { number: {} } })
    const row = await rowIn(source, { Price: { number: 3 } })
    const before = await schemaOf(source)
    await notion.dataSources.update({
      data_source_id: source,
      title: text('Stock'),
      properties: {
        Price: { name: 'Cost' },
        Extra: { rich_text: {} },
      } as never,
    })
    const after = await schemaOf(source)
    expect(Object.keys(after).toSorted()).toEqual(['Cost', 'Extra', 'Name'])
    expect(after.Cost?.id).toBe(before.Price?.id)
    expect(await notion.pages.retrieve({ page_id: row.id })).toMatchObject({
      properties: { Cost: { number: 3 }, Extra: { rich_text: [] } },
    })
    await notion.dataSources.update({ data_source_id: source, properties: { Cost: null } })
    expect(Object.keys(await schemaOf(source)).toSorted()).toEqual(['Extra', 'Name'])
    const update = (properties: object) =>
      refusalOf(
        notion.dataSources.update({ data_source_id: source, properties: properties as never }),
        400,
        'validation_error',
      )
    expect(await update({ Name: null })).toBe('The title property cannot be removed.')
    expect(await update({ Nope: null })).toBe('Nope is not a property that exists.')
    expect(await update({ Extra: { name: 'Name' } })).toBe(
      'Two properties cannot have the same name: Name.',
    )
  })

  test('a type changes; values come along as far as they can be read as the other', async () => {
    const option = (name: string, color = 'red') => ({ name, color })
    const { source } = await make({
      Name: { title: {} },
      Text: { rich_text: {} },
      Words: { rich_text: {} },
      Amount: { number: {} },
      Kind: { select: { options: [option('Oak'), option('Elm')] } },
      Day: { date: {} },
      Done: { checkbox: {} },
    })
    const row = await rowIn(source, {
      Text: { rich_text: text('42') },
      Words: { rich_text: text('many') },
      Amount: { number: 7.5 },
      Kind: { select: { name: 'Elm' } },
      Day: { date: { start: '2026-11-30' } },
      Done: { checkbox: true },
    })
    const change = (properties: object) =>
      notion.dataSources.update({ data_source_id: source, properties: properties as never })
    const shown = async () => {
      const found = await notion.pages.retrieve({ page_id: row.id })
      if (!isFullPage(found)) throw new Error('not whole')
      return found.properties as Record<string, object>
    }
    await change({
      Text: { number: {} },
      Words: { number: {} },
      Amount: { rich_text: {} },
      Kind: { multi_select: {} },
      Day: { rich_text: {} },
      Done: { people: {} },
    })
    expect(await shown()).toMatchObject({
      Text: { number: 42 },
      Words: { number: null },
      Amount: { rich_text: [{ plain_text: '7.5' }] },
      Kind: { multi_select: [option('Elm')] },
      Day: { rich_text: [{ plain_text: '2026-11-30' }] },
      Done: { people: [] },
    })
    const more = { property: 'Text', number: { greater_than: 41 } }
    const { results } = await notion.dataSources.query({ data_source_id: source, filter: more })
    expect(results.map(({ id }) => id)).toEqual([row.id])
    const { id: property_id } = (await schemaOf(source)).Text ?? { id: '' }
    expect(await notion.pages.properties.retrieve({ page_id: row.id, property_id })).toMatchObject({
      type: 'number',
      number: 42,
    })

    const properties = { Words: { number: 3 }, Kind: { multi_select: [] } }
    await notion.pages.update({ page_id: row.id, properties: properties as never })
    await change({ Text: { rich_text: {} }, Words: { rich_text: {} }, Kind: { select: {} } })
    expect(await shown()).toMatchObject({
      Text: { rich_text: [{ plain_text: '42' }] },
      Words: { rich_text: [{ plain_text: '3' }] },
      Kind: { select: null },
    })
    expect((await schemaOf(source)).Kind?.select?.options).toMatchObject([
      option('Oak'),
      option('Elm'),
    ])
  })

  test('values are refused in the words of the service', async () => {
    const { source } = await make({
      Price: { number: {} },
      State: { status: {} },
      Kind: { select: {} },
    })
    const asking = (properties: object) =>
      refusalOf(rowIn(source, properties), 400, 'validation_error')
    expect(await asking({ Nope: { number: 1 }, Nor: { number: 2 } })).toBe(
      'Nope is not a property that exists. Nor is not a property that exists.',
    )
    expect(await asking({ Price: { rich_text: text('1') } })).toBe(
      'Price is expected to be number.',
    )
    expect(await asking({ Kind: { select: { name: 'a,b' } } })).toBe(
      'Invalid select option, commas not allowed: a,b',
    )
    expect(await asking({ State: { status: { name: 'Doing' } } })).toContain(
      'Invalid status option. Status option "Doing" does not exist".',
    )
  })

  test('options of a status say their groups, or keep them, or are to be done', async () => {
    const groupsOf = async (data_source_id: string) => {
      const { Stage } = (await schemaOf(data_source_id)) as unknown as { Stage: { status: Status } }
      const { options, groups } = Stage.status
      return groups.map(({ name, option_ids }) => [
        name,
        option_ids.map((id) => options.find((one) => one.id === id)?.name),
      ])
    }
    type Status = {
      options: { id: string; name: string }[]
      groups: { name: string; option_ids: string[] }[]
    }
    const named = (name: string, group?: string) => ({ name, ...(group && { group }) })
    const stage = (...options: object[]) => ({ Stage: { status: { options } } })
    const backlog = named('Backlog', 'To-do')
    const doing = named('Doing', 'In progress')
    const shipped = named('Shipped', 'Complete')
    const { source } = await make(stage(backlog, doing, shipped, named('Groupless')) as never)
    expect(await groupsOf(source)).toEqual([
      ['To-do', ['Backlog', 'Groupless']],
      ['In progress', ['Doing']],
      ['Complete', ['Shipped']],
    ])
    const moved = named('Backlog', 'In progress')
    const verified = named('Verified', 'Complete')
    const properties = stage(moved, named('Doing'), shipped, verified, named('Incoming')) as never
    await notion.dataSources.update({ data_source_id: source, properties })
    expect(await groupsOf(source)).toEqual([
      ['To-do', ['Incoming']],
      ['In progress', ['Backlog', 'Doing']],
      ['Complete', ['Shipped', 'Verified']],
    ])
    const unknown = make(stage(named('Lost', 'Nowhere')) as never)
    expect(await refusalOf(unknown, 400, 'validation_error')).toContain(
      'options[0].group should be `"To-do"`, `"In progress"`, `"Complete"`, or `undefined`',
    )
    const ofSelect = make({ Kind: { select: { options: [backlog] } } } as never)
    expect(await refusalOf(ofSelect, 400, 'validation_error')).toContain(
      'options[0].group should be not present',
    )
  })

  test('a database holds several data sources, and a page needs to say which', async () => {
    const { database, source } = await make()
    const second = await notion.dataSources.create({
      parent: { type: 'database_id', database_id: database.id },
      properties: { Title: { title: {} } },
      title: text('second'),
    })
    const found = await notion.databases.retrieve({ database_id: database.id })
    expect(found).toMatchObject({
      data_sources: [
        { id: source, name: 'Tiles' },
        { id: second.id, name: 'second' },
      ],
    })
    const asked = notion.pages.create({ parent: { database_id: database.id }, properties: {} })
    expect(await refusalOf(asked, 400, 'validation_error')).toContain('data_source_id')
    const row = await rowIn(second.id, { Title: { title: text('in the second') } })
    expect(row.properties).toHaveProperty('Title')
  })

  test('values are told one by one, too', async () => {
    const { source } = await make({ Price: { number: {} }, Maker: { created_by: {} } })
    const row = await rowIn(source, { Price: { number: 3 }, Name: { title: text('x') } })
    const ask = (property_id: string) =>
      notion.pages.properties.retrieve({ page_id: row.id, property_id })
    const { Price } = await schemaOf(source)
    expect(await ask(Price?.id ?? '')).toMatchObject({
      object: 'property_item',
      type: 'number',
      id: Price?.id,
      number: 3,
    })
    expect(await ask('Maker')).toMatchObject({ created_by: { id: row.created_by.id } })
    expect(await ask('title')).toMatchObject({ object: 'list', results: [{ type: 'title' }] })
    await refusalOf(ask('nope'), 404, 'object_not_found')
  })

  test('a data source moves to another database, its rows with it', async () => {
    const [here, there] = [await make({}, 'Here'), await make({}, 'There')]
    const row = await rowIn(here.source, { Name: { title: text('traveller') } })
    const parent = { type: 'database_id' as const, database_id: there.database.id }
    await notion.dataSources.update({ data_source_id: here.source, parent })
    expect(await notion.pages.retrieve({ page_id: row.id })).toMatchObject({
      parent: { data_source_id: here.source, database_id: there.database.id },
    })
    const found = await notion.databases.retrieve({ database_id: there.database.id })
    expect(isFullDatabase(found) && found.data_sources).toHaveLength(2)
    const again = notion.dataSources.update({ data_source_id: here.source, parent })
    await refusalOf(again, 400, 'validation_error')
  })

  test('a row holds blocks, goes to the trash and comes back', async () => {
    const { source, database } = await make()
    const parent = { database_id: database.id }
    const { id } = await notion.pages.create({
      parent,
      properties: { Name: { title: text('by its database') } },
      children: [paragraph('inside')],
    })
    expect((await notion.blocks.children.list({ block_id: id })).results).toHaveLength(1)
    const placed = {
      id,
      type: 'child_page',
      parent: { type: 'data_source_id', data_source_id: source, database_id: database.id },
    }
    expect(await notion.blocks.retrieve({ block_id: id })).toMatchObject(placed)
    expect(await notion.blocks.delete({ block_id: id })).toMatchObject({
      ...placed,
      in_trash: true,
    })
    await notion.pages.update({ page_id: id, in_trash: false })
    await notion.databases.update({ database_id: database.id, in_trash: true })
    expect(await notion.pages.retrieve({ page_id: id })).toMatchObject({ in_trash: true })
    expect(await notion.dataSources.retrieve({ data_source_id: source })).toMatchObject({
      in_trash: true,
    })
    await refusalOf(rowIn(source, {}), 400, 'validation_error')
    await notion.databases.update({ database_id: database.id, in_trash: false })
    expect(await notion.pages.retrieve({ page_id: id })).toMatchObject({ in_trash: false })
    await notion.dataSources.update({ data_source_id: source, in_trash: true })
    const asked = notion.pages.create({ parent, properties: {} })
    expect(await refusalOf(asked, 400, 'validation_error')).toBe(
      `Database with ID ${database.id} does not contain any data sources accessible by this API bot.`,
    )
  })

  test('a person puts a database at the top of the workspace, and takes it down again', async () => {
    const { access_token } = await connect(server, first, { pages: [pages.Plans ?? ''] })
    const theirs = notionAt(server, access_token)
    const top = { type: 'workspace' as const, workspace: true as const }
    const made = await theirs.databases.create({
      parent: top,
      title: text('Private tiles'),
      initial_data_source: {
        properties: { Self: { type: 'rich_text', rich_text: {} } },
      },
    })
    if (!isFullDatabase(made)) throw new Error('not whole')
    expect(made.parent).toEqual(top)
    const [source] = made.data_sources
    const parent = { data_source_id: source?.id ?? '' }
    const row = await theirs.pages.create({ parent, properties: {} })
    const found = await theirs.search({ query: 'private tiles' })
    expect(found.results.map(({ id }) => id)).toEqual([source?.id])
    const plans = { type: 'page_id' as const, page_id: pages.Plans ?? '' }
    expect(await theirs.databases.update({ database_id: made.id, parent: plans })).toMatchObject({
      parent: plans,
    })
    expect(await theirs.databases.update({ database_id: made.id, parent: top })).toMatchObject({
      parent: top,
    })
    const twice = theirs.databases.update({ database_id: made.id, parent: top })
    expect(await refusalOf(twice, 400, 'validation_error')).toBe(
      'New parent must be different from the current parent.',
    )
    expect(await theirs.pages.retrieve({ page_id: row.id })).toMatchObject({ id: row.id })
    const others = notionAt(server, (await connect(server, second)).access_token)
    await refusalOf(others.databases.retrieve({ database_id: made.id }), 404, 'object_not_found')
  })

  test('a relation from the top of the workspace makes its other end', async () => {
    const { source } = await make()
    const { access_token } = await connect(server, first, { pages: [pages.Notes ?? ''] })
    const theirs = notionAt(server, access_token)
    await theirs.databases.create({
      parent: { type: 'workspace', workspace: true },
      title: text('Top'),
      initial_data_source: {
        properties: {
          Tiles: {
            type: 'relation',
            relation: { data_source_id: source, type: 'dual_property', dual_property: {} },
          },
        },
      },
    })
    expect(Object.keys(await schemaOf(source))).toContain('Related to Top (Tiles)')
  })

  test('nothing goes to the top for an integration without a person, or that it has not made', async () => {
    const top = { type: 'workspace' as const, workspace: true as const }
    const words = /^Provide a `parent\.page_id` parameter to create a database, or use a public/
    const asked = notion.databases.create({ parent: top })
    expect(await refusalOf(asked, 400, 'validation_error')).toMatch(words)
    const { database } = await make()
    const moved = notion.databases.update({ database_id: database.id, parent: top })
    expect(await refusalOf(moved, 400, 'validation_error')).toMatch(words)
    const { access_token } = await connect(server, first, { pages: [pages.Notes ?? ''] })
    const theirs = notionAt(server, access_token)
    await refusalOf(
      theirs.databases.update({ database_id: database.id, parent: top }),
      400,
      'validation_error',
    )
    expect(await notion.databases.retrieve({ database_id: database.id })).toMatchObject({
      parent: { type: 'page_id' },
    })
  })

  test('what is not shared does not exist', async () => {
    const { database, source } = await make()
    const { access_token } = await connect(server, first, { pages: [pages.Plans ?? ''] })
    const other = notionAt(server, access_token)
    await refusalOf(other.databases.retrieve({ database_id: database.id }), 404, 'object_not_found')
    await refusalOf(other.dataSources.retrieve({ data_source_id: source }), 404, 'object_not_found')
    const asked = other.pages.create({ parent: { data_source_id: source }, properties: {} })
    await refusalOf(asked, 404, 'object_not_found')
    const wrong = notion.databases.retrieve({ database_id: pages.Notes ?? '' })
    expect(await refusalOf(wrong, 400, 'validation_error')).toContain('is a page, not a database')
  })
})
