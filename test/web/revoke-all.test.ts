import { afterAll, beforeAll, expect, test } from 'vitest'

import { first, studioSeed } from '../support/seeds.js'
import {
  connect,
  describeOnBothStores,
  get,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notesOf } from '../support/trail.js'
import { type Browser, expectStrict, openBrowser, type Page, readable } from '../support/web.js'
import { expectAlive, expectDead } from '../support/wire.js'

describeOnBothStores('ending everything at once in the browser', (kind) => {
  let server: TestServer
  let ada: string
  let studio: string
  let inside: string
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    const { workspaces, integrations } = server.deps.store
    ada = (await workspaces.findPerson({ email: 'ada@example.com' }))?.userId ?? ''
    studio = (await workspaces.listOfUser(ada))[0]?.workspaceId ?? ''
    const own = await integrations.listCreatedBy(ada)
    inside = own.find(({ name }) => name === 'Inside')?.integrationId ?? ''
  })
  afterAll(() => server.close())

  const signedIn = async (email: string): Promise<Browser> => {
    const browser = openBrowser(server)
    await browser.signIn(email)
    return browser
  }
  const figuresOn = ({ html }: Page): string[] =>
    [...html.matchAll(/<dd>(\d+)<\/dd>/g)].map(([, figure = '']) => figure)
  const noteOf = async (page: Page) =>
    (await notesOf(server, page.headers.get('x-notion-request-id')))[0]

  test('a person disconnects everything, after a look at what that is, and stays signed in', async () => {
    const email = 'ben@example.com'
    const tokens = await connect(server, first, { email })
    const other = await connect(server, first)
    const ben = await signedIn(email)
    expect((await ben.get('/connections')).html).toContain('href="/connections/disconnect-all"')
    const ask = await ben.get('/connections/disconnect-all')
    expectStrict(ask)
    expect(figuresOn(ask)).toEqual(['1', '2'])
    expect(readable(ask.html)).toContain('First')
    expect((await ben.post('/connections/disconnect-all', {})).status).toBe(403)
    await expectAlive(server, first, tokens)

    const done = await ben.submit('/connections/disconnect-all', {})
    expect([done.status, done.location]).toEqual([303, '/connections?ended=all'])
    expect(await noteOf(done)).toMatchObject({
      event: 'revoked_in_bulk',
      reason: 'disconnected_by_user',
      actorKind: 'person',
      subjectKind: 'user',
    })
    const after = await ben.get(done.location)
    expect(after.html).toContain('Everything was disconnected.')
    expect(after.html).not.toContain('disconnect-all')
    await expectDead(server, first, tokens)
    await expectAlive(server, first, other)
    const again = await ben.get('/connections/disconnect-all')
    expect(again.html).toContain('There is nothing to revoke.')
    expect(again.html).not.toContain('<button class="button button-danger"')
  })

  test('a creator revokes all tokens of an integration; to others it does not exist', async () => {
    const tokens = await connect(server, first, { email: 'ben@example.com' })
    const path = `/integrations/${first.clientId}/revoke-all`
    const ben = await signedIn('ben@example.com')
    await ben.get('/connections')
    for (const answer of [await ben.get(path), await ben.submit(path, {})]) {
      expect(answer.status).toBe(404)
      expect(answer.html).toContain('No such integration')
    }
    await expectAlive(server, first, tokens)

    const creator = await signedIn('ada@example.com')
    const detail = await creator.get(`/integrations/${first.clientId}`)
    expect(detail.html).toContain(`href="${path}"`)
    const ask = await creator.get(path)
    expect(readable(ask.html)).toContain('Revoke all tokens of First?')
    const done = await creator.submit(path, {})
    expect(done.location).toBe(`/integrations/${first.clientId}?revoked=1`)
    expect(await noteOf(done)).toMatchObject({
      reason: 'revoked_by_creator',
      actorKind: 'person',
      actorId: ada,
      subjectKind: 'integration',
      subjectId: first.clientId,
    })
    expect((await creator.get(done.location)).html).toContain('Revoked. Every token made before')
    await expectDead(server, first, tokens)
    await expectAlive(server, first, await connect(server, first, { email: 'ben@example.com' }))
  })

  test('an internal integration whose token was revoked gets a new one on its page', async () => {
    const creator = await signedIn('ada@example.com')
    const path = `/integrations/${inside}`
    await creator.get(`${path}/revoke-all`)
    const done = await creator.submit(`${path}/revoke-all`, {})
    expect((await get(server, internalTokenOf(studioSeed), '/v1/users/me')).status).toBe(401)
    const page = await creator.get(done.location)
    expect(page.html).toContain('No token works now.')
    const made = await creator.submit(`${path}/token`, {})
    const [token = ''] = /ntn_[0-9A-Za-z]{46}/.exec(made.html) ?? []
    expect((await get(server, token, '/v1/users/me')).status).toBe(200)
    expect((await creator.get(path)).html).toContain('Rotate token')
  })

  test('an owner revokes everything in a workspace; a member cannot', async () => {
    const path = `/workspaces/${studio}/revoke-all`
    const mine = await connect(server, first, { email: 'ben@example.com' })
    const elsewhere = await connect(server, first, { email: 'dora@example.com' })
    const ben = await signedIn('ben@example.com')
    const list = await ben.get('/workspaces')
    expect(list.html).toContain('Studio')
    expect(list.html).not.toContain('revoke-all')
    for (const answer of [await ben.get(path), await ben.submit(path, {})]) {
      expect(answer.status).toBe(404)
    }
    await expectAlive(server, first, mine)

    const owner = await signedIn('ada@example.com')
    expect((await owner.get('/workspaces')).html).toContain(`href="${path}"`)
    expect((await owner.get(path)).html).toContain('Revoke everything in Studio?')
    const done = await owner.submit(path, {})
    expect(done.location).toBe('/workspaces?revoked=1')
    expect(await noteOf(done)).toMatchObject({
      reason: 'revoked_by_workspace_owner',
      actorId: ada,
      subjectKind: 'workspace',
      subjectId: studio,
    })
    expect((await owner.get(done.location)).html).toContain('No integration has access any more.')
    await expectDead(server, first, mine)
    await expectAlive(server, first, elsewhere)
    for (const wrong of ['pizza', inside, '%00']) {
      expect((await owner.get(`/workspaces/${wrong}/revoke-all`)).status).toBe(404)
    }
  })

  test('nobody is let in without a session', async () => {
    const stranger = openBrowser(server)
    for (const path of [
      '/workspaces',
      '/connections/disconnect-all',
      `/integrations/${inside}/revoke-all`,
      `/workspaces/${studio}/revoke-all`,
    ]) {
      expect((await stranger.get(path)).location).toBe(
        `/login?return_to=${encodeURIComponent(path)}`,
      )
    }
  })
})
