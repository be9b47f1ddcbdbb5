import { afterAll, beforeAll, expect, test } from 'vitest'
import { first, second, studioSeed } from '../support/seeds.js'
import {
  describeOnBothStores,
  postJson,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { type Browser, expectStrict, openBrowser, type Page, readable } from '../support/web.js'
import { readOAuth, UUID } from '../support/wire.js'

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

describeOnBothStores('the authorization URL', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
  })
  afterAll(() => server.close())

  type Query = Record<string, string | undefined> | [string, string][]
  const ask = (query: Query, client = first): string => {
    const standard = {
      client_id: client.clientId,
      redirect_uri: client.redirectUri,
      response_type: 'code',
      owner: 'user',
      state: 'a&b=c d',
    }
    const entries = Array.isArray(query)
      ? [...Object.entries(standard), ...query]
      : Object.entries({ ...standard, ...query })
    const present = entries.filter((entry): entry is [string, string] => entry[1] !== undefined)
    return `/v1/oauth/authorize?${new URLSearchParams(present)}`
  }

  const signedIn = async (email = 'ada@example.com'): Promise<Browser> => {
    const browser = openBrowser(server)
    await browser.signIn(email)
    return browser
  }

  const hiddenOf = (page: Page): [string, string][] =>
    [...page.html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(
      ([, name = '', value = '']) => [name, readable(value)],
    )

  /** Presses a button of the consent page, with the form's own hidden fields. */
  const decide = (
    browser: Browser,
    page: Page,
    decision: string,
    pages: readonly string[] = [],
    replaced: Record<string, string> = {},
  ) =>
    browser.post('/v1/oauth/authorize', [
      ...Object.entries({ ...Object.fromEntries(hiddenOf(page)), ...replaced }),
      ...pages.map((id) => ['page_id', id] as [string, string]),
      ['decision', decision],
    ])

  /** The bot that a consent of this person has made, if any. */
  const botOf = async (email: string) => {
    const { store } = server.deps
    const userId = (await store.workspaces.findPerson({ email }))?.userId ?? ''
    const [workspace] = await store.workspaces.listOfUser(userId)
    return store.integrations.findBotOf(first.clientId, workspace?.workspaceId ?? '', userId)
  }

  const missingClient = 'Missing or incomplete Client ID'
  const badRedirect = 'Missing or invalid redirect_uri'
  test.each<[string, Query, string]>([
    ['no client_id', { client_id: undefined }, missingClient],
    ['an empty client_id', { client_id: '' }, missingClient],
    ['what is no UUID for a client_id', { client_id: "' or 1=1" }, missingClient],
    ['an unknown client_id', { client_id: '6b3e4a52-1f0d-4c0e-9c57-1d8f6d1c2b3a' }, missingClient],
    ['two client_ids', [['client_id', first.clientId]], missingClient],
    ['a redirect_uri of another client', { redirect_uri: second.redirectUri }, badRedirect],
    ['a redirect_uri with a longer path', { redirect_uri: `${first.redirectUri}/x` }, badRedirect],
    ['a redirect_uri with a query', { redirect_uri: `${first.redirectUri}?x=1` }, badRedirect],
    [
      'a redirect_uri on another host',
      { redirect_uri: 'https://first.example.evil/cb' },
      badRedirect,
    ],
    ['a user in the redirect_uri', { redirect_uri: 'https://first.example@evil/cb' }, badRedirect],
    ['a script for a redirect_uri', { redirect_uri: 'javascript:alert(1)' }, badRedirect],
    ['a loopback URI with another path', { redirect_uri: 'http://127.0.0.1:1/x' }, badRedirect],
    ['another loopback host', { redirect_uri: 'http://localhost:9999/cb' }, badRedirect],
    ['no redirect_uri where two are registered', { redirect_uri: undefined }, badRedirect],
    ['two redirect_uris', [['redirect_uri', first.redirectUri]], badRedirect],
  ])('with %s is answered by a page, never by a redirect', async (_, query, title) => {
    for (const browser of [openBrowser(server), await signedIn()]) {
      const page = await browser.get(ask(query))
      expect(page.status).toBe(400)
      expect(page.location).toBe('')
      expect(page.html).toContain(`<h1>${title}</h1>`)
      expect(page.html).not.toContain('alert(1)">')
      expectStrict(page)
    }
  })

  test('an internal integration has no consent page', async () => {
    const inside = (
      await server.deps.store.integrations.listCreatedBy(
        (await server.deps.store.workspaces.findPerson({ email: 'ada@example.com' }))?.userId ?? '',
      )
    ).find((integration) => integration.kind === 'internal')
    const page = await openBrowser(server).get(ask({ client_id: inside?.integrationId }))
    expect(page.status).toBe(400)
    expect(page.html).toContain('<h1>This integration cannot be connected</h1>')
  })

  test.each<[string, Query, string, string]>([
    [
      'no response_type',
      { response_type: undefined },
      'invalid_request',
      'response_type is missing',
    ],
    [
      'another response_type',
      { response_type: 'token' },
      'unsupported_response_type',
      'response_type must be code',
    ],
    ['another owner', { owner: 'workspace' }, 'invalid_request', 'owner must be user'],
    [
      'a plain challenge',
      { code_challenge: challenge },
      'invalid_request',
      'code_challenge_method must be S256',
    ],
    [
      'the method plain',
      { code_challenge: challenge, code_challenge_method: 'plain' },
      'invalid_request',
      'code_challenge_method must be S256',
    ],
    [
      'a short challenge',
      { code_challenge: 'short', code_challenge_method: 'S256' },
      'invalid_request',
      'code_challenge must be 43 base64url characters',
    ],
    [
      'a method without challenge',
      { code_challenge_method: 'S256' },
      'invalid_request',
      'code_challenge is missing',
    ],
    [
      'a repeated parameter',
      [['owner', 'user']],
      'invalid_request',
      'owner is given more than once',
    ],
  ])('with %s sends the error back with state and iss', async (_, query, error, description) => {
    const page = await openBrowser(server).get(ask(query))
    expect(page.status).toBe(303)
    const location = new URL(page.location)
    expect(location.origin + location.pathname).toBe(first.redirectUri)
    expect(Object.fromEntries(location.searchParams)).toEqual({
      error,
      error_description: description,
      state: 'a&b=c d',
      iss: server.url,
    })
  })

  test('a stranger signs in first and comes back to the very same request', async () => {
    const browser = openBrowser(server)
    const url = ask({})
    const redirect = await browser.get(url)
    expect(redirect.status).toBe(303)
    const login = await browser.get(redirect.location)
    expect(login.html).toContain('Sign in to connect')
    expectStrict(login)
    const back = new URL(redirect.location, server.url).searchParams.get('return_to') ?? ''
    expect(back).toBe(url)
    const form = { email: 'ada@example.com', password: 'tile by tile', return_to: back }
    const answer = await browser.submit('/login', form)
    expect(answer.location).toBe(url)
    const consent = await browser.get(answer.location)
    expect(consent.status).toBe(200)
    expect(consent.html).toContain('wants access to')
    expectStrict(consent, ['https://first.example'])
  })

  test('Allow sends back a code that works, with state and iss', async () => {
    const browser = await signedIn()
    const consent = await browser.get(ask({}))
    const answer = await decide(browser, consent, 'allow')
    expect(answer.status).toBe(303)
    const location = new URL(answer.location)
    expect(location.origin + location.pathname).toBe(first.redirectUri)
    expect([...location.searchParams.keys()]).toEqual(['code', 'state', 'iss'])
    expect(location.searchParams.get('code')).toMatch(UUID)
    expect(location.searchParams.get('state')).toBe('a&b=c d')
    expect(location.searchParams.get('iss')).toBe(server.url)
    const body = await readOAuth(
      await postJson(server, first, 'token', {
        grant_type: 'authorization_code',
        code: location.searchParams.get('code'),
        redirect_uri: first.redirectUri,
      }),
      200,
    )
    expect(body.access_token).toMatch(/^ntn_/)
    expect(body.bot_id).toBe(await botOf('ada@example.com'))
  })

  test('a redirect URI on a loopback port gets the answer on that port', async () => {
    const browser = await signedIn()
    const consent = await browser.get(ask({ redirect_uri: 'http://127.0.0.1:4711/cb' }))
    expectStrict(consent, ['http://127.0.0.1:4711'])
    const answer = await decide(browser, consent, 'allow')
    expect(new URL(answer.location).host).toBe('127.0.0.1:4711')
  })

  test.each(['cancel', '', 'ALLOW'])('any decision but allow is a no: "%s"', async (decision) => {
    const browser = await signedIn('ben@example.com')
    const answer = await decide(browser, await browser.get(ask({})), decision)
    expect(answer.status).toBe(303)
    const location = new URL(answer.location)
    expect(location.origin + location.pathname).toBe(first.redirectUri)
    expect(Object.fromEntries(location.searchParams)).toEqual({
      error: 'access_denied',
      state: 'a&b=c d',
      iss: server.url,
    })
  })

  test('chosen pages are stored and offered again; pages of other workspaces are ignored', async () => {
    const { store } = server.deps
    const dora = await store.workspaces.findPerson({ email: 'dora@example.com' })
    const [elsewhere] = await store.workspaces.listOfUser(dora?.userId ?? '')
    const [foreign] = await store.workspaces.listPages({
      workspaceId: elsewhere?.workspaceId ?? '',
      userId: dora?.userId ?? '',
    })
    const browser = await signedIn('ben@example.com')
    const consent = await browser.get(ask({}))
    const offered = [...consent.html.matchAll(/name="page_id" value="([^"]+)"/g)].map(
      ([, id]) => id,
    )
    expect(offered).toHaveLength(3)
    const [, harbour = '', notes = ''] = offered
    const chosen = [harbour, notes, notes, foreign?.pageId ?? '', 'pizza']
    const answer = await decide(browser, consent, 'allow', chosen)
    const code = new URL(answer.location).searchParams.get('code')
    const { bot_id } = await readOAuth(
      await postJson(server, first, 'token', {
        grant_type: 'authorization_code',
        code,
        redirect_uri: first.redirectUri,
      }),
      200,
    )
    const stored = await store.integrations.listPagesOfBot(String(bot_id))
    expect(stored.toSorted()).toEqual([harbour, notes].toSorted())
    const again = await browser.get(ask({}))
    const checked = [...again.html.matchAll(/name="page_id" value="([^"]+)" checked/g)]
    expect(checked.map(([, id]) => id).toSorted()).toEqual([harbour, notes].toSorted())
  })

  test('a workspace that the person does not belong to cannot be connected', async () => {
    const dora = await server.deps.store.workspaces.findPerson({ email: 'dora@example.com' })
    const [elsewhere] = await server.deps.store.workspaces.listOfUser(dora?.userId ?? '')
    const browser = await signedIn()
    const consent = await browser.get(ask({}))
    const forged = { workspace_id: elsewhere?.workspaceId ?? '' }
    const answer = await decide(browser, consent, 'allow', [], forged)
    expect(answer.status).toBe(400)
    expect(answer.location).toBe('')
    expect(answer.html).toContain('There is no workspace to connect')
  })

  test.each<[string, Record<string, string>]>([
    ['without CSRF token', { _csrf: '' }],
    ['with a forged CSRF token', { _csrf: 'pizza' }],
  ])('a decision %s is refused and stores nothing', async (_, forged) => {
    const browser = await signedIn('cleo@example.com')
    const consent = await browser.get(ask({}))
    const answer = await decide(browser, consent, 'allow', [], forged)
    expect(answer.status).toBe(403)
    expect(answer.location).toBe('')
    expect(answer.html).toContain('The form has expired')
    expectStrict(answer)
    expect(await botOf('cleo@example.com')).toBeUndefined()
    await decide(browser, consent, 'cancel')
    expect(await botOf('cleo@example.com')).toBeUndefined()
  })

  test("a decision with another browser's CSRF token is refused", async () => {
    const [mine, theirs] = [await signedIn(), await signedIn('ben@example.com')]
    const consent = await theirs.get(ask({}))
    expect((await decide(mine, consent, 'allow')).status).toBe(403)
  })

  test('a decision of nobody asks to sign in and gives no code', async () => {
    const browser = await signedIn()
    const consent = await browser.get(ask({}))
    browser.cookies.delete('tessera_session')
    const answer = await decide(browser, consent, 'allow')
    expect(answer.status).toBe(303)
    expect(answer.location).toMatch(/^\/login\?return_to=/)
  })

  test('a redirect URI swapped in the form is refused without redirect', async () => {
    const browser = await signedIn()
    const consent = await browser.get(ask({}))
    const forged = { redirect_uri: 'https://evil.example/cb' }
    const answer = await decide(browser, consent, 'allow', [], forged)
    expect(answer.status).toBe(400)
    expect(answer.location).toBe('')
  })

  test('a hostile state comes back as it was and cannot break the page', async () => {
    const state = '"><script>alert(1)</script>\r\nSet-Cookie: x=1'
    const browser = await signedIn()
    const consent = await browser.get(ask({ state }))
    expect(consent.html).not.toContain('<script>alert')
    const answer = await decide(browser, consent, 'allow')
    expect(new URL(answer.location).searchParams.get('state')).toBe(state)
    expect(answer.setCookies.join()).not.toContain('x=1')
  })
})
