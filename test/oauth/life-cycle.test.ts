import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  clientOf,
  connect,
  describeOnBothStores,
  get,
  postJson,
  startTestServer,
  type TestServer,
} from '../support/server.js'

describeOnBothStores('connect, call, revoke', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(kind)
  })
  afterAll(() => server.close())

  test('after the 200 nothing of the grant opens anything', async () => {
    const client = clientOf()
    const tokens = await connect(server, client)
    expect((await get(server, tokens.access_token, '/v1/users/me')).status).toBe(200)

    const revoked = await postJson(server, client, 'revoke', { token: tokens.access_token })
    expect(revoked.status).toBe(200)
    expect(Object.keys((await revoked.json()) as object)).toEqual(['request_id'])

    const call = await get(server, tokens.access_token, '/v1/users/me')
    expect(call.status).toBe(401)
    expect(await call.json()).toMatchObject({
      code: 'unauthorized',
      message: 'API token is invalid.',
    })
    const introspected = await postJson(server, client, 'introspect', {
      token: tokens.access_token,
    })
    expect(await introspected.json()).toMatchObject({ active: false })
    const refreshed = await postJson(server, client, 'token', {
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token,
    })
    expect(refreshed.status).toBe(400)
    expect(await refreshed.json()).toMatchObject({ code: 'invalid_grant' })
  })

  test('a change of capabilities waits for the next consent of a public integration', async () => {
    const client = clientOf()
    const before = await connect(server, client)
    const { integrations } = server.deps.store
    const integration = await integrations.find(client.clientId)
    if (!integration) throw new Error('the demo integration is gone')
    await integrations.update({ ...integration, capabilities: ['read_content'] })
    const after = await connect(server, client)
    const scopeOf = async (token: string) =>
      (
        (await (await postJson(server, client, 'introspect', { token })).json()) as {
          scope: string
        }
      ).scope
    expect(await scopeOf(before.access_token)).toBe(integration.capabilities.join(' '))
    expect(await scopeOf(after.access_token)).toBe('read_content')
  })
})
