import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultLifetimes } from '../../src/domain/oauth/grant.js'
import { first, second, studioSeed } from '../support/seeds.js'
import {
  connect,
  describeOnBothStores,
  get,
  internalTokenOf,
  postJson,
  startTestServer,
  type TestServer,
  type Tokens,
} from '../support/server.js'
import {
  dialects,
  expectAlive,
  expectDead,
  expectRefusal,
  expectRevoked,
  headersOf,
  introspect,
  post,
  refresh,
  refreshed,
  send,
} from '../support/wire.js'

describeOnBothStores('what revoke does', (kind) => {
  let server: TestServer
  let bystanders: { client: typeof first; tokens: Tokens }[]
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    bystanders = [
      { client: first, tokens: await connect(server, first) },
      { client: first, tokens: await connect(server, first, { email: 'ben@example.com' }) },
      { client: second, tokens: await connect(server, second) },
    ]
  })
  afterAll(() => server.close())

  const expectNothingElseHappened = async () => {
    for (const { client, tokens } of bystanders) await expectAlive(server, client, tokens)
    expect((await get(server, internalTokenOf(studioSeed), '/v1/users/me')).status).toBe(200)
  }

  describe.each(dialects)('in the %s dialect', (dialect) => {
    const revoke = (token: string, more: Record<string, string> = {}, client = first) =>
      post(dialect, server, client, 'revoke', { token, ...more })

    const killing: [string, (tokens: Tokens) => string, Record<string, string>][] = [
      ['access token', (tokens) => tokens.access_token, {}],
      ['refresh token', (tokens) => tokens.refresh_token, {}],
      [
        'access token hinted as a refresh token',
        (tokens) => tokens.access_token,
        { token_type_hint: 'refresh_token' },
      ],
      [
        'refresh token hinted as an access token',
        (tokens) => tokens.refresh_token,
        { token_type_hint: 'access_token' },
      ],
      [
        'access token with an unknown hint',
        (tokens) => tokens.access_token,
        { token_type_hint: 'pizza' },
      ],
      [
        'access token beside unknown members',
        (tokens) => tokens.access_token,
        { client_id: second.clientId, colour: 'red' },
      ],
    ]

    test.each(killing)('a live %s ends its grant and nothing else', async (_, pick, more) => {
      const tokens = await connect(server, first)
      await expectRevoked(await revoke(pick(tokens), more))
      await expectDead(server, first, tokens)
      await expectNothingElseHappened()
    })

    test('the newest access token of a refreshed grant ends every generation', async () => {
      const old = await connect(server, first)
      const young = await refreshed(server, first, old.refresh_token)
      await expectRevoked(await revoke(young.access_token))
      await expectDead(server, first, young)
      await expectDead(server, first, old)
      await expectNothingElseHappened()
    })

    test('a dead token is no error and kills nothing: the same token twice', async () => {
      const tokens = await connect(server, first)
      await expectRevoked(await revoke(tokens.access_token))
      await expectRevoked(await revoke(tokens.access_token))
      await expectRevoked(await revoke(tokens.refresh_token))
      await expectDead(server, first, tokens)
      await expectNothingElseHappened()
    })

    test.each<[string, (tokens: Tokens) => string]>([
      ['access', (tokens) => tokens.access_token],
      ['refresh', (tokens) => tokens.refresh_token],
    ])('a spent %s token leaves a used successor alive', async (_, pick) => {
      const old = await connect(server, first)
      const young = await refreshed(server, first, old.refresh_token)
      await expectAlive(server, first, young)
      await expectRevoked(await revoke(pick(old)))
      await expectAlive(server, first, young)
      await expectNothingElseHappened()
    })

    test('an access token that was just replaced kills nothing', async () => {
      const old = await connect(server, first)
      const young = await refreshed(server, first, old.refresh_token)
      await expectRevoked(await revoke(old.access_token))
      await expectAlive(server, first, young)
      await expectNothingElseHappened()
    })

    test('a refresh token that was just spent can no longer fetch its successor, which lives on', async () => {
      const old = await connect(server, first)
      const young = await refreshed(server, first, old.refresh_token)
      await expectRevoked(await revoke(old.refresh_token))
      await expectAlive(server, first, young)
      const replay = await postJson(server, first, 'token', {
        grant_type: 'refresh_token',
        refresh_token: old.refresh_token,
      })
      await expectRefusal(replay, 'json', 400, 'invalid_grant')
      await expectNothingElseHappened()
    })

    test.each([
      ['unknown', `ntn_${'1'.repeat(11)}${'a'.repeat(35)}`],
      ['malformed', 'pizza'],
      ['hostile', '\' or 1=1; -- \u0000 {"$ne":null}'],
      ['very long', 'x'.repeat(20_000)],
    ])('an %s token answers like a revoked one', async (_, token) => {
      await expectRevoked(await revoke(token))
      await expectNothingElseHappened()
    })

    test("another client's live tokens are refused and live on", async () => {
      const tokens = await connect(server, second)
      for (const token of [tokens.access_token, tokens.refresh_token]) {
        const refusal = await revoke(token)
        const message = await expectRefusal(refusal, dialect, 400, 'unauthorized_client')
        expect(message).toBe('The token was issued to another client.')
      }
      await expectAlive(server, second, tokens)
      await expectNothingElseHappened()
    })

    test("another client's dead token tells no more than an unknown one", async () => {
      const tokens = await connect(server, second)
      await expectRevoked(await revoke(tokens.access_token, {}, second))
      await expectRevoked(await revoke(tokens.access_token))
      await expectNothingElseHappened()
    })

    test("an internal integration's static token is refused and lives on", async () => {
      const refusal = await revoke(internalTokenOf(studioSeed))
      const message = await expectRefusal(refusal, dialect, 400, 'unauthorized_client')
      expect(message).toBe(
        'The token of an internal integration cannot be revoked here. Rotate it in the dashboard.',
      )
      await expectNothingElseHappened()
    })
  })

  const missing = 'body failed validation: body.token should be defined, instead was `undefined`.'
  const notString = (shown: string) =>
    `body failed validation: body.token should be a string, instead was \`${shown}\`.`
  const notObject = (shown: string) =>
    `body failed validation: body should be an object, instead was \`${shown}\`.`
  const mediaType =
    'Content-Type should be `application/json` or `application/x-www-form-urlencoded`.'
  const empty = 'body failed validation: body.token should be populated, instead was `""`.'

  test.each<[string, string, string]>([
    ['without token', '{}', missing],
    ['without anything', '', missing],
    ['whose token is empty', '{"token":""}', empty],
    ['whose token is null', '{"token":null}', notString('…')],
    ['whose token is a number', '{"token":7}', notString('…')],
    ['whose token is a list', '{"token":["x"]}', notString('…')],
    ['whose token is an object', '{"token":{}}', notString('…')],
    ['that is a list', '[]', notObject('[]')],
    ['that is null', 'null', notObject('null')],
    ['that is a string', '"token"', notObject('"token"')],
    ['that is a number', '7', notObject('7')],
    ['that is cut short', '{"token":', 'Error parsing JSON body.'],
    ['that is a form', 'token=x', 'Error parsing JSON body.'],
  ])('a JSON body %s is an invalid request', async (_, body, expected) => {
    const answer = await send(server, 'revoke', headersOf('json', first), body)
    expect(await expectRefusal(answer, 'json', 400, 'invalid_request')).toBe(expected)
    await expectNothingElseHappened()
  })

  const formMissing =
    'body failed validation: body.token should be defined, instead was `undefined`.'
  test.each<[string, string, string]>([
    ['without token', 'colour=red', formMissing],
    ['without anything', '', formMissing],
    ['whose token is empty', 'token=', formMissing],
    ['that repeats token', 'token=a&token=b', 'token is given more than once.'],
    [
      'that repeats the hint',
      'token=a&token_type_hint=x&token_type_hint=y',
      'token_type_hint is given more than once.',
    ],
    ['that is JSON', '{"token":"x"}', formMissing],
  ])('a form %s is an invalid request', async (_, body, expected) => {
    const answer = await send(server, 'revoke', headersOf('form', first), body)
    expect(await expectRefusal(answer, 'form', 400, 'invalid_request')).toBe(expected)
    await expectNothingElseHappened()
  })

  test.each<[string, string | undefined, string]>([
    ['no media type', undefined, mediaType],
    ['text/plain', 'text/plain', mediaType],
    ['multipart', 'multipart/form-data; boundary=x', mediaType],
    ['a type that only begins like JSON', 'application/jsonlines', mediaType],
    ['a type that only begins like a form', 'application/x-www-form-urlencoded-too', mediaType],
    ['a malformed media type', ';', 'The Content-Type header is malformed.'],
  ])('a body with %s is an invalid request', async (_, contentType, expected) => {
    const tokens = await connect(server, first)
    const headers = { ...headersOf('json', first), 'content-type': contentType }
    const body = JSON.stringify({ token: tokens.access_token })
    const answer = await send(server, 'revoke', headers, body)
    expect(await expectRefusal(answer, 'json', 400, 'invalid_request')).toBe(expected)
    await expectAlive(server, first, tokens)
    await expectNothingElseHappened()
  })

  test.each([
    ['json', 'Application/JSON; charset=UTF-8'],
    ['form', 'APPLICATION/X-WWW-FORM-URLENCODED;charset=utf-8'],
  ] as const)(
    'a %s media type is read without regard to case or parameters',
    async (dialect, type) => {
      const { access_token: token, refresh_token } = await connect(server, first)
      const headers = { ...headersOf(dialect, first), 'content-type': type }
      const body = dialect === 'json' ? JSON.stringify({ token }) : `token=${token}`
      await expectRevoked(await send(server, 'revoke', headers, body))
      await expectDead(server, first, { access_token: token, refresh_token })
    },
  )

  test.each(dialects)('a %s body over 64 KiB is an invalid request', async (dialect) => {
    const token = 'x'.repeat(64 * 1024)
    const answer = await post(dialect, server, first, 'revoke', { token })
    const message = await expectRefusal(answer, dialect, 400, 'invalid_request')
    expect(message).toBe('The request body is larger than the limit.')
    await expectNothingElseHappened()
  })

  test('a wrong method is no OAuth request at all', async () => {
    const answer = await fetch(`${server.url}/v1/oauth/revoke`, {
      headers: { authorization: headersOf('json', first).authorization ?? '' },
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ code: 'invalid_request_url' })
  })

  test('the token is not to be found in the log', async () => {
    const tokens = await connect(server, first)
    await expectRevoked(await post('json', server, first, 'revoke', { token: tokens.access_token }))
    await post('form', server, first, 'revoke', { token: `x${tokens.refresh_token}` })
    const log = server.log.join('\n')
    expect(log).toContain('/v1/oauth/revoke')
    for (const secret of [tokens.access_token, tokens.refresh_token, first.clientSecret]) {
      expect(log).not.toContain(secret)
    }
  })
})

describeOnBothStores('revoke where tokens expire', (kind) => {
  const lifetimes = { ...defaultLifetimes, accessToken: 1000_000, refreshToken: 5000_000 }
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed, config: { lifetimes } })
  })
  afterAll(() => server.close())

  test.each(dialects)('an expired access token kills nothing (%s)', async (dialect) => {
    const tokens = await connect(server, first)
    server.advance(lifetimes.accessToken)
    const bystander = await connect(server, first)
    expect((await get(server, tokens.access_token, '/v1/users/me')).status).toBe(401)
    await expectRevoked(
      await post(dialect, server, first, 'revoke', { token: tokens.access_token }),
    )
    await expectAlive(server, first, await refreshed(server, first, tokens.refresh_token))
    await expectAlive(server, first, bystander)
  })

  test.each(dialects)('an expired refresh token kills nothing (%s)', async (dialect) => {
    const tokens = await connect(server, first)
    server.advance(lifetimes.refreshToken)
    const bystander = await connect(server, first)
    await expectRevoked(
      await post(dialect, server, first, 'revoke', { token: tokens.refresh_token }),
    )
    const late = await refresh(server, first, tokens.refresh_token)
    await expectRefusal(late, 'json', 400, 'invalid_grant')
    await expectAlive(server, first, bystander)
  })

  test("another client's expired token tells no more than an unknown one", async () => {
    const tokens = await connect(server, second)
    server.advance(lifetimes.accessToken)
    await expectRevoked(await post('json', server, first, 'revoke', { token: tokens.access_token }))
    expect(await introspect(server, second, tokens.refresh_token)).toMatchObject({ active: true })
  })

  test('a token lives to the last millisecond and not beyond', async () => {
    const tokens = await connect(server, first)
    const { iat } = await introspect(server, first, tokens.access_token)
    server.advance(Number(iat) + lifetimes.accessToken - 60_000 - server.deps.clock())
    expect((await get(server, tokens.access_token, '/v1/users/me')).status).toBe(200)
    server.advance(60_000)
    expect((await get(server, tokens.access_token, '/v1/users/me')).status).toBe(401)
  })
})
