import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publishedVersions } from '../../src/contract/versions.js'
import type { SeedDocument } from '../../src/operations/seed/seed-document.js'
import { first, second, studioSeed } from '../support/seeds.js'
import {
  basic,
  type Client,
  clientOf,
  connect,
  describeOnBothStores,
  get,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import {
  type Dialect,
  dialects,
  encode,
  expectAlive,
  expectRefusal,
  headersOf,
  type OAuthPath,
  oauthPaths,
  readOAuth,
  send,
} from '../support/wire.js'

const hostileSecret = 'p:a%2B+ß/=&? x'
const seed: SeedDocument = {
  ...studioSeed,
  integrations: [
    ...(studioSeed.integrations ?? []),
    {
      name: 'Hostile',
      kind: 'public',
      client_secret: hostileSecret,
      redirect_uris: ['https://hostile.example/cb'],
    },
  ],
}
const hostile = clientOf(seed, 'Hostile')

const bodies: Record<OAuthPath, Record<string, string>> = {
  token: { grant_type: 'refresh_token', refresh_token: 'nrt_unknown' },
  introspect: { token: 'ntn_unknown' },
  revoke: { token: 'ntn_unknown' },
}
const everywhere = oauthPaths.flatMap((path) => dialects.map((dialect) => ({ path, dialect })))

const pairOf = (clientId: string, clientSecret: string) =>
  `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`

/** Every octet that is no letter and no digit, escaped. */
const escapeAll = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => {
      const letter = String.fromCharCode(byte)
      return /[A-Za-z0-9]/.test(letter) ? letter : `%${byte.toString(16).padStart(2, '0')}`
    })
    .join('')

const formEncode = (text: string): string => new URLSearchParams({ t: text }).toString().slice(2)

const encodings: Record<string, (text: string) => string> = {
  raw: (text) => text,
  encodeURIComponent,
  form: formEncode,
  'escape all but alphanumerics': escapeAll,
}

describeOnBothStores('client authentication', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(kind, { seed })
  })
  afterAll(() => server.close())

  /** A call that authenticated gets as far as its unknown token. */
  const expectAuthenticated = async (
    response: Response,
    path: OAuthPath,
    dialect: Dialect,
  ): Promise<void> => {
    if (path === 'token') await expectRefusal(response, dialect, 400, 'invalid_grant')
    else await readOAuth(response, 200)
  }

  const call = (path: OAuthPath, dialect: Dialect, authorization: string | undefined, more = {}) =>
    send(
      server,
      path,
      { ...headersOf(dialect, first), authorization },
      encode(dialect, { ...bodies[path], ...more }),
    )

  const bad: [string, string | undefined][] = [
    ['no header', undefined],
    ['an empty header', ''],
    ['a wrong secret', pairOf(first.clientId, 'wrong')],
    ['no secret', pairOf(first.clientId, '')],
    ['an unknown client', pairOf('6b3e4a52-1f0d-4c0e-9c57-1d8f6d1c2b3a', first.clientSecret)],
    ['no UUID for a client', pairOf('pizza', first.clientSecret)],
    ["another client's secret", pairOf(first.clientId, second.clientSecret)],
    ['a pair without colon', `Basic ${Buffer.from('pizza').toString('base64')}`],
    ['what is no base64', 'Basic !!!'],
    ['an internal integration', pairOf(clientIdOf('Inside'), internalTokenOf(seed))],
    ['a bearer token', `Bearer ${internalTokenOf(seed)}`],
    ['the pair in clear', `Basic ${first.clientId}:${first.clientSecret}`],
    ['a secret that is cut short', pairOf(first.clientId, first.clientSecret.slice(0, -1))],
    ['a secret with a tail', pairOf(first.clientId, `${first.clientSecret} `)],
  ]
  const refused = bad.flatMap(([what, authorization]) =>
    everywhere.map((place) => ({ ...place, what, authorization })),
  )
  test.each(refused)('$path ($dialect) refuses $what', async ({ path, dialect, authorization }) => {
    const answer = await call(path, dialect, authorization)
    const message = await expectRefusal(answer, dialect, 401, 'invalid_client')
    expect(message).toBe('Client authentication failed.')
  })

  test.each(everywhere)('$path ($dialect) refuses credentials in the body alone', async (place) => {
    const { clientId: client_id, clientSecret: client_secret } = first
    const answer = await call(place.path, place.dialect, undefined, { client_id, client_secret })
    await expectRefusal(answer, place.dialect, 401, 'invalid_client')
  })

  test.each(everywhere)('$path ($dialect) ignores the body beside Basic', async (place) => {
    const other = { client_id: second.clientId, client_secret: 'wrong' }
    const answer = await call(place.path, place.dialect, basic(first), other)
    await expectAuthenticated(answer, place.path, place.dialect)
  })

  const spellings = [first, hostile].flatMap((client) =>
    Object.keys(encodings).map((encoding) => ({ client, encoding })),
  )
  test.each(spellings)(
    'a secret like $client.clientSecret is read in the encoding: $encoding',
    async (spelling) => {
      const spell = encodings[spelling.encoding] ?? String
      const { clientId, clientSecret } = spelling.client
      for (const { path, dialect } of everywhere) {
        const answer = await call(path, dialect, pairOf(spell(clientId), spell(clientSecret)))
        await expectAuthenticated(answer, path, dialect)
      }
    },
  )

  test.each([
    ['the scheme in lower case', (client: Client) => basic(client).replace('Basic', 'basic')],
    ['several spaces', (client: Client) => basic(client).replace(' ', '   ')],
    ['base64url', (client: Client) => basic(client).replaceAll('+', '-').replaceAll('/', '_')],
    ['no padding', (client: Client) => basic(client).replaceAll('=', '')],
    [
      'a client id without dashes and in capitals',
      ({ clientId, clientSecret }: Client) =>
        pairOf(clientId.replaceAll('-', '').toUpperCase(), clientSecret),
    ],
  ])('%s is accepted', async (_, header) => {
    for (const client of [first, hostile]) {
      await expectAuthenticated(await call('revoke', 'json', header(client)), 'revoke', 'json')
    }
  })

  test('a refused client has no effect', async () => {
    const tokens = await connect(server, first)
    for (const { path, dialect } of everywhere) {
      const token = { token: tokens.access_token, refresh_token: tokens.refresh_token }
      await expectRefusal(
        await call(path, dialect, pairOf(first.clientId, 'wrong'), token),
        dialect,
        401,
        'invalid_client',
      )
    }
    await expectAlive(server, first, tokens)
  })
})

function clientIdOf(name: string): string {
  const integrations = seed.integrations ?? []
  const asPublic = integrations.map((one) => ({ ...one, kind: 'public' as const }))
  return clientOf({ ...seed, integrations: asPublic }, name).clientId
}

describeOnBothStores('the Notion-Version header of the OAuth endpoints', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(kind, { seed })
  })
  afterAll(() => server.close())

  const call = (path: OAuthPath, dialect: Dialect, version: string | undefined) =>
    send(
      server,
      path,
      { ...headersOf(dialect, first), 'notion-version': version },
      encode(dialect, bodies[path]),
    )

  const expectServed = async (response: Response, path: OAuthPath, dialect: Dialect) => {
    if (path === 'token') await expectRefusal(response, dialect, 400, 'invalid_grant')
    else await readOAuth(response, 200)
  }

  const versions = everywhere.flatMap((place) =>
    publishedVersions.map((version) => ({ ...place, version })),
  )
  test.each(versions)('$path ($dialect) accepts $version', async ({ path, dialect, version }) => {
    await expectServed(await call(path, dialect, version), path, dialect)
  })

  const unknown = everywhere.flatMap((place) =>
    ['2025-09-04', 'latest', '2025-09-03, 2025-09-03'].map((version) => ({ ...place, version })),
  )
  test.each(unknown)('$path ($dialect) refuses $version', async ({ path, dialect, version }) => {
    const answer = await call(path, dialect, version)
    const message = await expectRefusal(answer, dialect, 400, 'invalid_request')
    expect(message).toContain('Notion-Version header failed validation')
    expect(message).toContain(version)
  })

  describe.each(everywhere)('$path ($dialect) without the header', ({ path, dialect }) => {
    const needed = dialect === 'json' && path !== 'token'
    test(needed ? 'is refused' : 'is served', async () => {
      const answer = await call(path, dialect, undefined)
      if (!needed) return expectServed(answer, path, dialect)
      expect(await expectRefusal(answer, dialect, 400, 'invalid_request')).toBe(
        'Notion-Version header failed validation: Notion-Version header should be defined, instead was `undefined`.',
      )
    })
  })
})

describeOnBothStores('a production server', (kind) => {
  const liveSecret = 'a secret of a live integration'
  const production: SeedDocument = {
    ...studioSeed,
    integrations: [
      ...(studioSeed.integrations ?? []),
      {
        name: 'Live',
        kind: 'public',
        environment: 'live',
        client_secret: liveSecret,
        redirect_uris: ['https://live.example/cb'],
      },
    ],
  }
  const live = clientOf(production, 'Live')
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(kind, {
      seed: production,
      config: {
        environment: 'production',
        publicUrl: 'https://tessera.example',
        secretKey: 'k'.repeat(32),
      },
    })
  })
  afterAll(() => server.close())

  test.each(everywhere)(
    '$path ($dialect) refuses a test integration',
    async ({ path, dialect }) => {
      const answer = await send(
        server,
        path,
        headersOf(dialect, first),
        encode(dialect, bodies[path]),
      )
      expect(await expectRefusal(answer, dialect, 403, 'test_env_error')).toBe(
        'This integration belongs to the test environment and cannot be used on a production server.',
      )
    },
  )

  test('a wrong secret of a test integration is no hint that it exists', async () => {
    const wrong = { ...first, clientSecret: 'wrong' }
    const answer = await send(server, 'revoke', headersOf('json', wrong), '{"token":"x"}')
    await expectRefusal(answer, 'json', 401, 'invalid_client')
  })

  test('a test integration can neither end a live grant nor call with its static token', async () => {
    const tokens = await connect(server, live)
    const body = JSON.stringify({ token: tokens.access_token })
    const answer = await send(server, 'revoke', headersOf('json', first), body)
    await expectRefusal(answer, 'json', 403, 'test_env_error')
    await expectAlive(server, live, tokens)
    const call = await get(server, internalTokenOf(production), '/v1/users/me')
    expect(call.status).toBe(401)
    expect(await call.json()).toMatchObject({ message: 'API token is invalid.' })
  })
})
