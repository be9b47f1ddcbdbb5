import { Client as NotionClient } from '@notionhq/client'
import { afterEach, describe, expect, test } from 'vitest'
import { defaultLimits, type LimitSettings } from '../../src/domain/limits/limits.js'
import { digestOf } from '../../src/domain/oauth/credential.js'
import type { SeedDocument } from '../../src/operations/seed/seed-document.js'
import { statuses, times } from '../support/repeat.js'
import { first, second, studioSeed } from '../support/seeds.js'
import {
  basic,
  type Client,
  connect,
  get,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { dialects, encode, expectRevoked, headersOf, oauthPaths, post } from '../support/wire.js'

const MESSAGE = 'You have been rate limited. Please try again in a few minutes.'

const wrong: Client = { ...first, clientSecret: 'wrong' }
const unknown = { token: 'ntn_unknown' }

/** Nobody signs in here, and hashing passwords takes time. */
const seed: SeedDocument = {
  ...studioSeed,
  workspaces: studioSeed.workspaces.map((workspace) => ({
    ...workspace,
    users: workspace.users.map(({ password: _, ...user }) => user),
  })),
}

let server: TestServer
afterEach(() => server.close())

/** Behind one proxy, so that a test can come from anywhere; limits as in production. */
const start = async (limits: Partial<LimitSettings> = {}, trustProxy = 1) => {
  server = await startTestServer('sqlite', {
    seed,
    still: true,
    config: { trustProxy, limits: { ...defaultLimits, ...limits } },
  })
}

type Asking = { from?: string; path?: (typeof oauthPaths)[number]; body?: Record<string, string> }

/** Asks from an address, as the proxy in front reports it. */
const ask = (client: Client, { from = '203.0.113.7', path = 'introspect', body }: Asking = {}) =>
  fetch(`${server.url}/v1/oauth/${path}`, {
    method: 'POST',
    headers: { ...headersOf('json', client), 'x-forwarded-for': from },
    body: JSON.stringify(body ?? unknown),
  })

/** Wrong credentials up to the limit. */
const failAll = async (client: Client, asking: Asking = {}) =>
  expect(await statuses(11, () => ask(client, asking))).toEqual([...times(10, 401), 429])

describe('a refusal', () => {
  test.each(oauthPaths)('of %s in JSON has the documented shape', async (path) => {
    await start({ reach: 'everybody', addressPerSecond: 1 })
    const body = { ...unknown, grant_type: 'refresh_token', refresh_token: 'x' }
    for (let asked = 0; asked < 3; asked += 1) await post('json', server, wrong, path, body)
    const answer = await post('json', server, wrong, path, body)
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toBe('1')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('x-notion-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(await answer.json()).toEqual({
      object: 'error',
      status: 429,
      code: 'rate_limited',
      message: MESSAGE,
    })
  })

  test.each(oauthPaths)('of %s in a form is one that generic clients know', async (path) => {
    await start({ reach: 'everybody', addressPerSecond: 1 })
    for (let asked = 0; asked < 3; asked += 1) await post('form', server, wrong, path, unknown)
    const answer = await post('form', server, wrong, path, unknown)
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toBe('1')
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await answer.json()).toEqual({
      error: 'temporarily_unavailable',
      error_description: MESSAGE,
      request_id: answer.headers.get('x-notion-request-id'),
    })
  })

  test('comes before the body is read', async () => {
    await start({ reach: 'everybody', addressPerSecond: 1 })
    const malformed = () =>
      fetch(`${server.url}/v1/oauth/token`, {
        method: 'POST',
        headers: headersOf('json', wrong),
        body: '{',
      })
    expect(await statuses(4, malformed)).toEqual([400, 400, 400, 429])
  })

  test('is counted, and told once a minute without a secret', async () => {
    await start()
    await failAll(wrong)
    await statuses(5, () => ask(wrong))
    const told = () => server.log.filter((line) => line.includes('over the limit'))
    expect(told()).toHaveLength(1)
    expect(JSON.parse(told()[0] ?? '')).toMatchObject({
      level: 40,
      limit: 'client-failures',
      key: `203.0.113.7 ${first.clientId}`,
    })
    expect(server.log.join()).not.toContain(basic(wrong))
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    expect(metrics).toContain('tessera_limit_refusals_total{limit="client-failures"} 6')
    server.advance(61_000)
    await statuses(11, () => ask(wrong))
    expect(told()).toHaveLength(2)
  })
})

describe('wrong credentials', () => {
  test('are refused after ten at one address, and taken again at the time that is named', async () => {
    await start()
    await failAll(wrong)
    const wait = Number((await ask(wrong)).headers.get('retry-after'))
    expect(wait).toBe(6)
    server.advance((wait - 1) * 1000)
    expect((await ask(wrong)).status).toBe(429)
    server.advance(1000)
    expect(await statuses(2, () => ask(wrong))).toEqual([401, 429])
  })

  test('of a stranger do not lock a client out at its own address', async () => {
    await start()
    await failAll(wrong)
    expect((await ask(first, { from: '198.51.100.1' })).status).toBe(200)
  })

  test('do not lock a client out at the same address, once it has proven itself', async () => {
    await start()
    const tokens = await connect(server, first)
    expect((await ask(first)).status).toBe(200)
    await failAll(wrong)
    expect((await ask(first)).status).toBe(200)
    const body = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token }
    expect((await ask(first, { path: 'token', body })).status).toBe(200)
  })

  test('for one client do not keep another one out', async () => {
    await start()
    await failAll(wrong)
    expect((await ask(second)).status).toBe(200)
  })

  test('that were right until now are limited like any other', async () => {
    await start()
    expect((await ask(first)).status).toBe(200)
    const { integrations } = server.deps.store
    const found = await integrations.find(first.clientId)
    if (!found) throw new Error('the integration is gone')
    const rotated = found.secrets.map((secret) => ({ ...secret, digest: digestOf('another') }))
    expect(await integrations.update({ ...found, secrets: rotated })).toBe(true)
    await failAll(first)
  })

  test('cost their address the more for being refused', async () => {
    await start({ addressPerSecond: 5 })
    await failAll(wrong)
    expect(await statuses(4, () => ask(wrong))).toEqual(times(4, 429))
    expect((await ask(second)).status).toBe(429)
  })

  test('in an IPv6 network are counted together', async () => {
    await start()
    let host = 0
    const asked = await statuses(11, () => {
      host += 1
      return ask(wrong, { from: `2001:db8:0:1:${host.toString(16)}::1` })
    })
    expect(asked).toEqual([...times(10, 401), 429])
    expect((await ask(wrong, { from: '2001:db8:0:2::1' })).status).toBe(401)
  })
})

describe('a proven client', () => {
  test('is limited by who it is, wherever it comes from', async () => {
    await start({ clientPerSecond: 2 })
    const elsewhere = { from: '198.51.100.1' }
    expect((await ask(first)).status).toBe(200)
    expect((await ask(first, elsewhere)).status).toBe(200)
    expect(await statuses(3, () => ask(first))).toEqual(times(3, 200))
    expect(await statuses(4, () => ask(first, elsewhere))).toEqual([200, 200, 200, 429])
    expect((await ask(second)).status).toBe(200)
    server.advance(1000)
    expect(await statuses(3, () => ask(first))).toEqual([200, 200, 429])
  })

  test.each(dialects)('can revoke when nothing else of it passes (%s)', async (dialect) => {
    await start({ clientPerSecond: 1, addressPerSecond: 5 })
    const tokens = await connect(server, first)
    expect((await ask(first)).status).toBe(200)
    expect(await statuses(4, () => ask(first))).toEqual([200, 200, 200, 429])
    await failAll(wrong)
    // Strangers use up what their address, which is the client's too, has.
    const strangers = await statuses(20, () => ask(second, { path: 'token', body: {} }))
    expect(strangers).toContain(429)
    const answer = await fetch(`${server.url}/v1/oauth/revoke`, {
      method: 'POST',
      headers: { ...headersOf(dialect, first), 'x-forwarded-for': '203.0.113.7' },
      body: encode(dialect, { token: tokens.access_token }),
    })
    await expectRevoked(answer)
    expect((await get(server, tokens.access_token, '/v1/users/me')).status).toBe(401)
  })

  test('cannot revoke without end', async () => {
    await start({ clientPerSecond: 1 })
    expect((await ask(first)).status).toBe(200)
    const revoke = () => ask(first, { path: 'revoke' })
    expect(await statuses(31, revoke)).toEqual([...times(30, 200), 429])
  })
})

describe('the address of a request', () => {
  test('is the connection itself unless a proxy is trusted', async () => {
    await start({ reach: 'everybody' }, 0)
    let host = 0
    const asked = await statuses(11, () => {
      host += 1
      return ask(wrong, { from: `198.51.100.${host}` })
    })
    expect(asked).toEqual([...times(10, 401), 429])
  })

  test('is what the proxy saw, whatever the client wrote before', async () => {
    await start()
    let host = 0
    const asked = await statuses(11, () => {
      host += 1
      return ask(wrong, { from: `198.51.100.${host}, 203.0.113.7` })
    })
    expect(asked).toEqual([...times(10, 401), 429])
    expect((await ask(wrong, { from: '127.0.0.1, 203.0.113.7' })).status).toBe(429)
    expect((await ask(wrong, { from: '203.0.113.7, 198.51.100.1' })).status).toBe(401)
  })

  test('lies behind as many proxies as there are', async () => {
    await start({}, 2)
    await failAll(wrong, { from: '198.51.100.9, 203.0.113.7, 192.0.2.1' })
    expect((await ask(wrong, { from: '198.51.100.9, 203.0.113.8, 192.0.2.1' })).status).toBe(401)
    expect((await ask(wrong, { from: '198.51.100.8, 203.0.113.7, 192.0.2.1' })).status).toBe(429)
  })

  test('on loopback is not limited by default, nor any when limits are off', async () => {
    await start({}, 0)
    expect(await statuses(30, () => ask(wrong))).toEqual(times(30, 401))
    await server.close()
    await start({ reach: 'nobody' })
    expect(await statuses(30, () => ask(wrong))).toEqual(times(30, 401))
  })
})

describe('the API', () => {
  const inside = internalTokenOf(seed)
  const call = () => get(server, inside, '/v1/users/me')

  test('knows no limit by default', async () => {
    await start({ reach: 'everybody', addressPerSecond: 1, clientPerSecond: 1 })
    expect(await statuses(50, call)).toEqual(times(50, 200))
  })

  test('refuses in the documented words what is over an average of three a second and bot', async () => {
    await start({ apiPerSecond: 3 })
    const tokens = await connect(server, first)
    expect(await statuses(10, call)).toEqual(times(10, 200))
    const answer = await call()
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toBe('1')
    expect(await answer.json()).toEqual({
      object: 'error',
      status: 429,
      code: 'rate_limited',
      message: MESSAGE,
      request_id: answer.headers.get('x-notion-request-id'),
    })
    expect((await get(server, tokens.access_token, '/v1/users/me')).status).toBe(200)
    server.advance(1000)
    expect(await statuses(4, call)).toEqual([200, 200, 200, 429])
  })

  test('is retried by the official SDK when it says so', async () => {
    await start({ apiPerSecond: 3 })
    const seen: (string | null)[] = []
    const notion = new NotionClient({
      auth: inside,
      baseUrl: server.url,
      fetch: async (url, init) => {
        const answer = await fetch(url as string, init as RequestInit)
        seen.push(`${answer.status} ${answer.headers.get('retry-after')}`)
        // The SDK keeps real time; the server's clock is moved past the wait.
        if (answer.status === 429) server.advance(1000)
        return answer as never
      },
    })
    for (let asked = 0; asked < 11; asked += 1) await notion.users.me({})
    expect(seen).toEqual([...Array.from({ length: 10 }, () => '200 null'), '429 1', '200 null'])
  })

  test('is retried by the official SDK on the OAuth endpoints, too', async () => {
    await start({ reach: 'everybody', clientPerSecond: 1 })
    const seen: number[] = []
    const notion = new NotionClient({
      baseUrl: server.url,
      fetch: async (url, init) => {
        const answer = await fetch(url as string, init as RequestInit)
        seen.push(answer.status)
        if (answer.status === 429) server.advance(1000)
        return answer as never
      },
    })
    const { clientId: client_id, clientSecret: client_secret } = first
    for (let asked = 0; asked < 5; asked += 1) {
      const told = await notion.oauth.introspect({ ...unknown, client_id, client_secret })
      expect(told).toMatchObject({ active: false })
    }
    expect(seen).toEqual([200, 200, 200, 200, 429, 200])
  })
})
