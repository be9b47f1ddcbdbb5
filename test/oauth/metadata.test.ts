import { afterAll, beforeAll, expect, test } from 'vitest'
import { first, studioSeed } from '../support/seeds.js'
import {
  basic,
  clientOf,
  describeOnBothStores,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { UUID } from '../support/wire.js'

const path = '/.well-known/oauth-authorization-server'

const expected = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/v1/oauth/authorize`,
  token_endpoint: `${issuer}/v1/oauth/token`,
  revocation_endpoint: `${issuer}/v1/oauth/revoke`,
  introspection_endpoint: `${issuer}/v1/oauth/introspect`,
  response_types_supported: ['code'],
  response_modes_supported: ['query'],
  grant_types_supported: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_methods_supported: ['client_secret_basic'],
  revocation_endpoint_auth_methods_supported: ['client_secret_basic'],
  introspection_endpoint_auth_methods_supported: ['client_secret_basic'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
  service_documentation: `${issuer}/docs`,
})

describeOnBothStores('the metadata of the authorization server', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
  })
  afterAll(() => server.close())

  test('holds the members of RFC 8414 under the URL that was asked', async () => {
    const answer = await fetch(server.url + path)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(answer.headers.get('x-notion-request-id')).toMatch(UUID)
    expect(await answer.json()).toEqual(expected(server.url))
  })

  test('speaks of the host by which it was called', async () => {
    const localhost = server.url.replace('127.0.0.1', 'localhost')
    const answer = await fetch(localhost + path)
    const { issuer } = (await answer.json()) as { issuer: string }
    expect(issuer).toBe(localhost)
  })

  test('every endpoint that it names is served', async () => {
    const metadata = (await (await fetch(server.url + path)).json()) as ReturnType<typeof expected>
    const { token_endpoint, revocation_endpoint, introspection_endpoint } = metadata
    for (const url of [token_endpoint, revocation_endpoint, introspection_endpoint]) {
      const body = new URLSearchParams({
        token: 'x',
        grant_type: 'refresh_token',
        refresh_token: 'x',
      })
      const answer = await fetch(url, {
        method: 'POST',
        headers: { authorization: basic(first) },
        body,
      })
      expect([200, 400], url).toContain(answer.status)
      expect(await answer.json()).not.toMatchObject({ code: 'invalid_request_url' })
    }
    const consent = new URL(metadata.authorization_endpoint)
    consent.search = String(
      new URLSearchParams({
        client_id: first.clientId,
        response_type: 'code',
        redirect_uri: clientOf(studioSeed, 'First').redirectUri,
      }),
    )
    expect((await fetch(consent)).status).toBe(200)
    expect((await fetch(metadata.service_documentation)).status).toBe(200)
  })
})

describeOnBothStores('the metadata behind a public URL', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(kind, {
      seed: studioSeed,
      config: { publicUrl: 'https://notes.example.com' },
    })
  })
  afterAll(() => server.close())

  test('speaks of the public URL, whatever the request says', async () => {
    const answer = await fetch(server.url + path, {
      headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' },
    })
    expect(await answer.json()).toEqual(expected('https://notes.example.com'))
  })
})
