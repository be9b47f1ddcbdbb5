import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishedVersions } from '../../src/contract/versions.js'
import type { SeedDocument } from '../../src/operations/seed/seed-document.js'
import { first, studioSeed } from '../support/seeds.js'
import {
  clientOf,
  connect,
  describeOnBothStores,
  get,
  internalTokenOf,
  postJson,
  startTestServer,
  type TestServer,
  type Tokens,
  VERSION,
} from '../support/server.js'
import { UUID } from '../support/wire.js'

const seed: SeedDocument = {
  ...studioSeed,
  integrations: [
    ...(studioSeed.integrations ?? []),
    {
      name: 'Blind',
      kind: 'public',
      capabilities: ['read_content'],
      redirect_uris: ['https://blind.example/'],
    },
    {
      name: 'Names',
      kind: 'public',
      icon: 'https://names.example/icon.png',
      capabilities: ['read_user_without_email'],
      redirect_uris: ['https://names.example/'],
    },
  ],
}

type Listed = {
  results: { id: string; name: string; type: string; person?: object }[]
  next_cursor: string | null
  has_more: boolean
}

describeOnBothStores('users', (kind) => {
  let server: TestServer
  let full: Tokens
  let blind: Tokens
  let names: Tokens
  const inside = internalTokenOf(seed)
  beforeAll(async () => {
    server = await startTestServer(kind, { seed })
    full = await connect(server, first)
    blind = await connect(server, clientOf(seed, 'Blind'))
    names = await connect(server, clientOf(seed, 'Names'))
  })
  afterAll(() => server.close())

  const read = async (token: string, path: string): Promise<Record<string, unknown>> => {
    const answer = await get(server, token, path)
    const text = await answer.text()
    expect(answer.status, text).toBe(200)
    return JSON.parse(text)
  }

  const expectError = async (answer: Response, status: number, code: string, message: string) => {
    const body = (await answer.json()) as Record<string, unknown>
    expect(body).toMatchObject({ object: 'error', status, code, message })
    expect(answer.status).toBe(status)
    expect(Object.keys(body).filter((key) => key !== 'additional_data')).toEqual([
      'object',
      'status',
      'code',
      'message',
      'request_id',
    ])
    expect(body.request_id).toMatch(UUID)
    expect(body.request_id).toBe(answer.headers.get('x-notion-request-id'))
    return body
  }

  const idOf = async (email: string) => {
    const person = await server.deps.store.workspaces.findPerson({ email })
    return person?.userId ?? ''
  }
  const list = async (token: string, query = '') =>
    (await read(token, `/v1/users${query}`)) as unknown as Listed

  const personOf = async (email: string, name: string) => ({
    object: 'user',
    id: await idOf(email),
    name,
    avatar_url: null,
    type: 'person',
    person: { email },
  })

  test('users/me is the bot of the connection, keys in the recorded order', async () => {
    const body = await read(full.access_token, '/v1/users/me')
    expect(Object.keys(body)).toEqual([
      'object',
      'id',
      'name',
      'avatar_url',
      'type',
      'bot',
      'request_id',
    ])
    expect(body).toMatchObject({
      object: 'user',
      id: full.bot_id,
      name: 'First',
      avatar_url: null,
      type: 'bot',
      bot: {
        owner: { type: 'user', user: await personOf('ada@example.com', 'Ada') },
        workspace_name: 'Studio',
        workspace_id: full.workspace_id,
        workspace_limits: { max_file_upload_size_in_bytes: 5 * 1024 ** 3 },
      },
    })
  })

  test('users/me of an internal integration is owned by the workspace', async () => {
    expect(await read(inside, '/v1/users/me')).toMatchObject({
      name: 'Inside',
      bot: { owner: { type: 'workspace', workspace: true }, workspace_id: full.workspace_id },
    })
  })

  test('users/me works without user information, with a partial owner', async () => {
    const { bot } = (await read(blind.access_token, '/v1/users/me')) as { bot: { owner: object } }
    const user = { object: 'user', id: await idOf('ada@example.com') }
    expect(bot.owner).toEqual({ type: 'user', user })
  })

  test('the list holds members and bots in the order they came, and no guests', async () => {
    const body = await read(full.access_token, '/v1/users')
    expect(Object.keys(body)).toEqual([
      'object',
      'results',
      'next_cursor',
      'has_more',
      'type',
      'user',
      'request_id',
    ])
    expect(body).toMatchObject({
      object: 'list',
      next_cursor: null,
      has_more: false,
      type: 'user',
      user: {},
    })
    const { results } = body as unknown as Listed
    expect(results.map(({ name }) => name)).toEqual([
      'Ada',
      'Ben',
      'Inside',
      'First',
      'Blind',
      'Names',
    ])
    expect(results[0]).toEqual(await personOf('ada@example.com', 'Ada'))
  })

  test('people are shown without email where only that is granted', async () => {
    const { results } = await list(names.access_token)
    expect(results.filter(({ type }) => type === 'person').map(({ person }) => person)).toEqual([
      {},
      {},
    ])
    const body = await read(names.access_token, `/v1/users/${await idOf('ben@example.com')}`)
    expect(body.person).toEqual({})
  })

  test('an icon that is a web address is the avatar of the bot', async () => {
    const body = await read(names.access_token, '/v1/users/me')
    expect(body.avatar_url).toBe('https://names.example/icon.png')
  })

  test('pages of one walk through the whole list; the cursor names the next item', async () => {
    const whole = (await list(full.access_token)).results.map(({ id }) => id)
    const walked: string[] = []
    let query = '?page_size=1'
    for (const [index, id] of whole.entries()) {
      const page = await list(full.access_token, query)
      walked.push(...page.results.map((user) => user.id))
      const next = whole[index + 1] ?? null
      expect(page.next_cursor).toBe(next)
      expect(page.has_more).toBe(next !== null)
      expect(walked.at(-1)).toBe(id)
      query = `?page_size=1&start_cursor=${next}`
    }
    expect(walked).toEqual(whole)
  })

  test('a page size of zero is the default; the cursor needs no dashes', async () => {
    const whole = (await list(full.access_token)).results.map(({ id }) => id)
    expect((await list(full.access_token, '?page_size=0')).results).toHaveLength(whole.length)
    expect((await list(full.access_token, '?page_size=')).results).toHaveLength(whole.length)
    expect((await list(full.access_token, '?page_size=100')).results).toHaveLength(whole.length)
    const cursor = whole[2]?.replaceAll('-', '').toUpperCase()
    const rest = await list(full.access_token, `?start_cursor=${cursor}`)
    expect(rest.results.map(({ id }) => id)).toEqual(whole.slice(2))
  })

  const invalid = (rest: string) => `query failed validation: query.${rest}.`
  test.each([
    ['page_size=101', invalid('page_size should be ≤ `100` or `undefined`, instead was `101`')],
    ['page_size=-1', invalid('page_size should be ≥ `0` or `undefined`, instead was `-1`')],
    ['page_size=abc', invalid('page_size should be a number or `undefined`, instead was `"abc"`')],
    ['page_size=1e2', invalid('page_size should be a number or `undefined`, instead was `"1e2"`')],
    [
      'page_size=1&page_size=2',
      invalid('page_size should be a number or `undefined`, instead was `["1","2"]`'),
    ],
    ['start_cursor=', invalid('start_cursor should be a string or `undefined`, instead was `0`')],
    ['start_cursor=bogus', 'The start_cursor provided is invalid: bogus'],
    [
      'start_cursor=6b3e4a52-1f0d-4c0e-9c57-1d8f6d1c2b3a',
      'The start_cursor provided is invalid: 6b3e4a52-1f0d-4c0e-9c57-1d8f6d1c2b3a',
    ],
  ])('refuses ?%s', async (query, message) => {
    const answer = await get(server, full.access_token, `/v1/users?${query}`)
    await expectError(answer, 400, 'validation_error', message)
  })

  test('a cursor of another workspace names nobody', async () => {
    const dora = await idOf('dora@example.com')
    const answer = await get(server, full.access_token, `/v1/users?start_cursor=${dora}`)
    const message = `The start_cursor provided is invalid: ${dora}`
    await expectError(answer, 400, 'validation_error', message)
  })

  test('a member and a guest are found by id, dashes optional', async () => {
    for (const [email, name] of [
      ['ben@example.com', 'Ben'],
      ['cleo@example.com', 'Cleo'],
    ] as const) {
      const expected = await personOf(email, name)
      for (const id of [expected.id, expected.id.replaceAll('-', '').toUpperCase()]) {
        expect(await read(full.access_token, `/v1/users/${id}`)).toMatchObject(expected)
      }
    }
  })

  test('a bot is found by id as users/me shows it', async () => {
    const { request_id: _, ...me } = await read(names.access_token, '/v1/users/me')
    expect(await read(names.access_token, `/v1/users/${names.bot_id}`)).toMatchObject(me)
  })

  test('a bot whose last grant is dead is no longer listed or found', async () => {
    const client = clientOf(seed, 'Second')
    const tokens = await connect(server, client)
    const listed = async () => (await list(full.access_token)).results.map(({ id }) => id)
    expect(await listed()).toContain(tokens.bot_id)
    await postJson(server, client, 'revoke', { token: tokens.access_token })
    expect(await listed()).not.toContain(tokens.bot_id)
    expect((await get(server, full.access_token, `/v1/users/${tokens.bot_id}`)).status).toBe(404)
  })

  test('an unknown user, and one of another workspace, are not found alike', async () => {
    for (const id of [
      '6b3e4a52-1f0d-4c0e-9c57-1d8f6d1c2b3a',
      '00000000-0000-0000-0000-000000000000',
      await idOf('dora@example.com'),
    ]) {
      const answer = await get(server, full.access_token, `/v1/users/${id}`)
      const body = await expectError(
        answer,
        404,
        'object_not_found',
        `Could not find user with ID: ${id}. Make sure your integration has capabilities to read user information. With those capabilities, only members and guests in the integration's workspace are visible.`,
      )
      expect(body.additional_data).toEqual({ integration_id: full.bot_id })
      expect(Object.keys(body).slice(-2)).toEqual(['additional_data', 'request_id'])
    }
  })

  test.each([['AAA'], ['12345678-1234-1234-1234-123456789abc'], ["1' or '1'='1"]])(
    'the user id %s is no uuid',
    async (id) => {
      const answer = await get(server, full.access_token, `/v1/users/${encodeURIComponent(id)}`)
      const message = `path failed validation: path.user_id should be a valid uuid, instead was \`"${id}"\`.`
      await expectError(answer, 400, 'validation_error', message)
    },
  )

  test.each([['/v1/users'], ['/v1/users/6b3e4a52-1f0d-4c0e-9c57-1d8f6d1c2b3a']])(
    '%s needs a capability',
    async (path) => {
      const answer = await get(server, blind.access_token, path)
      await expectError(
        answer,
        403,
        'restricted_resource',
        'Insufficient permissions for this endpoint.',
      )
    },
  )

  test.each(publishedVersions)('the version %s is served', async (version) => {
    const headers = { authorization: `Bearer ${inside}`, 'notion-version': version }
    expect((await fetch(`${server.url}/v1/users/me`, { headers })).status).toBe(200)
  })

  const invalidToken = 'API token is invalid.'
  const noBearer = 'Authorization header must use the format "Bearer <token>".'
  test.each([
    ['no header', undefined, noBearer],
    ['another scheme', 'Basic cGl6emE=', noBearer],
    ['no token', 'Bearer', noBearer],
    ['two tokens', `Bearer ${inside} ${inside}`, noBearer],
    ['what is no token', 'Bearer pizza', invalidToken],
    ['a wrong checksum', `Bearer ${inside.slice(0, -1)}!`, invalidToken],
    ['an unknown token', `Bearer ntn_${'1'.repeat(11)}${'a'.repeat(35)}`, invalidToken],
  ])('%s is refused as a bearer', async (_, authorization, message) => {
    const headers = { 'notion-version': VERSION, ...(authorization ? { authorization } : {}) }
    const answer = await fetch(`${server.url}/v1/users/me`, { headers })
    await expectError(answer, 401, 'unauthorized', message)
  })

  test.each([
    ['bearer', `Bearer ${inside}`],
    ['BEARER  ', `BEARER   ${inside}`],
  ])('the scheme may be written %s', async (_, authorization) => {
    const headers = { 'notion-version': VERSION, authorization }
    expect((await fetch(`${server.url}/v1/users/me`, { headers })).status).toBe(200)
  })
})
