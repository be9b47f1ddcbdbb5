import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { trailKeyFrom } from '../../src/domain/audit/seal.js'
import { digestOf } from '../../src/domain/oauth/credential.js'
import { timeOrdered } from '../../src/lib/uuid.js'
import { sealAudit } from '../../src/operations/housekeeping/seal-audit.js'
import { sweep } from '../../src/operations/housekeeping/sweep.js'
import { first, second, studioSeed } from '../support/seeds.js'
import {
  codeFor,
  connect,
  describeOnBothStores,
  get,
  internalTokenOf,
  postJson,
  startTestServer,
  type TestServer,
  type Tokens,
} from '../support/server.js'
import { expectAlive, expectDead, refresh } from '../support/wire.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const rules = { retention: 30 * DAY, codeLifetime: 600_000 }
const key = trailKeyFrom('a secret key of the test, long enough')

describeOnBothStores('a sweep', (kind) => {
  let server: TestServer
  beforeEach(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
  })
  afterEach(() => server.close())

  const sweepAll = async () => {
    const swept = { grants: 0, tokens: 0, sessions: 0 }
    for await (const step of sweep(server.deps, rules)) {
      swept.grants += step.grants ?? 0
      swept.tokens += step.tokens ?? 0
      swept.sessions += step.sessions ?? 0
    }
    return swept
  }
  const seal = () => sealAudit(server.deps, key)
  const nothing = { grants: 0, tokens: 0, sessions: 0 }
  const isKnown = async (token: string) =>
    (await server.deps.store.grants.findToken(digestOf(token))) !== undefined

  const refreshTo = async (token: string): Promise<Tokens> =>
    (await (await refresh(server, first, token)).json()) as Tokens

  test('removes a dead grant after the retention, and every answer stays the same', async () => {
    const code = await codeFor(server, first)
    const answer = await postJson(server, first, 'token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: first.redirectUri,
    })
    const tokens = (await answer.json()) as Tokens
    const alive = await connect(server, first, { email: 'ben@example.com' })
    await postJson(server, first, 'revoke', { token: tokens.access_token })
    await seal()
    server.advance(30 * DAY - HOUR)
    expect(await sweepAll()).toEqual(nothing)
    await expectDead(server, first, tokens)

    server.advance(2 * HOUR)
    expect(await sweepAll()).toEqual({ grants: 1, tokens: 2, sessions: 0 })
    expect(await isKnown(tokens.access_token)).toBe(false)
    await expectDead(server, first, tokens)
    for (const client of [first, second]) {
      for (const token of [tokens.access_token, tokens.refresh_token]) {
        expect((await postJson(server, client, 'revoke', { token })).status).toBe(200)
      }
    }
    const again = await postJson(server, first, 'token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: first.redirectUri,
    })
    expect(await again.json()).toMatchObject({ code: 'invalid_grant' })
    await expectAlive(server, first, alive)
    expect(await sweepAll()).toEqual(nothing)
  })

  test('leaves a dead grant until its end is sealed', async () => {
    const tokens = await connect(server, first)
    await seal()
    await postJson(server, first, 'revoke', { token: tokens.access_token })
    server.advance(31 * DAY)
    expect((await sweepAll()).grants).toBe(0)
    expect(await server.deps.store.audit.countUnsealed(10)).toBe(1)
    const [, grant] = await server.deps.store.audit.list({}, 10)
    expect(await server.deps.store.housekeeping.listCandidates('', 10)).toContainEqual(
      expect.objectContaining({ grantId: grant?.subjectId }),
    )
    await seal()
    const [sealed] = await server.deps.store.audit.list({ event: 'revoked' }, 1)
    expect(sealed).toMatchObject({ integrationId: first.clientId })
    expect((await sweepAll()).grants).toBe(1)
    expect(await isKnown(tokens.access_token)).toBe(false)
  })

  test('removes replaced access tokens at once, and spent refresh tokens after the retention', async () => {
    const one = await connect(server, first)
    const two = await refreshTo(one.refresh_token)
    const three = await refreshTo(two.refresh_token)
    expect(await sweepAll()).toEqual({ ...nothing, tokens: 2 })
    const known = async () =>
      Promise.all(
        [one, two, three].flatMap((pair) => [
          isKnown(pair.access_token),
          isKnown(pair.refresh_token),
        ]),
      )
    expect(await known()).toEqual([false, true, false, true, true, true])
    expect((await get(server, one.access_token, '/v1/users/me')).status).toBe(401)

    server.advance(31 * DAY)
    const four = await refreshTo(three.refresh_token)
    expect(await sweepAll()).toEqual({ ...nothing, tokens: 3 })
    expect(await isKnown(one.refresh_token)).toBe(false)
    expect(await isKnown(two.refresh_token)).toBe(false)
    expect(await isKnown(three.refresh_token)).toBe(true)
    await expectAlive(server, first, four)
    // Forgotten: no theft can be told. Remembered: the family dies.
    expect((await refresh(server, first, one.refresh_token)).status).toBe(400)
    await expectAlive(server, first, four)
    server.advance(2 * 60_000)
    expect((await refresh(server, first, three.refresh_token)).status).toBe(400)
    await expectDead(server, first, four)
  })

  test('lets a client repeat a refresh whose answer was lost', async () => {
    const one = await connect(server, first)
    const two = await refreshTo(one.refresh_token)
    await sweepAll()
    expect(await refreshTo(one.refresh_token)).toMatchObject({ access_token: two.access_token })
  })

  test('removes codes that were never redeemed, and no code that still may be', async () => {
    const forgotten = await codeFor(server, first, { pages: [] })
    await seal()
    server.advance(600_000 + HOUR)
    const waiting = await codeFor(server, first)
    await seal()
    expect(await sweepAll()).toEqual({ ...nothing, grants: 1 })
    const redeem = (code: string) =>
      postJson(server, first, 'token', {
        grant_type: 'authorization_code',
        code,
        redirect_uri: first.redirectUri,
      })
    expect((await redeem(forgotten)).status).toBe(400)
    expect((await redeem(waiting)).status).toBe(200)
  })

  test.each(['integration', 'user'] as const)(
    'removes what ended with its %s, after the retention and once that is sealed',
    async (subject) => {
      const tokens = await connect(server, first)
      await seal()
      server.advance(DAY)
      const { store } = server.deps
      const token = await store.grants.findToken(digestOf(tokens.access_token))
      const occasion = {
        entryId: timeOrdered(server.deps.clock(), randomUUID()),
        at: server.deps.clock(),
        actor: { kind: 'operator', id: null },
        requestId: 'test',
      } as const
      if (subject === 'integration') {
        const integration = await store.integrations.find(first.clientId)
        if (!integration) throw new Error('no integration')
        await store.integrations.remove(integration, occasion)
      } else {
        const id = token?.party.ownerId ?? ''
        await store.grants.revokeAllOf({ kind: 'user', id }, 'revoked_by_operator', occasion)
      }
      server.advance(30 * DAY - HOUR)
      await seal()
      expect(await sweepAll()).toEqual(nothing)
      server.advance(2 * HOUR)
      expect(await sweepAll()).toEqual({ ...nothing, grants: 1, tokens: 2 })
    },
  )

  test('leaves the pages of a bot that lives on by another grant', async () => {
    const { store } = server.deps
    const person = await store.workspaces.findPerson({ email: 'ada@example.com' })
    const [studio] = await store.workspaces.listOfUser(person?.userId ?? '')
    const [page] = await store.workspaces.listPages({
      workspaceId: studio?.workspaceId ?? '',
      userId: person?.userId ?? '',
    })
    const pages = [page?.pageId ?? '']
    const older = await connect(server, first)
    const newer = await connect(server, first, { pages })
    await postJson(server, first, 'revoke', { token: newer.access_token })
    await seal()
    server.advance(31 * DAY)
    expect(await sweepAll()).toEqual(nothing)
    expect(await store.integrations.listPagesOfBot(older.bot_id)).toEqual(pages)
    await postJson(server, first, 'revoke', { token: older.access_token })
    await seal()
    expect(await sweepAll()).toEqual({ ...nothing, grants: 1, tokens: 2 })
    server.advance(31 * DAY)
    expect(await sweepAll()).toEqual({ ...nothing, grants: 1, tokens: 2 })
    expect(await store.integrations.listPagesOfBot(older.bot_id)).toEqual([])
  })

  test('removes expired sign-ins and nothing that lives', async () => {
    const { store, clock } = server.deps
    const person = await store.workspaces.findPerson({ email: 'ada@example.com' })
    const userId = person?.userId ?? ''
    for (let n = 0; n < 250; n++) {
      await store.sessions.create(`expired ${n}`, userId, clock(), clock() + DAY)
    }
    await store.sessions.create('living', userId, clock(), clock() + 3 * DAY)
    server.advance(2 * DAY)
    expect(await sweepAll()).toEqual({ ...nothing, sessions: 250 })
    expect(await store.sessions.find('living', clock())).toBeDefined()
    expect((await get(server, internalTokenOf(studioSeed), '/v1/users/me')).status).toBe(200)
  })

  test('of many grants goes in steps that may be left', async () => {
    const tokens = await Promise.all(Array.from({ length: 130 }, () => connect(server, first)))
    for (const { access_token } of tokens)
      await postJson(server, first, 'revoke', { token: access_token })
    while ((await seal()) > 0);
    server.advance(31 * DAY)
    for await (const { grants } of sweep(server.deps, rules)) if (grants) break
    const left = await server.deps.store.housekeeping.listCandidates('', 1000)
    expect(left.length).toBeGreaterThan(20)
    expect(left.length).toBeLessThan(130)
    await sweepAll()
    expect(await isKnown(tokens[0]?.access_token ?? '')).toBe(false)
    expect(await isKnown(tokens.at(-1)?.refresh_token ?? '')).toBe(false)
  })
})
