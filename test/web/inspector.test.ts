import { afterEach, beforeEach, expect, test } from 'vitest'
import { pagesOfStudio } from '../content/ground.js'
import { first, second, studioSeed } from '../support/seeds.js'
import {
  codeFor,
  connect,
  describeOnBothStores,
  get,
  internalTokenOf,
  postForm,
  postJson,
  startTestServer,
  type TestServer,
  type Tokens,
  VERSION,
} from '../support/server.js'
import { type Browser, openBrowser, readable } from '../support/web.js'

describeOnBothStores('the inspector', (kind) => {
  let server: TestServer
  let ada: Browser

  beforeEach(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    ada = await signedIn('ada@example.com')
  })
  afterEach(() => server.close())

  const signedIn = async (email: string): Promise<Browser> => {
    const browser = openBrowser(server)
    await browser.signIn(email)
    return browser
  }
  const post = (token: string, path: string, body: string, more: Record<string, string> = {}) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'notion-version': VERSION,
        ...more,
      },
      body,
    })
  const shownTo = async (browser: Browser, query = ''): Promise<string> => {
    // What is kept is kept in a turn of its own after the answer.
    await new Promise(setImmediate)
    const page = await browser.get(`/inspector${query}`)
    expect(page.status).toBe(200)
    return readable(page.html)
  }
  const pathsIn = (html: string): string[] =>
    [...html.matchAll(/class="request-path"><code>([^<]*)/g)].map(([, path = '']) => path)

  test('shows requests with bodies, answers, reasons and a curl command', async () => {
    const token = internalTokenOf(studioSeed)
    const refused = await post(token, '/v1/search', '{"page_size":"it\'s many"}')
    await get(server, token, '/v1/users?page_size=2')
    const html = await shownTo(ada)
    expect(pathsIn(html)).toEqual(['/v1/users?page_size=2', '/v1/search'])
    const { message, request_id } = (await refused.json()) as Record<string, string>
    expect(html).toContain(message)
    expect(html).toContain(request_id)
    expect(html).toContain(`curl -X POST '${server.url}/v1/search'`)
    expect(html).toContain('-H "Authorization: Bearer $NOTION_TOKEN"')
    expect(html).toContain(`--data '{"page_size":"it'\\''s many"}'`)
    expect(pathsIn(await shownTo(ada, '?status=4'))).toEqual(['/v1/search'])
    expect(pathsIn(await shownTo(ada, '?method=GET'))).toEqual(['/v1/users?page_size=2'])
    expect(pathsIn(await shownTo(ada, '?q=IT%27S'))).toEqual(['/v1/search'])
    expect((await ada.post('/inspector/clear', {})).status).toBe(403)
    expect((await ada.submit('/inspector/clear', {})).location).toBe('/inspector')
    expect(pathsIn(await shownTo(ada))).toEqual([])
  })

  test('the whole life of tokens leaves no credential in it', async () => {
    const { Plans = '' } = await pagesOfStudio()
    const secrets: string[] = [first.clientSecret, second.clientSecret, internalTokenOf(studioSeed)]
    const keep = (tokens: Tokens) => secrets.push(tokens.access_token, tokens.refresh_token)
    const code = await codeFor(server, first, { pages: [Plans] })
    const lost = await codeFor(server, first)
    secrets.push(code, lost)
    const redeemed = await postJson(server, first, 'token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: first.redirectUri,
    })
    const one = (await redeemed.json()) as Tokens
    keep(one)
    const refreshed = await postForm(server, first, 'token', {
      grant_type: 'refresh_token',
      refresh_token: one.refresh_token,
    })
    const two = (await refreshed.json()) as Tokens
    keep(two)
    // Secrets where none belong: in texts, addresses, wrong fields and bodies that are no JSON.
    await post(two.access_token, '/v1/search', JSON.stringify({ query: one.refresh_token }))
    await post(two.access_token, '/v1/search', `not json ${two.refresh_token}`)
    await get(server, two.access_token, `/v1/users?start_cursor=${two.access_token}`)
    await get(server, two.access_token, '/v1/users?signature=c2lnbmVkLWJ5LXVz&token=hush-hush')
    await post(
      two.access_token,
      '/v1/search',
      JSON.stringify({ query: 'https://x.example/f?X-Amz-Signature=aa11bb22&a=1' }),
      { cookie: 'tessera_session=cookie-secret' },
    )
    secrets.push('c2lnbmVkLWJ5LXVz', 'hush-hush', 'aa11bb22', 'cookie-secret')
    await postJson(server, first, 'token', { grant_type: 'authorization_code', code: [lost] })
    await postJson(server, first, 'token', { grant_type: lost, client_secret: first.clientSecret })
    await fetch(`${server.url}/v1/oauth/token?code=${lost}`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${first.clientId}:${first.clientSecret}`).toString('base64')}`,
        'content-type': 'application/json',
        'notion-version': VERSION,
      },
      body: `{"code": "${lost}"`,
    })
    secrets.push(Buffer.from(`${first.clientId}:${first.clientSecret}`).toString('base64'))
    for (const token of [two.access_token, two.refresh_token]) {
      await postJson(server, first, 'introspect', { token })
      await postForm(server, first, 'introspect', { token })
    }
    await post(two.access_token, '/v1/search', '{"query":"opaque stones"}', {
      'content-type': 'application/octet-stream',
    })
    await postJson(server, first, 'revoke', { token: two.access_token })
    const html = await shownTo(ada)
    expect(pathsIn(html)).toHaveLength(14)
    expect(pathsIn(html)).toContain('/v1/oauth/revoke')
    for (const secret of secrets) {
      expect(html, secret).not.toContain(secret)
      expect(html, secret).not.toContain(encodeURIComponent(secret))
    }
    expect(html).toContain('A body of this type is not kept.')
    expect(html).not.toContain('opaque stones')
    expect(html).toContain('"grant_type": "authorization_code"')
    expect(html).toContain('"code": "[redacted]"')
    expect(html).toContain('"code": "invalid_request"')
  })

  test('shows owners their workspace, others the bots of their own connections, nobody the rest', async () => {
    const ben = await signedIn('ben@example.com')
    const cleo = await signedIn('cleo@example.com')
    const dora = await signedIn('dora@example.com')
    const ofBen = await connect(server, first, { email: 'ben@example.com' })
    const ofDora = await connect(server, first, { email: 'dora@example.com' })
    await get(server, ofBen.access_token, '/v1/users/me?from=ben')
    await get(server, ofDora.access_token, '/v1/users/me?from=dora')
    await get(server, internalTokenOf(studioSeed), '/v1/users/me?from=inside')
    const strange = ofBen.access_token.replace(/.$/, (last) => (last === 'x' ? 'y' : 'x'))
    await get(server, strange, '/v1/users/me?from=nobody')
    const seen = async (browser: Browser) =>
      [...(await shownTo(browser)).matchAll(/from=(\w+)<\/code>/g)].map(([, who]) => who)
    expect(await seen(ada)).toEqual(['inside', 'ben'])
    expect(await seen(ben)).toEqual(['ben'])
    expect(await seen(cleo)).toEqual([])
    expect((await shownTo(ben)).includes('/v1/oauth/token')).toBe(false)
    await ben.submit('/inspector/clear', {})
    expect(await seen(ada)).toEqual(['inside'])
    expect(await seen(dora)).not.toContain('inside')
    expect((await openBrowser(server).get('/inspector')).location).toBe(
      '/login?return_to=%2Finspector',
    )
    expect((await openBrowser(server).get('/inspector/live')).status).toBe(204)
  })

  test('keeps 200 requests of a workspace, and 16 KiB of a body', async () => {
    const token = internalTokenOf(studioSeed)
    await post(token, '/v1/search', JSON.stringify({ query: 'x'.repeat(40_000) }))
    expect(await shownTo(ada)).toContain('the first 16 KiB')
    for (let count = 0; count < 210; count += 1) {
      await get(server, token, `/v1/users/me?count=${count}`)
    }
    const paths = pathsIn(await shownTo(ada))
    expect(paths).toHaveLength(200)
    expect(paths.at(-1)).toBe('/v1/users/me?count=10')
  })
})

describeOnBothStores('a server without the inspector', (kind) => {
  test('keeps nothing and says so', async () => {
    await using server = await startTestServer(kind, {
      seed: studioSeed,
      config: { inspector: false },
    })
    await get(server, internalTokenOf(studioSeed), '/v1/users/me')
    const ada = openBrowser(server)
    await ada.signIn('ada@example.com')
    const page = await ada.get('/inspector')
    expect(page.status).toBe(404)
    expect(page.html).toContain('TESSERA_INSPECTOR=on')
    expect((await ada.get('/inspector/live')).status).toBe(204)
  })
})
