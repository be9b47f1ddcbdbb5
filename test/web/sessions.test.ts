import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SESSION_LIFETIME } from '../../src/operations/sessions/sign-in.js'
import { studioSeed } from '../support/seeds.js'
import { describeOnBothStores, startTestServer, type TestServer } from '../support/server.js'
import { expectStrict, openBrowser } from '../support/web.js'

const password = 'tile by tile'

describeOnBothStores('signing in', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
  })
  afterAll(() => server.close())

  test.each([['ada@example.com'], ['Ada@Example.COM'], ['  ada@example.com ']])(
    '"%s" with the right password opens a session',
    async (email) => {
      const browser = openBrowser(server)
      expectStrict(await browser.get('/login'))
      const answer = await browser.submit('/login', { email, password, return_to: '/connections' })
      expect(answer.status).toBe(303)
      expect(answer.location).toBe('/connections')
      const cookie = answer.setCookies.find((text) => text.startsWith('tessera_session='))
      expect(cookie).toMatch(
        /^tessera_session=[A-Za-z0-9_-]{43}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/,
      )
      const page = await browser.get('/connections')
      expect(page.status).toBe(200)
      expect(page.html).toContain('My connections')
      expectStrict(page)
    },
  )

  test.each([
    ['a wrong password', 'ada@example.com', 'tile by til'],
    ['the password with a tail', 'ada@example.com', `${password} `],
    ['no password', 'ada@example.com', ''],
    ['an unknown person', 'nobody@example.com', password],
    ['what is no address', "' or 1=1 --", password],
    ['a zero character', 'ada@example.com\u0000', password],
    ['nothing', '', ''],
  ])('%s is refused in words that tell nothing', async (_, email, given) => {
    const browser = openBrowser(server)
    await browser.get('/login')
    const answer = await browser.submit('/login', { email, password: given, return_to: '/' })
    expect(answer.status).toBe(401)
    expect(answer.html).toContain('This email and password do not match.')
    expect(browser.cookies.has('tessera_session')).toBe(false)
    expectStrict(answer)
  })

  test('a typed address comes back escaped, a typed password not at all', async () => {
    const browser = openBrowser(server)
    await browser.get('/login')
    const email = '"><script>alert(1)</script>'
    const answer = await browser.submit('/login', { email, password: 'hush-hush', return_to: '/' })
    expect(answer.html).not.toContain('<script>alert')
    expect(answer.html).not.toContain('hush-hush')
  })

  test('a form without CSRF token signs nobody in', async () => {
    const browser = openBrowser(server)
    await browser.get('/login')
    const answer = await browser.post('/login', { email: 'ada@example.com', password })
    expect(answer.status).toBe(403)
    expect(browser.cookies.has('tessera_session')).toBe(false)
  })

  test.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'https:evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    'evil.example',
    '/ok\r\nLocation: https://evil.example',
    '',
  ])('return_to "%s" lands on the first page', async (returnTo) => {
    const browser = openBrowser(server)
    await browser.get(`/login?return_to=${encodeURIComponent(returnTo)}`)
    const form = { email: 'ada@example.com', password, return_to: returnTo }
    const answer = await browser.submit('/login', form)
    expect(answer.status).toBe(303)
    expect(answer.location).toBe('/')
    const again = await browser.get(`/login?return_to=${encodeURIComponent(returnTo)}`)
    expect(again.location).toBe('/')
  })

  test('signing out ends the session, also for who kept the cookie', async () => {
    const browser = openBrowser(server)
    await browser.signIn('ada@example.com')
    const kept = browser.cookies.get('tessera_session') ?? ''
    await browser.get('/connections')
    expect((await browser.submit('/logout', {})).location).toBe('/login')
    expect(browser.cookies.has('tessera_session')).toBe(false)
    browser.cookies.set('tessera_session', kept)
    expect((await browser.get('/connections')).location).toBe('/login?return_to=%2Fconnections')
  })

  test('signing out needs the CSRF token', async () => {
    const browser = openBrowser(server)
    await browser.signIn('ada@example.com')
    expect((await browser.post('/logout', {})).status).toBe(403)
    expect((await browser.get('/connections')).status).toBe(200)
  })

  test('a session ends after two weeks', async () => {
    const browser = openBrowser(server)
    await browser.signIn('ada@example.com')
    server.advance(SESSION_LIFETIME)
    expect((await browser.get('/connections')).status).toBe(303)
  })

  test('a forged session cookie is nobody', async () => {
    const browser = openBrowser(server)
    browser.cookies.set('tessera_session', 'A'.repeat(43))
    expect((await browser.get('/connections')).status).toBe(303)
  })

  test('the password is not to be found in the log', async () => {
    const browser = openBrowser(server)
    await browser.signIn('ada@example.com')
    const log = server.log.join('\n')
    expect(log).toContain('"path":"/login"')
    expect(log).not.toContain(password)
    expect(log).not.toContain(browser.cookies.get('tessera_session'))
  })

  describe.each([
    '/',
    '/login',
    '/docs',
    '/demo/callback?error=access_denied',
    '/connections',
    '/integrations',
    '/integrations/new',
  ])('the page %s', (path) => {
    test('runs nothing but our own files', async () => {
      const browser = openBrowser(server)
      await browser.signIn('ada@example.com')
      const page = await browser.get(path === '/login' ? '/login?switch=1' : path)
      expect(page.status).toBe(200)
      expectStrict(page)
      expect(page.html).not.toMatch(/<script(?! type="module" src="\/assets\/)/)
      expect(page.html).not.toMatch(/ (style|on\w+)="/)
    })
  })
})

describeOnBothStores('signing in behind https', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(kind, {
      seed: studioSeed,
      config: { publicUrl: 'https://notes.example.com' },
    })
  })
  afterAll(() => server.close())

  test('the cookies are for https alone and bound to the host', async () => {
    const browser = openBrowser(server)
    const login = await browser.get('/login')
    const form = { email: 'ada@example.com', password, return_to: '/' }
    const answer = await browser.submit('/login', form)
    const cookies = [...login.setCookies, ...answer.setCookies]
    expect(cookies.map((text) => text.split('=', 1)[0])).toEqual([
      '__Host-tessera_csrf',
      '__Host-tessera_browser',
      '__Host-tessera_session',
    ])
    for (const cookie of cookies) {
      expect(cookie).toContain('; Path=/; HttpOnly; Secure; SameSite=Lax')
      expect(cookie).not.toContain('Domain')
    }
    expect((await browser.get('/connections')).status).toBe(200)
  })
})
