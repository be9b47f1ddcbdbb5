import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashPassword } from '../../src/lib/password.js'
import { demoSeed } from '../../src/operations/seed/demo.js'
import { parseSeed, type SeedDocument } from '../../src/operations/seed/seed-document.js'
import { seedRows } from '../../src/operations/seed/seed-rows.js'
import { notionAt, refusalOf, text } from '../content/ground.js'
import { first, studioSeed } from '../support/seeds.js'
import {
  connect,
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notesOf } from '../support/trail.js'
import { type Browser, expectStrict, openBrowser, readable } from '../support/web.js'

const onlyFor = (email: string) => ({
  everybody: 'none' as const,
  people: [{ email, level: 'full_access' as const }],
})

const [studio, ...elsewhere] = studioSeed.workspaces
if (!studio) throw new Error('the seed has a workspace')

const seed: SeedDocument = {
  ...studioSeed,
  workspaces: [
    {
      ...studio,
      pages: [
        {
          title: 'Plans',
          children: [
            {
              title: 'Harbour',
              access: { people: [{ email: 'cleo@example.com', level: 'comment' }] },
              children: [
                { title: 'Tiles' },
                { title: 'Wages', access: onlyFor('ada@example.com') },
              ],
            },
          ],
        },
        { title: 'Diary', access: onlyFor('ben@example.com') },
        {
          title: 'Lent',
          access: { people: [{ email: 'cleo@example.com', level: 'full_access' }] },
        },
        {
          title: 'Tables',
          databases: [
            {
              title: 'Orders',
              access: onlyFor('ada@example.com'),
              properties: { Name: { title: {} } },
              rows: [{ Name: { title: [{ text: { content: 'Row one' } }] } }],
            },
          ],
        },
      ],
    },
    ...elsewhere,
  ],
}

const TITLES = ['Plans', 'Harbour', 'Tiles', 'Wages', 'Diary', 'Lent', 'Tables']

const bare = (id: string): string => id.replaceAll('-', '')

describeOnBothStores('sharing', (kind) => {
  let server: TestServer
  const pages: Record<string, string> = {}
  const browsers: Record<string, Browser> = {}
  let ordersId = ''
  let rowId = ''

  beforeAll(async () => {
    server = await startTestServer(kind, { seed })
    const { contents } = await seedRows(seed, 0)
    for (const { pages: made, databases } of contents) {
      for (const { pageId, title, row } of made) {
        const [one] = title
        const name = one && 'content' in one ? one.content : ''
        if (row) rowId = pageId
        else pages[name] = pageId
      }
      ordersId = databases[0]?.databaseId ?? ordersId
    }
    for (const name of ['ada', 'ben', 'cleo']) {
      const browser = openBrowser(server)
      await browser.signIn(`${name}@example.com`)
      browsers[name] = browser
    }
  })
  afterAll(() => server.close())

  const as = (name: string): Browser => {
    const browser = browsers[name]
    if (!browser) throw new Error(`nobody is ${name}`)
    return browser
  }
  const idOf = (title: string) => bare(pages[title] ?? '')
  const seenBy = async (browser: Browser): Promise<string[]> => {
    const answers = await Promise.all(TITLES.map((title) => browser.get(`/p/${idOf(title)}`)))
    return TITLES.filter((_, index) => answers[index]?.status === 200)
  }
  const seenWith = async (token: string): Promise<string[]> => {
    const notion = notionAt(server, token)
    const answers = await Promise.all(
      TITLES.map((title) =>
        notion.pages.retrieve({ page_id: pages[title] ?? '' }).then(
          () => true,
          () => false,
        ),
      ),
    )
    return TITLES.filter((_, index) => answers[index])
  }
  const change = (name: string, title: string, fields: Record<string, string>) =>
    as(name).submit(`/p/${idOf(title)}/share`, fields)
  const personOf = async (email: string) =>
    (await server.deps.store.workspaces.findPerson({ email }))?.userId ?? ''
  const masked = (html: string) =>
    html.replaceAll(/[0-9a-f-]{36}|[0-9a-f]{32}|name="_csrf" value="[^"]*"/g, '')

  test('shows people what is shared with them, and of the rest not even that it exists', async () => {
    expect(await seenBy(as('ada'))).toEqual([
      'Plans',
      'Harbour',
      'Tiles',
      'Wages',
      'Lent',
      'Tables',
    ])
    expect(await seenBy(as('ben'))).toEqual([
      'Plans',
      'Harbour',
      'Tiles',
      'Diary',
      'Lent',
      'Tables',
    ])
    expect(await seenBy(as('cleo'))).toEqual(['Harbour', 'Tiles', 'Lent'])
    const [hidden, gone] = await Promise.all([
      as('cleo').get(`/p/${idOf('Plans')}`),
      as('cleo').get('/p/d1e570000000800080000000000000aa'),
    ])
    expect([hidden.status, gone.status]).toEqual([404, 404])
    expect(masked(hidden.html)).toBe(masked(gone.html))
  })

  test('names nothing else: not in the tree, in a page, above it, or in a table', async () => {
    const tree = await as('cleo').get('/workspace')
    for (const title of ['Harbour', 'Tiles', 'Lent']) expect(tree.html).toContain(title)
    for (const title of ['Plans', 'Wages', 'Diary', 'Tables', 'Orders']) {
      expect(tree.html).not.toContain(title)
    }
    const harbour = await as('cleo').get(`/p/${idOf('Harbour')}`)
    expect(harbour.html).toContain('Tiles')
    expect(harbour.html).not.toMatch(/Wages|Plans/)
    expect((await as('ada').get(`/p/${idOf('Harbour')}`)).html).toContain('Wages')
    const tables = await as('ben').get(`/p/${idOf('Tables')}`)
    expect(tables.html).not.toContain('Orders')
    for (const id of [ordersId, rowId]) {
      expect((await as('ben').get(`/p/${bare(id)}`)).status).toBe(404)
      expect((await as('ada').get(`/p/${bare(id)}`)).status).toBe(200)
    }
  })

  test('offers in a consent what the person has full access to, and takes nothing else', async () => {
    const query = new URLSearchParams({
      client_id: first.clientId,
      response_type: 'code',
      owner: 'user',
      redirect_uri: 'https://first.example/cb',
    })
    const offeredTo = async (name: string) => {
      const { html } = await as(name).get(`/v1/oauth/authorize?${query}`)
      const ids = [...html.matchAll(/name="page_id" value="([^"]+)"/g)].map(([, id]) => id)
      return TITLES.filter((title) => ids.includes(pages[title]))
    }
    expect(await offeredTo('cleo')).toEqual(['Lent'])
    expect(await offeredTo('ben')).toEqual(['Plans', 'Harbour', 'Tiles', 'Diary', 'Lent', 'Tables'])
    const all = Object.values(pages)
    const cleo = await connect(server, first, { email: 'cleo@example.com', pages: all })
    expect(await seenWith(cleo.access_token)).toEqual(['Lent'])
  })

  test('gives a bot no more than its person has, from one request to the next', async () => {
    const { access_token } = await connect(server, first, {
      email: 'ben@example.com',
      pages: [pages.Plans ?? '', pages.Diary ?? '', pages.Tables ?? ''],
    })
    const before = ['Plans', 'Harbour', 'Tiles', 'Diary', 'Tables']
    expect(await seenWith(access_token)).toEqual(before)
    const notion = notionAt(server, access_token)
    const found = await notion.search({})
    expect(JSON.stringify(found)).not.toMatch(/Wages|Orders|Row one/)
    const below = await notion.blocks.children.list({ block_id: pages.Harbour ?? '' })
    expect(below.results.map(({ id }) => id)).toEqual([pages.Tiles])
    const missing = await refusalOf(
      notion.pages.retrieve({ page_id: pages.Wages ?? '' }),
      404,
      'object_not_found',
    )
    expect(missing).toContain(`Could not find page with ID: ${pages.Wages}.`)
    await refusalOf(notion.pages.retrieve({ page_id: rowId }), 404, 'object_not_found')
    const ben = await personOf('ben@example.com')
    const less = { change: 'invite', email: 'ben@example.com', level: 'edit', role: 'guest' }
    expect((await change('ada', 'Harbour', less)).status).toBe(303)
    expect(await seenWith(access_token)).toEqual(['Plans', 'Diary', 'Tables'])
    expect(await seenBy(as('ben'))).toContain('Harbour')
    await as('ada').get(`/p/${idOf('Harbour')}/share`)
    await change('ada', 'Harbour', { change: 'person', user_id: ben, level: 'none' })
    expect(await seenWith(access_token)).toEqual(before)
  })

  test('keeps what is restricted from internal integrations', async () => {
    const token = internalTokenOf(seed)
    expect(await seenWith(token)).toEqual(['Plans', 'Harbour', 'Tiles', 'Lent', 'Tables'])
    expect(JSON.stringify(await notionAt(server, token).search({}))).not.toMatch(/Orders|Diary/)
  })

  test('leaves a page that a bot makes at the top to its person', async () => {
    const { access_token } = await connect(server, first, { email: 'cleo@example.com' })
    const { id } = await notionAt(server, access_token).pages.create({
      parent: { type: 'workspace', workspace: true },
      properties: { title: { title: text('Of Cleo') } },
    })
    expect((await as('cleo').get(`/p/${bare(id)}`)).status).toBe(200)
    expect((await as('ada').get(`/p/${bare(id)}`)).status).toBe(404)
  })

  test('lists no guests among users, and finds them by their ids', async () => {
    const notion = notionAt(server, internalTokenOf(seed))
    const cleo = await personOf('cleo@example.com')
    const { results } = await notion.users.list({})
    expect(results.map(({ id }) => id)).not.toContain(cleo)
    expect((await notion.users.retrieve({ user_id: cleo })).name).toBe('Cleo')
    const said = await notion.blocks.children.append({
      block_id: pages.Tiles ?? '',
      children: [
        {
          paragraph: { rich_text: [{ mention: { user: { id: cleo } } }] },
        },
      ],
    })
    expect(JSON.stringify(said.results)).toContain('@Cleo')
  })

  describe('the page of a page', () => {
    test('is for those with full access', async () => {
      const page = await as('ada').get(`/p/${idOf('Harbour')}/share`)
      expect(page.status).toBe(200)
      expectStrict(page)
      expect(readable(page.html)).toContain('cleo@example.com')
      expect((await as('ada').get(`/p/${idOf('Harbour')}`)).html).toContain(
        `href="/p/${idOf('Harbour')}/share"`,
      )
      expect((await as('cleo').get(`/p/${idOf('Harbour')}`)).html).not.toContain('/share"')
      for (const [name, id] of [
        ['cleo', idOf('Harbour')],
        ['cleo', idOf('Plans')],
        ['ben', idOf('Wages')],
        ['ada', bare(rowId)],
        ['ada', 'pizza'],
      ] as const) {
        expect((await as(name).get(`/p/${id}/share`)).status).toBe(404)
        const asked = { change: 'general', general: 'none' }
        expect((await as(name).submit(`/p/${id}/share`, asked)).status).toBe(404)
      }
      expect(
        (await as('ada').post(`/p/${idOf('Harbour')}/share`, { change: 'general' })).status,
      ).toBe(403)
    })

    test('restricts a page to whoever asks, and opens it again; both are noted', async () => {
      await as('ben').get(`/p/${idOf('Tables')}/share`)
      const closed = await change('ben', 'Tables', { change: 'general', general: 'none' })
      expect([closed.status, closed.location]).toEqual([303, `/p/${idOf('Tables')}/share?saved=1`])
      const [note] = await notesOf(server, closed.headers.get('x-notion-request-id') ?? '')
      expect(note).toMatchObject({
        event: 'sharing_changed',
        actorKind: 'person',
        actorId: await personOf('ben@example.com'),
        subjectKind: 'page',
        subjectId: pages.Tables,
      })
      expect(await seenBy(as('ada'))).not.toContain('Tables')
      expect(await seenBy(as('ben'))).toContain('Tables')
      await change('ben', 'Tables', { change: 'general', general: 'above' })
      expect(await seenBy(as('ada'))).toContain('Tables')
    })

    test('lets nobody take full access from themselves', async () => {
      await as('ben').get(`/p/${idOf('Diary')}/share`)
      const ben = await personOf('ben@example.com')
      const refused = await change('ben', 'Diary', {
        change: 'person',
        user_id: ben,
        level: 'none',
      })
      expect(refused.status).toBe(400)
      expect(readable(refused.html)).toContain('Nobody takes their own full access away')
      expect(await seenBy(as('ben'))).toContain('Diary')
    })

    test('of two who take it from each other at once, one keeps it', async () => {
      await as('ada').get(`/p/${idOf('Lent')}/share`)
      await change('ada', 'Lent', { change: 'general', general: 'none' })
      const both = { change: 'invite', email: 'ben@example.com', level: 'full_access' }
      expect((await change('ada', 'Lent', both)).status).toBe(303)
      await as('ben').get(`/p/${idOf('Lent')}/share`)
      const [ada, ben] = [await personOf('ada@example.com'), await personOf('ben@example.com')]
      const answers = await Promise.all([
        change('ada', 'Lent', { change: 'person', user_id: ben, level: 'none' }),
        change('ben', 'Lent', { change: 'person', user_id: ada, level: 'none' }),
      ])
      expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 404])
      const sights = await Promise.all([seenBy(as('ada')), seenBy(as('ben'))])
      expect(sights.filter((titles) => titles.includes('Lent'))).toHaveLength(1)
    })

    test('brings in guests by address, whom the operator gives a password', async () => {
      await as('ben').get(`/p/${idOf('Tables')}/share`)
      const asMember = { change: 'invite', email: 'Eve@example.com', level: 'view', role: 'member' }
      expect((await change('ben', 'Tables', asMember)).status).toBe(400)
      expect((await change('ben', 'Tables', { ...asMember, email: 'eve' })).status).toBe(400)
      expect(await server.deps.store.workspaces.findPerson({ email: 'eve@example.com' })).toBe(
        undefined,
      )
      expect((await change('ben', 'Tables', { ...asMember, role: 'guest' })).status).toBe(303)
      const eve = await server.deps.store.workspaces.findPerson({ email: 'eve@example.com' })
      expect(eve).toMatchObject({ name: 'eve', passwordHash: null })
      const [home] = await server.deps.store.workspaces.listOfUser(eve?.userId ?? '')
      expect(home).toMatchObject({ name: 'Studio', role: 'guest' })
      const reader = { workspaceId: home?.workspaceId ?? '', userId: eve?.userId ?? '' }
      const accessTo = (title: string) =>
        server.deps.store.sharing.findAccess(reader, pages[title] ?? '')
      expect([await accessTo('Tables'), await accessTo('Plans')]).toEqual(['view', 'none'])
      const { workspaces } = server.deps.store
      const hash = await hashPassword('tile by tile')
      const membership = { ...reader, role: 'member' as const, createdAt: 0 }
      expect(await workspaces.givePassword('EVE@example.com', hash, membership)).toBe(true)
      expect(await workspaces.givePassword('eve@example.com', hash, membership)).toBe(false)
      expect(await workspaces.listOfUser(reader.userId)).toMatchObject([{ role: 'guest' }])
      const browser = openBrowser(server)
      await browser.signIn('eve@example.com')
      expect(await seenBy(browser)).toEqual(['Tables'])
    })
  })
})

describe('a seed', () => {
  test('shares pages with people of their workspace only', () => {
    const stranger = structuredClone(demoSeed) as {
      workspaces: { pages: { access?: unknown }[] }[]
    }
    const [page] = stranger.workspaces[0]?.pages ?? []
    if (!page) throw new Error('the demo has pages')
    page.access = { people: [{ email: 'zoe@example.com', level: 'view' }] }
    expect(() => parseSeed(stranger)).toThrow(
      'seed.workspaces[0].pages[0].access.people[0].email names zoe@example.com, who is not a user of the workspace.',
    )
    page.access = { everybody: 'sometimes' }
    expect(() => parseSeed(stranger)).toThrow('access.everybody')
  })
})
