import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultLifetimes } from '../../src/domain/oauth/grant.js'
import type { SeedDocument } from '../../src/operations/seed/seed-document.js'
import { first, second, studioSeed } from '../support/seeds.js'
import {
  clientOf,
  connect,
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
  type Tokens,
} from '../support/server.js'
import {
  dialects,
  expectAlive,
  expectRefusal,
  headersOf,
  post,
  readOAuth,
  refreshed,
  send,
} from '../support/wire.js'

const seed: SeedDocument = {
  ...studioSeed,
  integrations: [
    ...(studioSeed.integrations ?? []),
    {
      name: 'Reader',
      kind: 'public',
      capabilities: ['read_comments', 'read_content'],
      redirect_uris: ['https://reader.example/cb'],
    },
    { name: 'Nothing', kind: 'public', capabilities: [], redirect_uris: ['https://none.example/'] },
  ],
}

describeOnBothStores('introspection', (kind) => {
  const lifetimes = { ...defaultLifetimes, accessToken: 3_600_000 }
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(kind, { seed, config: { lifetimes } })
  })
  afterAll(() => server.close())

  describe.each(dialects)('in the %s dialect', (dialect) => {
    const ask = async (token: string, client = first, more: Record<string, string> = {}) =>
      readOAuth(await post(dialect, server, client, 'introspect', { token, ...more }), 200)

    const expectInactive = (body: Record<string, unknown>) => {
      expect(Object.keys(body)).toEqual(['active', 'request_id'])
      expect(body.active).toBe(false)
    }

    test.each<[string, (tokens: Tokens) => string]>([
      ['access', (tokens) => tokens.access_token],
      ['refresh', (tokens) => tokens.refresh_token],
    ])('tells the scope and the time of a live %s token', async (_, pick) => {
      const before = server.deps.clock()
      const tokens = await connect(server, first)
      const after = server.deps.clock()
      const body = await ask(pick(tokens))
      expect(Object.keys(body)).toEqual(['active', 'scope', 'iat', 'request_id'])
      expect(body.active).toBe(true)
      expect(body.scope).toBe(
        'read_content insert_content update_content read_comments insert_comments read_user_with_email',
      )
      // Notion counts milliseconds, RFC 7662 §2.2 seconds.
      const unit = dialect === 'json' ? 1 : 1000
      expect(Number.isInteger(body.iat)).toBe(true)
      expect(body.iat).toBeGreaterThanOrEqual(Math.floor(before / unit))
      expect(body.iat).toBeLessThanOrEqual(Math.floor(after / unit))
    })

    test.each([
      ['Reader', 'read_comments read_content'],
      ['Nothing', ''],
    ])('the scope of %s is what it was given', async (name, scope) => {
      const client = clientOf(seed, name)
      const { access_token } = await connect(server, client)
      expect(await ask(access_token, client)).toMatchObject({ active: true, scope })
    })

    test.each<[string, (tokens: Tokens) => Promise<string> | string]>([
      ['an unknown token', () => `ntn_${'1'.repeat(11)}${'a'.repeat(35)}`],
      ['what is no token', () => 'pizza'],
      ['a token with a tail', (tokens) => `${tokens.access_token}x`],
      ['an internal static token', () => internalTokenOf(seed)],
      [
        'a spent access token',
        async (tokens) => {
          await refreshed(server, first, tokens.refresh_token)
          return tokens.access_token
        },
      ],
      [
        'a revoked token',
        async (tokens) => {
          await post('json', server, first, 'revoke', { token: tokens.access_token })
          return tokens.access_token
        },
      ],
      [
        'an expired token',
        (tokens) => {
          server.advance(lifetimes.accessToken)
          return tokens.access_token
        },
      ],
    ])('says no more of %s than that it is inactive', async (_, make) => {
      expectInactive(await ask(await make(await connect(server, first))))
    })

    test("another client's live token is inactive and stays alive", async () => {
      const tokens = await connect(server, second)
      expectInactive(await ask(tokens.access_token))
      expectInactive(await ask(tokens.refresh_token))
      await expectAlive(server, second, tokens)
    })

    test('a wrong hint does not hide a token', async () => {
      const { access_token } = await connect(server, first)
      const body = await ask(access_token, first, { token_type_hint: 'refresh_token' })
      expect(body.active).toBe(true)
    })

    test('a request without token is invalid', async () => {
      const answer = await post(dialect, server, first, 'introspect', {})
      expect(await expectRefusal(answer, dialect, 400, 'invalid_request')).toBe(
        'body failed validation: body.token should be defined, instead was `undefined`.',
      )
    })
  })

  test('a body that is cut short is an invalid request', async () => {
    const answer = await send(server, 'introspect', headersOf('json', first), '{')
    await expectRefusal(answer, 'json', 400, 'invalid_request')
  })
})
