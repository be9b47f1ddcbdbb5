import { afterAll, beforeAll, expect, test } from 'vitest'
import { first, studioSeed } from '../support/seeds.js'
import {
  type Client,
  connect,
  describeOnBothStores,
  get,
  postJson,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { type Browser, expectStrict, openBrowser, type Page, readable } from '../support/web.js'
import { expectAlive, expectDead } from '../support/wire.js'

describeOnBothStores('my connections', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
  })
  afterAll(() => server.close())

  const signedIn = async (email: string): Promise<Browser> => {
    const browser = openBrowser(server)
    await browser.signIn(email)
    return browser
  }
  const grantsOn = (page: Page) =>
    [...page.html.matchAll(/action="(\/connections\/[^"]+\/disconnect)"/g)].map(
      ([, path = '']) => path,
    )

  test('Disconnect ends that grant and no other', async () => {
    const email = 'ben@example.com'
    const [older, newer] = [
      await connect(server, first, { email }),
      await connect(server, first, { email }),
    ]
    const browser = await signedIn(email)
    const page = await browser.get('/connections')
    expect(grantsOn(page)).toHaveLength(2)
    const answer = await browser.submit(grantsOn(page)[0] ?? '', {})
    expect(answer.location).toBe('/connections?ended=1')
    const after = await browser.get(answer.location)
    expect(after.html).toContain('Disconnected.')
    expect(grantsOn(after)).toEqual(grantsOn(page).slice(1))
    await expectDead(server, first, newer)
    await expectAlive(server, first, older)
  })

  test("another person's connection does not exist, and lives on", async () => {
    const tokens = await connect(server, first)
    const [path = ''] = grantsOn(await (await signedIn('ada@example.com')).get('/connections'))
    const cleo = await signedIn('cleo@example.com')
    expect(grantsOn(await cleo.get('/connections'))).toEqual([])
    const answer = await cleo.submit(path, {})
    expect(answer.status).toBe(404)
    expect(answer.html).toContain('No such connection')
    expectStrict(answer)
    await expectAlive(server, first, tokens)
  })

  test.each(['pizza', '6b3e4a52-1f0d-4c0e-9c57-1d8f6d1c2b3a', '%00', '%27'])(
    'a connection %s does not exist',
    async (id) => {
      const browser = await signedIn('ada@example.com')
      await browser.get('/connections')
      expect((await browser.submit(`/connections/${id}/disconnect`, {})).status).toBe(404)
    },
  )

  test('Disconnect needs the CSRF token and a session', async () => {
    const tokens = await connect(server, first)
    const browser = await signedIn('ada@example.com')
    const [path = ''] = grantsOn(await browser.get('/connections'))
    expect((await browser.post(path, {})).status).toBe(403)
    browser.cookies.delete('tessera_session')
    expect((await browser.submit(path, {})).location).toMatch(/^\/login/)
    await expectAlive(server, first, tokens)
  })

  test('older connections are reached page by page, each one once', async () => {
    const email = 'cleo@example.com'
    await Promise.all(Array.from({ length: 30 }, () => connect(server, first, { email })))
    const browser = await signedIn(email)
    const newest = await browser.get('/connections')
    const next = /rel="next" href="([^"]+)"/.exec(newest.html)?.[1] ?? ''
    const oldest = await browser.get(next)
    const seen = [...grantsOn(newest), ...grantsOn(oldest)]
    expect([grantsOn(newest).length, new Set(seen).size]).toEqual([25, 30])
    expect(oldest.html).not.toContain('rel="next"')
  })
})

describeOnBothStores('my integrations', (kind) => {
  let server: TestServer
  let workspaceId: string
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    const { workspaces } = server.deps.store
    const ada = await workspaces.findPerson({ email: 'ada@example.com' })
    workspaceId = (await workspaces.listOfUser(ada?.userId ?? ''))[0]?.workspaceId ?? ''
  })
  afterAll(() => server.close())

  const signedIn = async (email = 'ada@example.com'): Promise<Browser> => {
    const browser = openBrowser(server)
    await browser.signIn(email)
    await browser.get('/integrations/new')
    return browser
  }

  const redirectUri = 'https://mine.example/cb'
  const draft = (more: Record<string, string> = {}): Record<string, string> => ({
    kind: 'public',
    workspace_id: workspaceId,
    name: 'Mine',
    icon: '🧱',
    website_url: 'https://mine.example',
    redirect_uris: redirectUri,
    capabilities: 'read_content',
    user_information: 'with_email',
    ...more,
  })

  const shownBeside = (page: Page, label: string): string => {
    const pattern = new RegExp(`<code data-copy-text>([^<]+)</code><button[^>]*Copy ${label}`)
    return readable(pattern.exec(page.html)?.[1] ?? '')
  }
  const clientOn = (page: Page, label = 'Client secret'): Client => ({
    clientId: shownBeside(page, 'client ID'),
    clientSecret: shownBeside(page, label),
    redirectUri,
  })
  const create = async (browser: Browser, more: Record<string, string> = {}) => {
    const page = await browser.submit('/integrations', draft(more))
    expect(page.status, page.html).toBe(200)
    expectStrict(page)
    return page
  }
  const authenticates = async (client: Client) =>
    (await postJson(server, client, 'introspect', { token: 'x' })).status === 200

  test('a new public integration works at once; its secret is shown once', async () => {
    const browser = await signedIn()
    const client = clientOn(await create(browser))
    expect(client.clientSecret).toMatch(/^secret_[0-9A-Za-z]{43}$/)
    await expectAlive(server, client, await connect(server, client))
    const later = await browser.get(`/integrations/${client.clientId}`)
    expect(later.html).not.toContain(client.clientSecret)
    expect(later.html).toContain(client.clientSecret.slice(-4))
    expect(server.log.join('\n')).not.toContain(client.clientSecret)
  })

  test('two secrets work side by side; a third rotation ends the oldest', async () => {
    const browser = await signedIn()
    const one = clientOn(await create(browser))
    const rotate = async () =>
      clientOn(
        await browser.submit(`/integrations/${one.clientId}/secrets`, {}),
        'New client secret',
      )
    const two = await rotate()
    expect(await Promise.all([one, two].map(authenticates))).toEqual([true, true])
    const three = await rotate()
    expect(await Promise.all([one, two, three].map(authenticates))).toEqual([false, true, true])
  })

  test('a removed secret ends, the last one stays', async () => {
    const browser = await signedIn()
    const one = clientOn(await create(browser))
    const page = await browser.submit(`/integrations/${one.clientId}/secrets`, {})
    const two = clientOn(page, 'New client secret')
    const [newest, oldest] = [...page.html.matchAll(/action="([^"]+\/secrets\/[^"]+\/delete)"/g)]
    await browser.submit(oldest?.[1] ?? '', {})
    expect(await Promise.all([one, two].map(authenticates))).toEqual([false, true])
    const refused = await browser.submit(newest?.[1] ?? '', {})
    expect(refused.html).toContain('The last secret cannot be removed.')
    expect(await authenticates(two)).toBe(true)
  })

  test('an internal integration gets a token; rotating it ends the old one', async () => {
    const browser = await signedIn()
    const page = await create(browser, { kind: 'internal', redirect_uris: '' })
    const old = shownBeside(page, 'Internal integration token')
    const path = /action="(\/integrations\/[^"]+\/token)"/.exec(page.html)?.[1] ?? ''
    expect((await get(server, old, '/v1/users/me')).status).toBe(200)
    const young = shownBeside(await browser.submit(path, {}), 'New internal integration token')
    expect((await get(server, old, '/v1/users/me')).status).toBe(401)
    expect((await get(server, young, '/v1/users/me')).status).toBe(200)
  })

  test('a saved name counts at once, saved capabilities from the next consent', async () => {
    const browser = await signedIn()
    const client = clientOn(await create(browser))
    const { access_token } = await connect(server, client)
    const saved = draft({ name: 'Renamed', user_information: 'none' })
    const page = await browser.submit(`/integrations/${client.clientId}`, saved)
    expect(page.html).toContain('Saved.')
    const me = await get(server, access_token, '/v1/users/me')
    expect(await me.json()).toMatchObject({ name: 'Renamed' })
    expect((await get(server, access_token, '/v1/users')).status).toBe(200)
    const next = await connect(server, client)
    expect((await get(server, next.access_token, '/v1/users')).status).toBe(403)
  })

  test('removing an integration ends every token and secret of it', async () => {
    const browser = await signedIn()
    const client = clientOn(await create(browser))
    const { access_token } = await connect(server, client)
    const answer = await browser.submit(`/integrations/${client.clientId}/delete`, {})
    expect(answer.location).toBe('/integrations?removed=1')
    expect((await get(server, access_token, '/v1/users/me')).status).toBe(401)
    expect(await authenticates(client)).toBe(false)
    expect((await browser.get(`/integrations/${client.clientId}`)).status).toBe(404)
  })

  test("another person's integration does not exist", async () => {
    const client = clientOn(await create(await signedIn()))
    const ben = await signedIn('ben@example.com')
    const path = `/integrations/${client.clientId}`
    expect((await ben.get('/integrations')).html).not.toContain(client.clientId)
    const answers = [
      await ben.get(path),
      await ben.submit(path, draft({ name: 'Stolen' })),
      await ben.submit(`${path}/secrets`, {}),
      await ben.submit(`${path}/secrets/x/delete`, {}),
      await ben.submit(`${path}/token`, {}),
      await ben.submit(`${path}/delete`, {}),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404])
    expect(await authenticates(client)).toBe(true)
    expect((await server.deps.store.integrations.find(client.clientId))?.name).toBe('Mine')
  })

  test('nothing changes without the CSRF token', async () => {
    const browser = await signedIn()
    const client = clientOn(await create(browser))
    const path = `/integrations/${client.clientId}`
    for (const action of [path, `${path}/secrets`, `${path}/delete`, '/integrations']) {
      expect((await browser.post(action, draft({ name: 'Forged' }))).status).toBe(403)
    }
    expect(await server.deps.store.integrations.find(client.clientId)).toMatchObject({
      name: 'Mine',
      version: 1,
    })
  })

  test.each<[string, Record<string, string>, string]>([
    ['no name', { name: ' ' }, 'Enter a name.'],
    ['a name too long', { name: 'x'.repeat(101) }, 'Use at most 100 characters.'],
    ['a control character in the name', { name: 'a\u0007b' }, 'Use printable characters only.'],
    ['a zero character in the name', { name: 'a\u0000b' }, 'Use printable characters only.'],
    [
      'a script for a redirect URI',
      { redirect_uris: 'javascript:alert(1)' },
      'uses the scheme javascript:',
    ],
    ['plain http', { redirect_uris: 'http://mine.example/cb' }, 'use https:'],
    ['a fragment', { redirect_uris: 'https://mine.example/#x' }, 'has a fragment'],
    [
      'a zero character in a redirect URI',
      { redirect_uris: 'https://mine.example/\u0000' },
      'must be escaped',
    ],
    [
      'letters that a URI cannot hold',
      { redirect_uris: 'https://mine.example/漢' },
      'must be escaped',
    ],
    [
      'one bad redirect URI of two',
      { redirect_uris: `${redirectUri}\npizza` },
      'pizza is not an absolute URI',
    ],
    ['no redirect URI', { redirect_uris: '' }, 'Enter at least one redirect URI.'],
    [
      'a script for a website',
      { website_url: 'javascript:alert(1)' },
      'Enter an http or https URL.',
    ],
    [
      'a zero character in the website',
      { website_url: 'https://x.example/\u0000' },
      'Enter an http or https URL.',
    ],
    ['a zero character in the icon', { icon: '\u0000' }, 'Use one emoji'],
    ['an unknown capability', { capabilities: '<script>' }, 'There is no capability'],
    [
      'a foreign workspace',
      { workspace_id: 'pizza' },
      'Choose a workspace that you are a member of.',
    ],
  ])('%s is refused with its reason', async (_, wrong, reason) => {
    const browser = await signedIn()
    const answer = await browser.submit('/integrations', draft(wrong))
    expect(answer.status).toBe(400)
    expect(readable(answer.html)).toContain(reason)
    expect(answer.html).not.toContain('<script>')
    expectStrict(answer)
  })

  test('a guest cannot register integrations for the workspace', async () => {
    const browser = await signedIn('cleo@example.com')
    const answer = await browser.submit('/integrations', draft())
    expect(answer.status).toBe(400)
    expect(answer.html).toContain('Choose a workspace that you are a member of.')
  })

  test('markup in a name is shown as text everywhere', async () => {
    const name = '</title><script>alert(1)</script>" onload="x'
    const browser = await signedIn()
    const page = await create(browser, { name })
    const { clientId } = clientOn(page)
    const consent = `/v1/oauth/authorize?client_id=${clientId}&response_type=code`
    for (const shown of [page, await browser.get('/integrations'), await browser.get(consent)]) {
      expect(shown.status).toBe(200)
      expect(readable(shown.html)).toContain(name)
      expect(shown.html).not.toContain('<script>alert')
      expect(shown.html).not.toContain('" onload="x')
    }
  })
})
