import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { trailKeyFrom } from '../../src/domain/audit/seal.js'
import { digestOf } from '../../src/domain/oauth/credential.js'
import { timeOrdered } from '../../src/lib/uuid.js'
import { sealAudit } from '../../src/operations/housekeeping/seal-audit.js'
import { sweep } from '../../src/operations/housekeeping/sweep.js'
import { first, second, studioSeed } from '../support/seeds.js'
import {
  connect,
  describeOnBothStores,
  postJson,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { type Browser, openBrowser } from '../support/web.js'
import { refreshed } from '../support/wire.js'

const DAY = 24 * 3_600_000
const key = trailKeyFrom('a secret key of the test, long enough')

describeOnBothStores('the history of a connection', (kind) => {
  let server: TestServer
  let browser: Browser
  beforeEach(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    browser = openBrowser(server)
    await browser.signIn('ada@example.com', 'tile by tile')
  })
  afterEach(() => server.close())

  const grantOf = async (token: string) =>
    (await server.deps.store.grants.findToken(digestOf(token)))?.grant.grantId ?? ''
  const sealAll = async () => {
    while ((await sealAudit(server.deps, key)) > 0);
  }
  const turnsOf = (html: string) =>
    [...html.matchAll(/turn-what">([^<]*)/g)].map(([, text]) => text)

  test('tells when, why and by whom, refreshes gathered, also after the grant is swept', async () => {
    const tokens = await connect(server, first)
    const grantId = await grantOf(tokens.access_token)
    let { refresh_token } = tokens
    for (let n = 0; n < 3; n++) {
      ;({ refresh_token } = await refreshed(server, first, refresh_token))
    }
    const page = `/connections/${grantId}`
    expect(turnsOf((await browser.get(page)).html)).toEqual([
      'Refreshed 3 times',
      'Connected',
      'Access allowed',
    ])
    expect((await browser.get('/connections')).html).toContain(`href="${page}"`)
    await sealAll()
    await browser.get('/connections')
    await browser.submit(`/connections/${grantId}/disconnect`, {})

    const told = async () => {
      const { html } = await browser.get(page)
      expect(turnsOf(html)).toEqual(['Ended', 'Refreshed 3 times', 'Connected', 'Access allowed'])
      expect(html).toContain('It was disconnected under “My connections”')
      expect(html).toContain('By you')
      const past = (await browser.get('/connections/past')).html
      expect(past).toContain(`href="${page}"`)
      expect(past).toContain('It was disconnected under “My connections”')
    }
    await told()
    await sealAll()
    server.advance(31 * DAY)
    for await (const _ of sweep(server.deps, { retention: 30 * DAY, codeLifetime: 600_000 }));
    expect(await server.deps.store.grants.findConnection(grantId)).toBeUndefined()
    await browser.signIn('ada@example.com', 'tile by tile')
    await told()
  })

  test('is nobody else’s', async () => {
    const tokens = await connect(server, first)
    const page = `/connections/${await grantOf(tokens.access_token)}`
    expect((await browser.get(page)).status).toBe(200)
    const other = openBrowser(server)
    await other.signIn('ben@example.com', 'tile by tile')
    expect((await other.get(page)).status).toBe(404)
    expect((await browser.get('/connections/none')).status).toBe(404)
    expect((await openBrowser(server).get(page)).status).toBe(303)
  })

  test('knows what ended with everything of an integration', async () => {
    const tokens = await connect(server, first)
    const alive = await connect(server, second)
    await sealAll()
    const { store, clock } = server.deps
    const integration = await store.integrations.find(first.clientId)
    if (!integration) throw new Error('no integration')
    server.advance(1000)
    const at = clock()
    await store.integrations.remove(integration, {
      entryId: timeOrdered(at, randomUUID()),
      at,
      actor: { kind: 'person', id: 'somebody' },
      requestId: 'test',
    })
    for (let sealed = 0; sealed < 2; sealed++) {
      const { html } = await browser.get(`/connections/${await grantOf(tokens.access_token)}`)
      expect(turnsOf(html)[0]).toBe('Ended, with others at once')
      const past = (await browser.get('/connections/past')).html
      expect(past).toContain('The integration was deleted')
      expect(past).not.toContain(await grantOf(alive.access_token))
      await sealAll()
    }
  })

  test('of many past connections comes in pages', async () => {
    for (let n = 0; n < 30; n++) {
      const { access_token } = await connect(server, first)
      await postJson(server, first, 'revoke', { token: access_token })
    }
    await sealAll()
    const seen: string[] = []
    for (let path: string | undefined = '/connections/past'; path; ) {
      const { html } = await browser.get(path)
      seen.push(
        ...[...html.matchAll(/href="\/connections\/([0-9a-f-]{36})"/g)].map(([, id]) => id ?? ''),
      )
      path = /rel="next" href="([^"]+)"/.exec(html)?.[1]
    }
    expect(seen).toHaveLength(30)
    expect(new Set(seen).size).toBe(30)
  })
})
