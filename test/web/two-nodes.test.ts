import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../support/postgres.js'
import { first, studioSeed } from '../support/seeds.js'
import {
  connect,
  get,
  postJson,
  startTestServer,
  type TestServer,
  type Tokens,
} from '../support/server.js'
import { type Browser, csrfIn, openBrowser } from '../support/web.js'
import { expectRevoked, refresh, refreshed } from '../support/wire.js'

const query = new URLSearchParams({
  client_id: first.clientId,
  redirect_uri: first.redirectUri,
  response_type: 'code',
  owner: 'user',
})

/** A browser whose cookies came from another node, as behind a load balancer. */
const moveTo = (server: TestServer, { cookies }: Browser): Browser => {
  const moved = openBrowser(server)
  for (const [name, value] of cookies) moved.cookies.set(name, value)
  return moved
}

describe.skipIf(inject('postgresUrl') === null)('two nodes on one PostgreSQL', () => {
  let database: TestDatabase
  let here: TestServer
  let there: TestServer
  let stranger: TestServer

  beforeAll(async () => {
    database = await createDatabase(inject('postgresUrl') ?? '')
    const secretKey = randomBytes(32).toString('base64url')
    const start = (key: string) =>
      startTestServer('postgres', {
        seed: studioSeed,
        config: { databaseUrl: database.url, secretKey: key },
      })
    here = await start(secretKey)
    there = await start(secretKey)
    stranger = await start(randomBytes(32).toString('base64url'))
  })
  afterAll(async () => {
    for (const server of [here, there, stranger]) await server.close()
    await database.drop()
  })

  /** Signs in here and opens the consent page there. */
  const askThere = async () => {
    const browser = openBrowser(here)
    await browser.signIn('ada@example.com')
    const moved = moveTo(there, browser)
    const page = await moved.get(`/v1/oauth/authorize?${query}`)
    expect(page.status).toBe(200)
    const workspace = /name="workspace_id" value="([^"]+)"/.exec(page.html)?.[1] ?? ''
    const fields = { ...Object.fromEntries(query), workspace_id: workspace, decision: 'allow' }
    return { moved, fields, csrf: csrfIn(page) }
  }

  test('signed in here, asked there, allowed here, redeemed there, revoked here, refused there', async () => {
    const { moved, fields, csrf } = await askThere()
    const allowed = await moveTo(here, moved).post('/v1/oauth/authorize', {
      ...fields,
      _csrf: csrf,
    })
    const code = new URL(allowed.location).searchParams.get('code')
    const redeemed = await postJson(there, first, 'token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: first.redirectUri,
    })
    const pair = (await redeemed.json()) as Tokens
    for (const server of [here, there]) {
      expect((await get(server, pair.access_token, '/v1/users/me')).status).toBe(200)
    }
    expect((await moveTo(there, moved).get('/connections')).html).toContain('First')
    const revoked = await postJson(here, first, 'revoke', { token: pair.refresh_token })
    expect(revoked.status).toBe(200)
    expect((await get(there, pair.access_token, '/v1/users/me')).status).toBe(401)
    expect((await moveTo(there, moved).get('/connections')).html).not.toContain('First')
  })

  test('signing out here ends the session there', async () => {
    const { moved } = await askThere()
    const browser = moveTo(here, moved)
    await browser.get('/connections')
    await browser.submit('/logout', {})
    expect((await moved.get('/connections')).status).toBe(303)
  })

  test('a spent refresh token that is revoked on a node ahead of time fetches nothing on the others', async () => {
    const { refresh_token } = await connect(here, first)
    const successor = await refreshed(here, first, refresh_token)
    stranger.advance(300_000)
    await expectRevoked(await postJson(stranger, first, 'revoke', { token: refresh_token }))
    expect((await refresh(here, first, refresh_token)).status).toBe(400)
    expect((await get(here, successor.access_token, '/v1/users/me')).status).toBe(401)
  })

  test('a node with another secret key refuses the form', async () => {
    const { moved, fields, csrf } = await askThere()
    const answer = await moveTo(stranger, moved).post('/v1/oauth/authorize', {
      ...fields,
      _csrf: csrf,
    })
    expect(answer.status).toBe(403)
  })
})
