import { collectPaginatedAPI, isFullBlock, isFullPage } from '@notionhq/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyTemplates } from '../../src/operations/content/copy-template.js'
import type { SeedDocument } from '../../src/operations/seed/seed-document.js'
import { first, studioSeed } from '../support/seeds.js'
import {
  connect,
  describeOnBothStores,
  get,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notionAt, paragraph, refusalOf, text } from './ground.js'

const SOURCE = '0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d'
const OTHERS = '0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3e'
const BUG = '1a1b2c3d-4e5f-8a6b-8c7d-8e9f0a1b2c31'
const WISH = '1a1b2c3d-4e5f-8a6b-8c7d-8e9f0a1b2c32'
const LARGE = '1a1b2c3d-4e5f-8a6b-8c7d-8e9f0a1b2c33'
const TEAM = '2a1b2c3d-4e5f-8a6b-8c7d-8e9f0a1b2c34'
const PLAIN = '2a1b2c3d-4e5f-8a6b-8c7d-8e9f0a1b2c35'

/** Who gives the tokens of {@link first}. */
const ADA = '3a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c36'

const placeholder = (template_mention: object) => ({
  type: 'mention',
  mention: { type: 'template_mention', template_mention },
})

const seed: SeedDocument = {
  ...studioSeed,
  workspaces: studioSeed.workspaces.map((workspace, index) =>
    index > 0
      ? workspace
      : {
          ...workspace,
          users: workspace.users.map((user, n) => (n > 0 ? user : { ...user, id: ADA })),
          pages: [
            ...(workspace.pages ?? []),
            {
              title: 'Work',
              databases: [
                {
                  title: 'Teams',
                  data_source_id: OTHERS,
                  properties: { Name: { title: {} } },
                  row_ids: [TEAM],
                  rows: [{ Name: { title: text('Glaziers') } }],
                },
                {
                  title: 'Bugs',
                  data_source_id: SOURCE,
                  properties: {
                    Name: { title: {} },
                    Status: { status: {} },
                    Kind: { select: { options: [{ name: 'Crack' }, { name: 'Chip' }] } },
                    Notes: { rich_text: {} },
                    Number: { unique_id: {} },
                    Team: {
                      relation: {
                        data_source_id: OTHERS,
                        dual_property: { synced_property_name: 'Bugs' },
                      },
                    },
                  },
                  row_ids: [PLAIN],
                  rows: [{ Name: { title: text('A plain row') } }],
                  templates: [
                    {
                      title: 'Urgent bug',
                      id: BUG,
                      icon: '🔥',
                      is_default: true,
                      properties: {
                        Status: { status: { name: 'In progress' } },
                        Kind: { select: { name: 'Crack' } },
                        Notes: {
                          rich_text: [placeholder({ template_mention_user: 'me' })] as never,
                        },
                      },
                      content: [
                        {
                          paragraph: {
                            rich_text: [
                              ...text('Seen '),
                              placeholder({ template_mention_date: 'today' }),
                              placeholder({ template_mention_date: 'now' }),
                              placeholder({ template_mention_user: 'me' }),
                            ],
                          },
                        },
                        {
                          toggle: {
                            rich_text: text('Steps'),
                            children: [
                              {
                                bulleted_list_item: {
                                  rich_text: text('one'),
                                  children: [paragraph('deeper')],
                                },
                              },
                              { bulleted_list_item: { rich_text: text('two') } },
                            ],
                          },
                        },
                        paragraph('The end'),
                      ] as never,
                    },
                    { title: 'A wish', id: WISH, content: [paragraph('I wish')] as never },
                    { title: 'Large', id: LARGE },
                  ],
                },
              ],
            },
          ],
        },
  ),
}

/** A template of more blocks than a request waits for. */
const large: SeedDocument = {
  ...studioSeed,
  workspaces: [
    {
      ...(studioSeed.workspaces[0] as NonNullable<(typeof studioSeed.workspaces)[0]>),
      pages: [
        {
          title: 'Work',
          databases: [
            {
              title: 'Lists',
              data_source_id: SOURCE,
              properties: { Name: { title: {} } },
              templates: [
                {
                  title: 'Long list',
                  id: LARGE,
                  content: Array.from({ length: 15 }, (_, n) => ({
                    toggle: {
                      rich_text: text(`${n}`),
                      children: Array.from({ length: 100 }, (_one, m) => paragraph(`${m}`)),
                    },
                  })) as never,
                },
              ],
            },
          ],
        },
      ],
    },
  ],
}

const PARENT = { type: 'data_source_id' as const, data_source_id: SOURCE }

describeOnBothStores('templates', (kind) => {
  let server: TestServer
  let notion: ReturnType<typeof notionAt>
  beforeAll(async () => {
    server = await startTestServer(kind, { seed })
    notion = notionAt(server, internalTokenOf(seed))
  })
  afterAll(() => server.close())

  const children = async (block_id: string) =>
    (await collectPaginatedAPI(notion.blocks.children.list, { block_id })).filter(isFullBlock)

  const textOf = (block: object): string => {
    const { type } = block as { type: string }
    const { rich_text } = (block as Record<string, { rich_text: { plain_text: string }[] }>)[
      type
    ] as { rich_text: { plain_text: string }[] }
    return rich_text.map(({ plain_text }) => plain_text).join('')
  }

  const textsIn = async (id: string) => (await children(id)).map(textOf)

  const pageAt = async (page_id: string) => {
    const found = await notion.pages.retrieve({ page_id })
    if (!isFullPage(found)) throw new Error('not whole')
    return found
  }

  const propertiesOf = async (id: string) =>
    (await pageAt(id)).properties as unknown as Record<string, Record<string, unknown>>

  const queryIds = async (more: object = {}) => {
    const { results } = await notion.dataSources.query({ data_source_id: SOURCE, ...more })
    return results.map(({ id }) => id)
  }

  test('are listed in their order, a page at a time and by a part of their name', async () => {
    const all = await notion.dataSources.listTemplates({ data_source_id: SOURCE })
    expect(all).toEqual({
      templates: [
        { id: BUG, name: 'Urgent bug', is_default: true },
        { id: WISH, name: 'A wish', is_default: false },
        { id: LARGE, name: 'Large', is_default: false },
      ],
      has_more: false,
      next_cursor: null,
    })
    const { templates, has_more, next_cursor } = await notion.dataSources.listTemplates({
      data_source_id: SOURCE,
      page_size: 1,
    })
    expect({ ids: templates.map(({ id }) => id), has_more, next_cursor }).toEqual({
      ids: [BUG],
      has_more: true,
      next_cursor: WISH,
    })
    const rest = await notion.dataSources.listTemplates({
      data_source_id: SOURCE,
      start_cursor: WISH,
      name: 'LARG',
    })
    expect(rest.templates.map(({ id }) => id)).toEqual([LARGE])
    expect((await notion.dataSources.listTemplates({ data_source_id: OTHERS })).templates).toEqual(
      [],
    )
  })

  test('the list has no request_id, as recorded; its refusals have one', async () => {
    const path = `/v1/data_sources/${SOURCE}/templates`
    const listed = await get(server, internalTokenOf(seed), path)
    expect(Object.keys((await listed.json()) as object)).toEqual([
      'templates',
      'has_more',
      'next_cursor',
    ])
    expect(listed.headers.get('x-notion-request-id')).not.toBeNull()
    const refused = await get(server, internalTokenOf(seed), `${path}?page_size=101`)
    expect(await refused.json()).toMatchObject({
      message:
        'query failed validation: query.page_size should be ≤ `100` or `undefined`, instead was `101`.',
      request_id: expect.any(String),
    })
    await refusalOf(
      notion.dataSources.listTemplates({ data_source_id: SOURCE, start_cursor: PLAIN }),
      400,
      'validation_error',
    )
  })

  test('are pages below their data source, but no rows and not found by search', async () => {
    const page = await pageAt(BUG)
    expect(page.parent).toMatchObject({ type: 'data_source_id', data_source_id: SOURCE })
    expect(page.properties).toMatchObject({
      Kind: { select: { name: 'Crack' } },
      Number: { unique_id: { number: null } },
    })
    expect(await textsIn(BUG)).toEqual(['Seen @Today@Now@Me', 'Steps', 'The end'])
    await notion.pages.create({
      parent: { page_id: WISH },
      properties: { title: { title: text('Wish list') } },
    })
    expect(await queryIds()).not.toContain(BUG)
    expect(
      await queryIds({ filter: { property: 'Kind', select: { equals: 'Crack' } } }),
    ).not.toContain(BUG)
    expect(await queryIds({ sorts: [{ property: 'Name', direction: 'ascending' }] })).not.toContain(
      BUG,
    )
    const { results } = await notion.search({ query: 'wish' })
    expect(results).toEqual([])
    const everything = await collectPaginatedAPI(notion.search, {})
    expect(everything.map(({ id }) => id)).not.toContain(BUG)
  })

  test('a token sees the templates of what is shared with it, and no others', async () => {
    const pages = await server.deps.store.workspaces.listOfUser(ADA)
    const listed = await server.deps.store.workspaces.listPages({
      workspaceId: pages[0]?.workspaceId ?? '',
      userId: ADA,
    })
    const idOf = (title: string) => listed.find((page) => page.title === title)?.pageId ?? ''
    expect(listed.map(({ title }) => title)).not.toContain('Urgent bug')
    const tokenFor = async (title: string) =>
      notionAt(server, (await connect(server, first, { pages: [idOf(title)] })).access_token)
    const work = await tokenFor('Work')
    const { templates } = await work.dataSources.listTemplates({ data_source_id: SOURCE })
    expect(templates.length).toBe(3)
    const made = await work.pages.create({ parent: PARENT, template: { type: 'default' } })
    const [head] = await children(made.id)
    // A token that a person gave acts for that person.
    expect(JSON.stringify(head)).toContain(ADA)
    const notes = await tokenFor('Notes')
    await refusalOf(
      notes.dataSources.listTemplates({ data_source_id: SOURCE }),
      404,
      'object_not_found',
    )
    const chosen = { type: 'template_id' as const, template_id: BUG }
    const refusal = await refusalOf(
      notes.pages.create({ parent: { page_id: idOf('Notes') }, template: chosen }),
      400,
      'validation_error',
    )
    expect(refusal).toContain(`Could not find template with ID: ${BUG}.`)
  })

  test('are edited like any page, and are rows no more for it', async () => {
    await notion.pages.update({
      page_id: WISH,
      properties: {
        Name: { title: text('A bold wish') },
        Kind: { select: { name: 'Chip' } },
        Team: { relation: [{ id: TEAM }] },
      },
    })
    await notion.blocks.children.append({ block_id: WISH, children: [paragraph('and more')] })
    const { templates } = await notion.dataSources.listTemplates({
      data_source_id: SOURCE,
      name: 'bold',
    })
    expect(templates.map(({ id }) => id)).toEqual([WISH])
    expect(await queryIds({ filter: { property: 'Kind', select: { equals: 'Chip' } } })).toEqual([])
    expect((await notion.search({ query: 'bold' })).results).toEqual([])
    // The other end of its relation shows rows alone.
    expect((await propertiesOf(TEAM)).Bugs).toMatchObject({ relation: [] })
  })

  test('a page begins as the default one: its values, its icon, and copies of its blocks', async () => {
    const made = await notion.pages.create({
      parent: PARENT,
      properties: { Name: { title: text('The wall') } },
      template: { type: 'default', timezone: 'Asia/Tokyo' },
    })
    const page = await pageAt(made.id)
    expect(page.icon).toEqual({ type: 'emoji', emoji: '🔥' })
    expect(page.properties).toMatchObject({
      Name: { title: [{ plain_text: 'The wall' }] },
      Status: { status: { name: 'In progress' } },
      Kind: { select: { name: 'Crack' } },
      Number: { unique_id: { number: expect.any(Number) } },
    })
    const blocks = await children(made.id)
    expect(blocks.map(textOf).slice(1)).toEqual(['Steps', 'The end'])
    const own = new Set((await children(BUG)).map(({ id }) => id))
    expect(blocks.some(({ id }) => own.has(id))).toBe(false)
    const [head, toggle] = blocks
    const bot = await notion.users.me({})
    expect(head).toMatchObject({ created_by: { id: bot.id } })
    const mentions = (head as unknown as { paragraph: { rich_text: { mention?: object }[] } })
      .paragraph.rich_text
    const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(Date.now())
    expect(mentions.slice(1).map(({ mention }) => mention)).toEqual([
      { type: 'date', date: { start: day, end: null, time_zone: null } },
      {
        type: 'date',
        date: {
          start: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000\+09:00$/),
          end: null,
          time_zone: null,
        },
      },
      { type: 'user', user: expect.objectContaining({ id: bot.id }) },
    ])
    const [one] = await children(toggle?.id ?? '')
    expect(await textsIn(toggle?.id ?? '')).toEqual(['one', 'two'])
    expect(await textsIn(one?.id ?? '')).toEqual(['deeper'])
    expect((await propertiesOf(made.id)).Notes).toMatchObject({
      rich_text: [{ mention: { type: 'user', user: { id: bot.id } } }],
    })
    expect(await queryIds()).toContain(made.id)
  })

  test('what the request says wins, and what it does not say comes from the chosen one', async () => {
    const made = await notion.pages.create({
      parent: PARENT,
      icon: { type: 'emoji', emoji: '🧊' },
      properties: { Kind: { select: { name: 'Crack' } } },
      template: { type: 'template_id', template_id: WISH.replaceAll('-', '') },
    })
    const page = await pageAt(made.id)
    expect(page.icon).toEqual({ type: 'emoji', emoji: '🧊' })
    expect(page.properties).toMatchObject({
      Name: { title: [{ plain_text: 'A bold wish' }] },
      Kind: { select: { name: 'Crack' } },
      Team: { relation: [{ id: TEAM }] },
    })
    expect((await propertiesOf(TEAM)).Bugs).toMatchObject({ relation: [{ id: made.id }] })
    // The page below the template comes along.
    const blocks = await children(made.id)
    expect(blocks.map(({ type }) => type).sort()).toEqual(['child_page', 'paragraph', 'paragraph'])
  })

  test('none is none; any other page can be a template, even for a page elsewhere', async () => {
    const none = await notion.pages.create({
      parent: PARENT,
      properties: {},
      children: [paragraph('mine')],
      template: { type: 'none' },
    })
    expect(await textsIn(none.id)).toEqual(['mine'])
    const { results } = await notion.search({ query: 'Harbour' })
    const below = await notion.pages.create({
      parent: { page_id: results[0]?.id ?? '' },
      template: { type: 'template_id', template_id: none.id },
    })
    expect(await textsIn(below.id)).toEqual(['mine'])
  })

  test('an update appends the template and fills in what is empty', async () => {
    const { id } = await notion.pages.create({
      parent: PARENT,
      properties: { Name: { title: text('Mine') }, Kind: { select: { name: 'Chip' } } },
      children: [paragraph('first'), paragraph('second')],
    })
    await notion.pages.update({ page_id: id, template: { type: 'default' } })
    expect((await textsIn(id)).map((one) => one.slice(0, 5))).toEqual([
      'first',
      'secon',
      'Seen ',
      'Steps',
      'The e',
    ])
    expect(await propertiesOf(id)).toMatchObject({
      Name: { title: [{ plain_text: 'Mine' }] },
      Kind: { select: { name: 'Chip' } },
      Status: { status: { name: 'In progress' } },
    })
    await notion.pages.update({
      page_id: id,
      erase_content: true,
      template: { type: 'template_id', template_id: BUG },
    })
    expect((await textsIn(id)).length).toBe(3)
    await notion.pages.update({ page_id: id, erase_content: true })
    expect(await textsIn(id)).toEqual([])
  })

  test('a bad template is refused, and no page is made', async () => {
    const before = await queryIds()
    const refused = (template: object, more: object = {}) =>
      refusalOf(
        notion.pages.create({ parent: PARENT, template: template as never, ...more }),
        400,
        'validation_error',
      )
    const missing = '00000000-0000-4000-8000-000000000000'
    expect(await refused({ type: 'template_id', template_id: missing })).toContain(
      `Could not find template with ID: ${missing}.`,
    )
    expect(await refused({ type: 'template_id' })).toContain('body.template.')
    expect(await refused({ type: 'default', timezone: 'Mars/Crater' })).toContain(
      'body.template.timezone should be a valid IANA time zone',
    )
    expect(await refused({ type: 'default' }, { parent: { data_source_id: OTHERS } })).toBe(
      `The data source with ID ${OTHERS} has no default template.`,
    )
    expect(await refused({ type: 'default' }, { children: [paragraph('x')] })).toContain(
      'body.children should be not present',
    )
    expect(await refused({ type: 'default' }, { markdown: 'x' })).toContain(
      'body.markdown should be not present',
    )
    await refusalOf(
      notion.pages.update({ page_id: BUG, template: { type: 'default' } }),
      400,
      'validation_error',
    )
    await refusalOf(notion.pages.move({ page_id: BUG, parent: PARENT }), 400, 'validation_error')
    expect(await queryIds()).toEqual(before)
  })

  test('one in the trash is not listed, not the default, and comes back', async () => {
    await notion.pages.update({ page_id: BUG, in_trash: true })
    const { templates } = await notion.dataSources.listTemplates({ data_source_id: SOURCE })
    expect(templates.map(({ id }) => id)).toEqual([WISH, LARGE])
    expect(await queryIds({ in_trash: true })).not.toContain(BUG)
    await refusalOf(
      notion.pages.create({ parent: PARENT, template: { type: 'default' } }),
      400,
      'validation_error',
    )
    await notion.pages.update({ page_id: BUG, in_trash: false })
    expect(
      (await notion.dataSources.listTemplates({ data_source_id: SOURCE })).templates.length,
    ).toBe(3)
  })

  test('a large one is copied on afterwards, also by another server on the store', async () => {
    for (let hundred = 0; hundred < 13; hundred++) {
      await notion.blocks.children.append({
        block_id: LARGE,
        children: Array.from({ length: 100 }, (_, n) => paragraph(`${hundred * 100 + n}`)),
      })
    }
    const { id } = await notion.pages.create({
      parent: PARENT,
      template: { type: 'template_id', template_id: LARGE },
    })
    expect((await textsIn(id)).length).toBe(1000)
    const idle = new AbortController().signal
    await Promise.all([copyTemplates(server.deps, idle), copyTemplates(server.deps, idle)])
    expect(await textsIn(id)).toEqual(Array.from({ length: 1300 }, (_, n) => `${n}`))
    expect(await copyTemplates(server.deps, idle)).toBe(0)
  })
})

describeOnBothStores('large templates', (kind) => {
  test('are copied on by the housekeeping of the server', async () => {
    const housekeeping = {
      sealInterval: undefined,
      sweepInterval: undefined,
      importInterval: undefined,
      copyInterval: 20,
      retention: 1,
    }
    await using server = await startTestServer(kind, { seed: large, config: { housekeeping } })
    const notion = notionAt(server, internalTokenOf(large))
    const { id } = await notion.pages.create({
      parent: PARENT,
      template: { type: 'template_id', template_id: LARGE },
    })
    const counts = async () => {
      const { results } = await notion.blocks.children.list({ block_id: id })
      return Promise.all(
        results.map(async (toggle) => {
          const below = await notion.blocks.children.list({ block_id: toggle.id })
          return below.results.length
        }),
      )
    }
    await expect.poll(counts, { timeout: 20_000, interval: 100 }).toEqual(Array(15).fill(100))
    expect(await server.deps.store.templates.listCopies(1)).toEqual([])
  })
})
