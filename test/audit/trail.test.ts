import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { trailKeyFrom } from '../../src/domain/audit/seal.js'
import { digestOf } from '../../src/domain/oauth/credential.js'
import { verifyTrail } from '../../src/operations/audit/verify-trail.js'
import { sealAudit } from '../../src/operations/housekeeping/seal-audit.js'
import { first, second, studioSeed } from '../support/seeds.js'
import {
  codeFor,
  connect,
  describeOnBothStores,
  postJson,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { refresh } from '../support/wire.js'

const key = trailKeyFrom('a secret key of the test, long enough')
const otherKey = trailKeyFrom('another secret key of the test')

describeOnBothStores('the audit trail', (kind) => {
  let server: TestServer
  beforeEach(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
  })
  afterEach(() => server.close())

  const audit = () => server.deps.store.audit
  const verify = (keys = [key], anchor = {}) => verifyTrail(audit(), { keys, ...anchor })
  const grantOf = async (token: string) =>
    (await server.deps.store.grants.findToken(digestOf(token)))?.grant.grantId ?? ''

  test('holds each change of a grant once, before and after it is sealed', async () => {
    const tokens = await connect(server, first)
    const { access_token } = (await (
      await refresh(server, first, tokens.refresh_token)
    ).json()) as {
      access_token: string
    }
    await postJson(server, first, 'revoke', { token: access_token })
    const grantId = await grantOf(access_token)
    const listed = await audit().list({ grantId }, 10)
    expect(listed.map(({ event }) => event)).toEqual([
      'revoked',
      'refreshed',
      'connected',
      'authorized',
    ])
    expect(listed[0]).toMatchObject({
      reason: 'token_revoked',
      actorKind: 'client',
      actorId: first.clientId,
      subjectKind: 'grant',
      subjectId: grantId,
      credentials: 2,
      integrationId: first.clientId,
    })
    expect(listed.every(({ userId, workspaceId }) => userId !== null && workspaceId !== null)).toBe(
      true,
    )

    expect(await sealAudit(server.deps, key)).toBe(4)
    expect(await audit().list({ grantId }, 10)).toEqual(listed)
    expect(await audit().countUnsealed(10)).toBe(0)
    expect(await sealAudit(server.deps, key)).toBe(0)
    expect(await verify()).toMatchObject({ seals: 1, entries: 4, unsealed: 0, faults: [] })
  })

  test('is listed by subject, person, integration, workspace, event, reason and time, in pages', async () => {
    const mine = await connect(server, first)
    await connect(server, second, { email: 'dora@example.com' })
    await sealAudit(server.deps, key)
    server.advance(60_000)
    await postJson(server, first, 'revoke', { token: mine.access_token })
    const all = await audit().list({}, 100)
    expect(all).toHaveLength(5)
    const [newest, , , , oldest] = all
    if (!newest || !oldest) throw new Error('there are no entries')
    const { userId, integrationId, workspaceId, subjectId: grantId } = newest
    const filters = [{ userId }, { integrationId }, { workspaceId }, { grantId }] as const
    for (const filter of filters) {
      const found = await audit().list(filter as { userId: string }, 100)
      expect(found.map(({ event }) => event)).toEqual(['revoked', 'connected', 'authorized'])
    }
    const events = async (filter: object) =>
      (await audit().list(filter, 100)).map(({ event }) => event)
    expect(await events({ event: 'connected' })).toEqual(['connected', 'connected'])
    expect(await events({ grantId, event: 'connected' })).toEqual(['connected'])
    expect(await events({ reason: 'token_revoked' })).toEqual(['revoked'])
    expect(await events({ from: newest.at })).toEqual(['revoked'])
    expect(await events({ to: newest.at })).toHaveLength(4)
    expect(await events({ from: oldest.at, to: newest.at + 1 })).toHaveLength(5)

    const paged = []
    for (let before: string | undefined; ; ) {
      const page = await audit().list({}, 2, before)
      paged.push(...page)
      before = page.at(-1)?.entryId
      if (before === undefined) break
    }
    expect(paged).toEqual(all)
  })

  test('is sealed once, however many nodes try', async () => {
    for (let n = 0; n < 5; n++) await codeFor(server, first)
    const sealed = await Promise.all(Array.from({ length: 6 }, () => sealAudit(server.deps, key)))
    expect(sealed.filter((count) => count > 0)).toEqual([5])
    expect(await verify()).toMatchObject({ seals: 1, entries: 5, faults: [] })
  })

  test('refuses to seal what another node has sealed since it was read', async () => {
    await codeFor(server, first)
    const { store } = server.deps
    const slow = {
      ...store,
      audit: {
        ...store.audit,
        async listUnsealed(limit: number) {
          const entries = await store.audit.listUnsealed(limit)
          expect(await sealAudit(server.deps, key)).toBe(1)
          return entries
        },
      },
    }
    expect(await sealAudit({ ...server.deps, store: slow }, key)).toBe(0)
    expect(await verify()).toMatchObject({ seals: 1, entries: 1, faults: [] })
  })

  test('keeps entries that come while a batch is sealed for the next batch', async () => {
    await codeFor(server, first)
    const { store } = server.deps
    const interrupted = {
      ...store,
      audit: {
        ...store.audit,
        async seal(...args: Parameters<typeof store.audit.seal>) {
          // Its clock is behind, so its entry sorts before the ones that were read.
          server.advance(-60_000)
          await codeFor(server, first)
          return store.audit.seal(...args)
        },
      },
    }
    expect(await sealAudit({ ...server.deps, store: interrupted }, key)).toBe(1)
    expect(await audit().countUnsealed(10)).toBe(1)
    expect(await sealAudit(server.deps, key)).toBe(1)
    expect(await verify()).toMatchObject({ seals: 2, entries: 2, faults: [] })
  })

  describe('verified', () => {
    beforeEach(async () => {
      for (let n = 0; n < 3; n++) {
        await codeFor(server, first)
        await sealAudit(server.deps, key)
      }
    })

    test('with a key of the past and the current one is whole', async () => {
      await codeFor(server, first)
      await sealAudit(server.deps, otherKey)
      expect((await verify([otherKey, key])).faults).toEqual([])
      expect((await verify([key])).faults).toEqual([
        `seal 4 was made with a key that is not known, ${otherKey.id}`,
      ])
      expect((await verify([key, otherKey])).faults).toEqual([
        'seal 4 was made with an older key than the seal before it',
      ])
    })

    test('against a head noted earlier must contain it', async () => {
      const { head } = await verify()
      expect(head.number).toBe(3)
      await codeFor(server, first)
      await sealAudit(server.deps, key)
      expect((await verify([key], { anchor: head })).faults).toEqual([])
      const forged = { ...head, hash: head.hash.replace(/./, (c) => (c === 'A' ? 'B' : 'A')) }
      expect((await verify([key], { anchor: forged })).faults).toEqual([
        'seal 3 has another hash than the head that names it',
      ])
      expect((await verify([key], { anchor: { number: 9, hash: head.hash } })).faults).toEqual([
        'the trail ends at seal 4, its head is 9',
      ])
    })

    test('beside a server that goes on is whole', async () => {
      const { store } = server.deps
      const busy = {
        ...store.audit,
        async listSeals(after: number, limit: number) {
          await codeFor(server, first)
          await sealAudit(server.deps, key)
          return store.audit.listSeals(after, limit)
        },
        async listStray(limit: number) {
          await codeFor(server, first)
          await sealAudit(server.deps, key)
          return store.audit.listStray(limit)
        },
      }
      expect(await verifyTrail(busy, { keys: [key] })).toMatchObject({ seals: 4, faults: [] })
    })
  })

  test('holds no token, code, digest or secret', async () => {
    const code = await codeFor(server, first)
    const tokens = await connect(server, first)
    await sealAudit(server.deps, key)
    const text = JSON.stringify(await audit().list({}, 100))
    for (const secret of [code, tokens.access_token, tokens.refresh_token, first.clientSecret]) {
      expect(text).not.toContain(secret)
      expect(text).not.toContain(digestOf(secret))
    }
  })
})
