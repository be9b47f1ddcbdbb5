import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultLifetimes } from '../../src/domain/oauth/grant.js'
import type { SeedDocument } from '../../src/operations/seed/seed-document.js'
import { first, second, studioSeed } from '../support/seeds.js'
import {
  type Client,
  type Consent,
  clientOf,
  codeFor,
  connect,
  describeOnBothStores,
  get,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import {
  dialects,
  expectAlive,
  expectDead,
  expectRefusal,
  headersOf,
  post,
  readOAuth,
  send,
  UUID,
} from '../support/wire.js'

const publicClient = (
  name: string,
  capabilities: string[],
  redirect = `https://${name}.example/`,
) => ({
  name,
  kind: 'public' as const,
  capabilities,
  redirect_uris: [redirect],
})

const seed: SeedDocument = {
  ...studioSeed,
  integrations: [
    ...(studioSeed.integrations ?? []),
    publicClient('blind', ['read_content']),
    publicClient('names', ['read_content', 'read_user_without_email']),
  ],
}
const verifier = 'a-verifier-of-forty-three-characters-or-more'
const codeChallenge = createHash('sha256').update(verifier).digest('base64url')

describeOnBothStores('redeeming a code', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(kind, { seed })
  })
  afterAll(() => server.close())

  const redeem = (
    client: Client,
    code: string,
    more: Record<string, string> = { redirect_uri: client.redirectUri },
    dialect: (typeof dialects)[number] = 'json',
  ) => post(dialect, server, client, 'token', { grant_type: 'authorization_code', code, ...more })

  const refused = async (response: Response, message: string) =>
    expect(await expectRefusal(response, 'json', 400, 'invalid_grant')).toBe(message)

  const ada = () => server.deps.store.workspaces.findPerson({ email: 'ada@example.com' })

  test.each(dialects)('answers the documented members in order (%s)', async (dialect) => {
    const code = await codeFor(server, first)
    expect(code).toMatch(UUID)
    const body = await readOAuth(await redeem(first, code, undefined, dialect), 200)
    expect(Object.keys(body)).toEqual([
      'access_token',
      'token_type',
      'refresh_token',
      'bot_id',
      'workspace_name',
      'workspace_icon',
      'workspace_id',
      'owner',
      'duplicated_template_id',
      'request_id',
    ])
    expect(body.access_token).toMatch(/^ntn_\d{11}[0-9A-Za-z]{35}$/)
    expect(body.refresh_token).toMatch(/^nrt_\d{11}[0-9A-Za-z]{35}$/)
    expect(body).toMatchObject({
      token_type: 'bearer',
      bot_id: expect.stringMatching(UUID),
      workspace_name: 'Studio',
      workspace_icon: '🏺',
      workspace_id: expect.stringMatching(UUID),
      duplicated_template_id: null,
    })
  })

  const person = { object: 'user', name: 'Ada', avatar_url: null, type: 'person' }
  test.each([
    ['with email', 'First', { ...person, person: { email: 'ada@example.com' } }],
    ['without email', 'names', { ...person, person: {} }],
    ['by id alone', 'blind', { object: 'user' }],
  ])('names the owner %s, as the capabilities allow', async (_, name, user) => {
    const client = clientOf(seed, name)
    const body = await readOAuth(await redeem(client, await codeFor(server, client)), 200)
    const id = (await ada())?.userId
    expect(body.owner).toEqual({ type: 'user', user: { ...user, id } })
  })

  test.each<[string, (code: string) => string]>([
    ['unknown', () => '6b3e4a52-1f0d-4c0e-9c57-1d8f6d1c2b3a'],
    ['followed by a space', (code) => `${code} `],
    ['without dashes', (code) => code.replaceAll('-', '')],
    ['no code at all', () => 'pizza'],
  ])('refuses a code that is %s, and the real one still works', async (_, spell) => {
    const code = await codeFor(server, first)
    await refused(await redeem(first, spell(code)), 'Invalid code.')
    await readOAuth(await redeem(first, code), 200)
  })

  test("refuses another client's code without effect", async () => {
    const code = await codeFor(server, first)
    const foreign = await redeem(second, code, { redirect_uri: first.redirectUri })
    await refused(foreign, 'Invalid code.')
    await readOAuth(await redeem(first, code), 200)
  })

  test('refuses a code from the tenth minute on', async () => {
    const [inTime, late] = [await codeFor(server, first), await codeFor(server, first)]
    server.advance(defaultLifetimes.authorizationCode - 20_000)
    await readOAuth(await redeem(first, inTime), 200)
    server.advance(20_000)
    await refused(await redeem(first, late), 'Invalid code: this code has expired.')
  })

  test('takes a code once: the second time ends everything that the first gave', async () => {
    const code = await codeFor(server, first)
    const bystander = await connect(server, first)
    const tokens = await readOAuth(await redeem(first, code), 200)
    const pair = {
      access_token: String(tokens.access_token),
      refresh_token: String(tokens.refresh_token),
    }
    await expectAlive(server, first, pair)
    const revoked = 'Invalid code: this code has been revoked.'
    await refused(await redeem(first, code), revoked)
    await expectDead(server, first, pair)
    await refused(await redeem(first, code), revoked)
    await expectAlive(server, first, bystander)
  })

  test("a code that another client brings again is no reuse: the client's grant lives", async () => {
    const code = await codeFor(server, first)
    const tokens = await readOAuth(await redeem(first, code), 200)
    await refused(await redeem(second, code), 'Invalid code.')
    await expectAlive(server, first, {
      access_token: String(tokens.access_token),
      refresh_token: String(tokens.refresh_token),
    })
  })

  const missing = 'Missing redirect_uri: it stood in the authorization URL, so it must be sent.'
  const unexpected = 'Unexpected redirect_uri: it did not stand in the authorization URL.'
  const differs = 'Invalid redirect_uri: it differs from the one in the authorization URL.'
  const badVerifier = 'Invalid code_verifier: it does not answer the code challenge.'
  const uri = first.redirectUri
  const only = second.redirectUri
  const port = 'http://127.0.0.1:4321/cb'

  test.each<[string, Client, Consent, Record<string, string>, string]>([
    ['no redirect_uri where one stood', first, {}, {}, missing],
    ['another redirect_uri', first, {}, { redirect_uri: 'http://127.0.0.1:9999/cb' }, differs],
    ['a redirect_uri with a tail', first, {}, { redirect_uri: `${uri}/` }, differs],
    ['a redirect_uri in capitals', first, {}, { redirect_uri: uri.toUpperCase() }, differs],
    [
      'a redirect_uri where none stood',
      second,
      { redirectUri: null },
      { redirect_uri: only },
      unexpected,
    ],
    [
      'another port than the authorization named',
      first,
      { redirectUri: port },
      { redirect_uri: 'http://127.0.0.1:9999/cb' },
      differs,
    ],
    [
      'no verifier where a challenge stood',
      first,
      { codeChallenge },
      { redirect_uri: uri },
      badVerifier,
    ],
    [
      'a wrong verifier',
      first,
      { codeChallenge },
      { redirect_uri: uri, code_verifier: `${verifier}x` },
      badVerifier,
    ],
    [
      'the challenge itself for a verifier',
      first,
      { codeChallenge },
      { redirect_uri: uri, code_verifier: codeChallenge },
      badVerifier,
    ],
    [
      'a verifier where no challenge stood',
      first,
      {},
      { redirect_uri: uri, code_verifier: verifier },
      badVerifier,
    ],
  ])('refuses %s; the code is not spent by it', async (_, client, consent, sent, message) => {
    const code = await codeFor(server, client, consent)
    await refused(await redeem(client, code, sent), message)
    const right = {
      ...(consent.redirectUri === null
        ? {}
        : { redirect_uri: consent.redirectUri ?? client.redirectUri }),
      ...(consent.codeChallenge === undefined ? {} : { code_verifier: verifier }),
    }
    await readOAuth(await redeem(client, code, right), 200)
  })

  test('accepts a loopback redirect URI on the port that the authorization named', async () => {
    for (const redirectUri of [port, 'http://127.0.0.1/cb', 'http://127.0.0.1:65535/cb']) {
      const code = await codeFor(server, first, { redirectUri })
      await readOAuth(await redeem(first, code, { redirect_uri: redirectUri }), 200)
    }
  })

  test('the code itself opens nothing', async () => {
    const code = await codeFor(server, first)
    expect((await get(server, code, '/v1/users/me')).status).toBe(401)
    const told = await post('json', server, first, 'introspect', { token: code })
    expect(await readOAuth(told, 200)).toMatchObject({ active: false })
  })

  test('neither code, tokens nor secret are found in the log', async () => {
    const code = await codeFor(server, first)
    const tokens = await readOAuth(await redeem(first, code), 200)
    await redeem(first, code)
    const log = server.log.join('\n')
    expect(log).toContain('/v1/oauth/token')
    for (const text of [code, tokens.access_token, tokens.refresh_token, first.clientSecret]) {
      expect(log).not.toContain(text)
    }
  })

  describe.each(dialects)('a malformed %s request', (dialect) => {
    const code = 'body failed validation: body.code should be defined, instead was `undefined`.'
    const token =
      'body failed validation: body.refresh_token should be defined, instead was `undefined`.'
    test.each<[string, Record<string, string>, string, string]>([
      [
        'without grant_type',
        { code: 'x' },
        'invalid_request',
        'body failed validation: body.grant_type should be defined, instead was `undefined`.',
      ],
      ['without code', { grant_type: 'authorization_code' }, 'invalid_request', code],
      ['without refresh_token', { grant_type: 'refresh_token' }, 'invalid_request', token],
      [
        'of an unsupported grant',
        { grant_type: 'client_credentials' },
        'unsupported_grant_type',
        dialect === 'json'
          ? 'body failed validation: body.grant_type should be `"authorization_code"` or `"refresh_token"`.'
          : "body failed validation: body.grant_type should be `'authorization_code'` or `'refresh_token'`.",
      ],
    ])('%s is refused in its own words', async (_, body, error, message) => {
      const answer = await post(dialect, server, first, 'token', body)
      expect(await expectRefusal(answer, dialect, 400, error)).toBe(message)
    })
  })

  test('a secret of the wrong type is refused without being shown', async () => {
    const body = '{"grant_type":"authorization_code","code":["hush"]}'
    const answer = await send(server, 'token', headersOf('json', first), body)
    const message = await expectRefusal(answer, 'json', 400, 'invalid_request')
    expect(message).not.toContain('hush')
  })

  test('the second grant of a person has the same bot and outlives the first', async () => {
    const [one, two] = [await connect(server, first), await connect(server, first)]
    expect(two.bot_id).toBe(one.bot_id)
    expect(two.access_token).not.toBe(one.access_token)
    await readOAuth(await post('json', server, first, 'revoke', { token: one.access_token }), 200)
    await expectDead(server, first, one)
    await expectAlive(server, first, two)
    const three = await connect(server, first)
    expect(three.bot_id).toBe(one.bot_id)
    const other = await connect(server, first, { email: 'ben@example.com' })
    expect(other.bot_id).not.toBe(one.bot_id)
  })

  test('an internal static token is no refresh token', async () => {
    const refresh_token = internalTokenOf(seed)
    const body = { grant_type: 'refresh_token', refresh_token }
    await refused(await post('json', server, first, 'token', body), 'Invalid refresh token.')
    expect((await get(server, refresh_token, '/v1/users/me')).status).toBe(200)
  })
})
