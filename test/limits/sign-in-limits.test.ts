import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { defaultLimits } from '../../src/domain/limits/limits.js'
import { verifyPassword } from '../../src/lib/password.js'
import type { SeedDocument } from '../../src/operations/seed/seed-document.js'
import { statuses, times } from '../support/repeat.js'
import { startTestServer, type TestServer } from '../support/server.js'
import { type Browser, expectStrict, openBrowser, type Page } from '../support/web.js'

const EMAIL = 'ada@example.com'
const PASSWORD = 'tile by tile'

/** After that every bucket is full again. */
const DAY = 24 * 60 * 60_000

const seed: SeedDocument = {
  workspaces: [
    {
      name: 'Studio',
      users: [
        { email: EMAIL, name: 'Ada', password: PASSWORD },
        { email: 'ben@example.com', name: 'Ben', password: PASSWORD },
      ],
    },
  ],
}

const start = (): Promise<TestServer> =>
  startTestServer('sqlite', {
    seed,
    still: true,
    config: { trustProxy: 1, limits: { ...defaultLimits, addressPerSecond: 10 } },
  })

let server: TestServer
beforeAll(async () => {
  server = await start()
})
beforeEach(() => server.advance(DAY))
afterAll(() => server.close())

const browserAt = async (address: string): Promise<Browser> => {
  const browser = openBrowser(server, { 'x-forwarded-for': address })
  await browser.get('/login')
  return browser
}

const tryIn = (browser: Browser, password: string, email = EMAIL): Promise<Page> =>
  browser.submit('/login', { email, password, return_to: '/connections' })

describe('wrong passwords', () => {
  test('end in a page that says when to try again, with what was typed still there', async () => {
    server.log.length = 0
    const browser = await browserAt('203.0.113.7')
    expect(await statuses(10, () => tryIn(browser, 'guess'))).toEqual(times(10, 401))
    const page = await tryIn(browser, 'guess')
    expect(page.status).toBe(429)
    expect(page.headers.get('retry-after')).toBe('6')
    expect(page.html).toContain('Too many attempts. Wait 6 seconds and try again.')
    expect(page.html).toContain(`value="${EMAIL}"`)
    expect(page.html).toContain('value="/connections"')
    expect(page.html).not.toContain('guess')
    expectStrict(page)
    expect((await tryIn(browser, PASSWORD)).status).toBe(429)

    const told = server.log.filter((line) => line.includes('over the limit'))
    expect(told).toHaveLength(1)
    const address = { limit: 'sign-in-address', key: '203.0.113.7' }
    expect(JSON.parse(told[0] ?? '')).toMatchObject(address)
    expect(server.log.join()).not.toContain(EMAIL)

    server.advance(5999)
    expect((await tryIn(browser, PASSWORD)).status).toBe(429)
    server.advance(1)
    expect((await tryIn(browser, PASSWORD)).status).toBe(303)
  })

  test('are counted together at one address, whoever they are for, and leave others alone', async () => {
    const browser = await browserAt('203.0.113.7')
    let asked = 0
    const found = await statuses(11, () => {
      asked += 1
      return tryIn(browser, 'guess', `nobody-${asked}@example.com`)
    })
    expect(found).toEqual([...times(10, 401), 429])
    expect((await tryIn(await browserAt('198.51.100.1'), PASSWORD)).status).toBe(303)
  })

  test('from many addresses keep the owner of an account out nowhere', async () => {
    const known = await browserAt('203.0.113.7')
    expect((await tryIn(known, PASSWORD)).status).toBe(303)
    known.cookies.delete('tessera_session')
    await known.get('/login')
    for (let host = 1; host <= 4; host += 1) {
      const stranger = await browserAt(`198.51.100.${host}`)
      const spelling = host % 2 === 0 ? EMAIL : EMAIL.toUpperCase()
      expect(await statuses(5, () => tryIn(stranger, 'guess', spelling))).toEqual(times(5, 401))
    }
    const stranger = await browserAt('198.51.100.99')
    expect(await statuses(4, () => tryIn(stranger, 'guess'))).toEqual([401, 401, 401, 429])
    expect((await tryIn(stranger, PASSWORD)).headers.get('retry-after')).toBe('600')
    expect((await tryIn(await browserAt('203.0.113.8'), PASSWORD)).status).toBe(303)
    const neighbour = await browserAt('203.0.113.7')
    expect(await statuses(4, () => tryIn(neighbour, 'guess'))).toEqual([401, 401, 401, 429])
    expect((await tryIn(known, PASSWORD)).status).toBe(303)
  })

  test('in a known browser are limited, too, and no cookie but its own makes it known', async () => {
    const known = await browserAt('203.0.113.7')
    expect((await tryIn(known, PASSWORD)).status).toBe(303)
    const cookie = known.cookies.get('tessera_browser') ?? ''
    expect(decodeURIComponent(cookie)).toMatch(/^[\w-]{22}\.[\w-]{43}\.\S{43}$/)

    const stranger = await browserAt('203.0.113.7')
    expect(await statuses(11, () => tryIn(stranger, 'guess'))).toEqual([...times(10, 401), 429])
    const unsigned = cookie.split('.').slice(0, 2).join('.')
    for (const forged of ['', unsigned, `A${cookie}`, `${unsigned}.${'A'.repeat(43)}`]) {
      stranger.cookies.set('tessera_browser', forged)
      expect((await tryIn(stranger, PASSWORD)).status).toBe(429)
    }
    // Known for one account, a stranger to the other.
    stranger.cookies.set('tessera_browser', cookie)
    expect((await tryIn(stranger, PASSWORD, 'ben@example.com')).status).toBe(429)

    expect(await statuses(11, () => tryIn(known, 'guess'))).toEqual([...times(10, 401), 429])
  })
})

test('right passwords are not counted', async () => {
  const browser = await browserAt('203.0.113.7')
  const signIn = () => {
    browser.cookies.delete('tessera_browser')
    return tryIn(browser, PASSWORD)
  }
  expect(await statuses(11, signIn)).toEqual(times(11, 303))
})

test.each(['/login', '/v1/oauth/authorize'])(
  'too many forms at %s from an address end in a page',
  async (path) => {
    const browser = await browserAt('203.0.113.7')
    // Without the token of the form, so that no password is checked.
    const submit = () => browser.post(path, { email: EMAIL })
    expect(new Set(await statuses(30, submit))).toEqual(new Set([403]))
    const page = await submit()
    expect(page.status).toBe(429)
    expect(page.headers.get('retry-after')).toBe('1')
    expect(page.html).toContain('<h1>Too many requests</h1>')
    expect(page.html).toContain('Wait 1 second, then go back and try again.')
    expectStrict(page)
  },
)

/** Has as many passwords compared as there is room for, all the time until it is told to end. */
const crowd = () => {
  let open = true
  const going = new Set<Promise<unknown>>()
  const fill = () => {
    for (let one = verifyPassword(null, 'x'); open && one; one = verifyPassword(null, 'x')) {
      const compared = one.then(() => {
        going.delete(compared)
        if (open) fill()
      })
      going.add(compared)
    }
  }
  fill()
  return async () => {
    open = false
    await Promise.all(going)
  }
}

test('more passwords than can be compared at once are put off, and the rest answers meanwhile', async () => {
  const browser = await browserAt('203.0.113.7')
  const end = crowd()
  const page = await tryIn(browser, PASSWORD)
  const meanwhile = await fetch(`${server.url}/healthz`)
  await end()
  expect(page.status).toBe(503)
  expect(page.headers.get('retry-after')).toBe('1')
  expect(page.html).toContain('<h1>The server is busy</h1>')
  expectStrict(page)
  expect(meanwhile.status).toBe(200)
  expect((await tryIn(browser, PASSWORD)).status).toBe(303)
})
