import { randomBytes } from 'node:crypto'
import { connect as connectSocket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CREDENTIAL_ENTROPY, spellCredential } from '../../src/domain/oauth/credential.js'
import type { SeedDocument } from '../../src/operations/seed/seed-document.js'
import { studioSeed } from '../support/seeds.js'
import {
  basic,
  clientOf,
  describeOnBothStores,
  get,
  internalTokenOf,
  startTestServer,
  type TestServer,
  VERSION,
} from '../support/server.js'
import { UUID } from '../support/wire.js'

/** The internal integration of this seed may not see people. */
const seed: SeedDocument = {
  ...studioSeed,
  integrations: [
    { name: 'Inside', kind: 'internal', capabilities: ['read_content'] },
    { name: 'Outside', kind: 'public', redirect_uris: ['https://outside.example/'] },
  ],
}

describeOnBothStores('every request of the API', (kind) => {
  const token = internalTokenOf(seed)
  const bearer = { authorization: `Bearer ${token}` }
  const version = { 'notion-version': VERSION }
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(kind, { seed })
  })
  afterAll(() => server.close())

  const noBearer = 'Authorization header must use the format "Bearer <token>".'
  const noVersion =
    'Notion-Version header failed validation: Notion-Version header should be defined, instead was `undefined`.'
  const badVersion =
    'Notion-Version header failed validation: Notion-Version header should be `"2021-05-11"`, `"2021-05-13"`, `"2021-08-16"`, `"2022-02-22"`, `"2022-06-28"`, `"2025-09-03"`, or `"2026-03-11"`, instead was `"1999-01-01"`.'

  // Each request makes every mistake that is checked after the one it is refused for.
  test.each<[string, string, Record<string, string>, number, string, string]>([
    ['the URL', '/v1/nothing?page_size=x', {}, 400, 'invalid_request_url', 'Invalid request URL.'],
    ['the bearer', '/v1/users?page_size=x', {}, 401, 'unauthorized', noBearer],
    ['the version', '/v1/users?page_size=x', bearer, 400, 'missing_version', noVersion],
    [
      'an unknown version',
      '/v1/users?page_size=x',
      { ...bearer, 'notion-version': '1999-01-01' },
      400,
      'missing_version',
      badVersion,
    ],
    [
      'the parameters',
      '/v1/users?page_size=x',
      { ...bearer, ...version },
      400,
      'validation_error',
      'query failed validation: query.page_size should be a number or `undefined`, instead was `"x"`.',
    ],
    [
      'the capability',
      '/v1/users/6b3e4a52-1f0d-4c0e-9c57-1d8f6d1c2b3a',
      { ...bearer, ...version },
      403,
      'restricted_resource',
      'Insufficient permissions for this endpoint.',
    ],
  ])(
    'is checked for %s before what comes after',
    async (_, path, headers, status, code, message) => {
      const answer = await fetch(server.url + path, { headers })
      expect(await answer.json()).toEqual({
        object: 'error',
        status,
        code,
        message,
        request_id: answer.headers.get('x-notion-request-id'),
      })
      expect(answer.status).toBe(status)
    },
  )

  test.each<[string, Record<string, string>, string]>([
    ['no token', {}, 'Bearer realm="API"'],
    ['another scheme', { authorization: 'Basic cGl6emE=' }, 'Bearer realm="API"'],
    [
      'a malformed token',
      { authorization: 'Bearer pizza' },
      'Bearer realm="API", error="invalid_token"',
    ],
    [
      'an unknown token',
      { authorization: `Bearer ${spellCredential('access', randomBytes(CREDENTIAL_ENTROPY))}` },
      'Bearer realm="API", error="invalid_token"',
    ],
  ])('with %s is told in a challenge what is asked for', async (_, headers, challenge) => {
    const answer = await fetch(`${server.url}/v1/users/me`, { headers: { ...version, ...headers } })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe(challenge)
  })

  test('of an OAuth endpoint is checked for JSON, client, version and parameters in this order', async () => {
    const client = { authorization: 'Basic cGl6emE=' }
    const json = { 'content-type': 'application/json' }
    const post = async (headers: Record<string, string>, body: string) => {
      const init = { method: 'POST', headers: { ...json, ...headers }, body }
      return (await fetch(`${server.url}/v1/oauth/revoke`, init)).json()
    }
    expect(await post(client, '{')).toMatchObject({
      code: 'invalid_request',
      message: 'Error parsing JSON body.',
    })
    expect(await post(client, '{}')).toMatchObject({ code: 'invalid_client' })
    const known = { authorization: basic(clientOf(seed)) }
    expect(await post(known, '{}')).toMatchObject({ message: noVersion })
    expect(await post({ ...known, ...version }, '{}')).toMatchObject({
      message: 'body failed validation: body.token should be defined, instead was `undefined`.',
    })
  })

  test.each([
    ['POST', '/v1/users'],
    ['DELETE', '/v1/users/me'],
    ['PATCH', '/v1/users/6b3e4a52-1f0d-4c0e-9c57-1d8f6d1c2b3a'],
    ['GET', '/v1/oauth/token'],
    ['PUT', '/v1/oauth/revoke'],
    ['GET', '/v1'],
    ['GET', '/v1/users/me//'],
    ['PATCH', '/v1/pages/'],
    ['GET', '/v1/users/me/more'],
    ['GET', '/V1/users'],
    ['GET', '/v1/users/%ZZ'],
    ['GET', '//v1/users'],
    ['OPTIONS', '/v1/users'],
  ])('%s %s is an invalid request URL', async (method, path) => {
    const answer = await fetch(server.url + path, { method, headers: { ...bearer, ...version } })
    expect(await answer.json()).toEqual({
      object: 'error',
      status: 400,
      code: 'invalid_request_url',
      message: 'Invalid request URL.',
      request_id: answer.headers.get('x-notion-request-id'),
    })
    expect(answer.status).toBe(400)
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  test('one slash at the end of a path is no part of it', async () => {
    const answer = await get(server, token, '/v1/users/me/')
    expect(await answer.json()).toMatchObject({ object: 'user', type: 'bot' })
    const headers = { ...bearer, ...version, 'content-type': 'application/json' }
    const found = await fetch(`${server.url}/v1/search/`, { method: 'POST', headers, body: '{}' })
    expect(await found.json()).toMatchObject({ object: 'list' })
  })

  test.each([
    ['/v1/users/me', bearer, 200],
    ['/v1/users/me', {}, 401],
    ['/v1/nothing', bearer, 400],
  ] as const)('HEAD %s is GET without its body', async (path, headers, status) => {
    const init = { headers: { ...headers, ...version } }
    const whole = await fetch(server.url + path, init)
    const head = await fetch(server.url + path, { ...init, method: 'HEAD' })
    expect(head.status).toBe(status)
    expect(head.headers.get('content-length')).toBe(String((await whole.text()).length))
    expect(head.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await head.text()).toBe('')
  })

  test('a tab may stand before a token', async () => {
    const headers = { authorization: `BEARER\t${token}`, ...version }
    expect((await fetch(`${server.url}/v1/users/me`, { headers })).status).toBe(200)
  })

  test('a path parameter beyond all measure is refused without being shown', async () => {
    const answer = await get(server, token, `/v1/users/${'x'.repeat(3000)}`)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ object: 'error', code: 'validation_error' })
  })

  test('bytes that are no HTTP get the documented shape too', async () => {
    const socket = connectSocket(Number(new URL(server.url).port), '127.0.0.1')
    socket.end('PIZZA\r\n\r\n')
    const answer = await text(socket)
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
      object: 'error',
      status: 400,
      code: 'invalid_request_url',
      request_id: expect.stringMatching(UUID),
    })
  })

  test.each([
    ['/v1/users/me', 200],
    ['/v1/users', 403],
    ['/v1/nothing', 400],
  ])('%s carries the headers of an answer', async (path, status) => {
    const answer = await get(server, token, path)
    expect(answer.status).toBe(status)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-notion-request-id': expect.stringMatching(UUID),
      vary: 'Accept-Encoding',
      'content-security-policy': "default-src 'none'",
      'referrer-policy': 'strict-origin-when-cross-origin',
      'strict-transport-security': 'max-age=31536000; includeSubDomains; preload',
      'x-content-type-options': 'nosniff',
      'x-dns-prefetch-control': 'off',
      'x-download-options': 'noopen',
      'x-frame-options': 'SAMEORIGIN',
      'x-permitted-cross-domain-policies': 'none',
      'x-xss-protection': '0',
    })
    expect([...answer.headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([])
  })

  test('an entity tag is weak and names the length of the body', async () => {
    const answer = await get(server, token, '/v1/users/me')
    const length = Buffer.byteLength(await answer.text()).toString(16)
    expect(answer.headers.get('etag')).toMatch(new RegExp(`^W/"${length}-[A-Za-z0-9+/]{27}"$`))
  })

  test('every request has an id of its own, whatever it says of itself', async () => {
    const headers = { ...bearer, ...version, 'request-id': 'mine', 'x-notion-request-id': 'mine' }
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => fetch(`${server.url}/v1/users/me`, { headers })),
    )
    const ids = answers.map((answer) => answer.headers.get('x-notion-request-id'))
    expect(new Set(ids).size).toBe(5)
    expect(ids).not.toContain('mine')
  })

  test('the log names path and status and neither token nor query', async () => {
    await get(server, token, '/v1/users/me?state=hush')
    const log = server.log.join('\n')
    expect(log).toContain('"path":"/v1/users/me","status":200')
    expect(log).not.toContain(token)
    expect(log).not.toContain('hush')
  })
})
