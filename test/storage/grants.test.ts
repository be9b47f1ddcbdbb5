import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasEnded } from '../../src/domain/oauth/grant.js'
import type { GrantStore, Keyset, Store } from '../../src/ports/store.js'
import { describeOnBothStores } from '../support/server.js'
import { createNode, type Node } from './open.js'
import {
  createGrant,
  createGround,
  createRedeemedGrant,
  type Ground,
  grantOf,
  newTokens,
  on,
  T0,
} from './rows.js'

describeOnBothStores('the store of grants', (kind) => {
  let node: Node
  let store: Store
  let grants: GrantStore
  let ground: Ground
  beforeAll(async () => {
    node = await createNode(kind)
    store = node.store
    grants = store.grants
    ground = await createGround(store)
  })
  afterAll(() => node[Symbol.asyncDispose]())

  test('finds a consent by its code, with the party it belongs to', async () => {
    const grantId = randomUUID()
    const codeDigest = `code of ${grantId}`
    await createGrant(store, ground.botId, { grantId, codeDigest, codeChallenge: 'challenge' })
    expect(await grants.findCode(codeDigest)).toEqual({
      redirectUri: 'https://example.com/cb',
      redirectUriGiven: true,
      codeChallenge: 'challenge',
      grant: {
        grantId,
        botId: ground.botId,
        version: 1,
        generation: 0,
        createdAt: T0,
        rotatedAt: null,
        sealedPair: null,
        lastUsedAt: null,
        revokedAt: null,
        handedOver: 0,
        epoch: 0,
      },
      party: {
        integrationId: ground.integration.integrationId,
        integrationName: 'Connect',
        kind: 'public',
        environment: 'live',
        capabilities: ['read_content', 'read_user_with_email'],
        integrationDeletedAt: null,
        workspaceId: ground.workspace.workspaceId,
        ownerId: ground.person.userId,
        epoch: 0,
      },
      bot: {
        botId: ground.botId,
        integrationId: ground.integration.integrationId,
        workspaceId: ground.workspace.workspaceId,
        owner: ground.person,
        name: 'Connect',
        icon: ground.integration.icon,
        workspaceName: ground.workspace.name,
        workspaceIcon: ground.workspace.icon,
      },
    })
    expect(await grants.findCode('unknown')).toBeUndefined()
    await createGrant(store, ground.botId, { codeDigest: 'left out', redirectUriGiven: false })
    expect((await grants.findCode('left out'))?.redirectUriGiven).toBe(false)
  })

  test('refuses a consent whose code another one has, and writes none of it', async () => {
    const pages = ['page']
    const first = await createGrant(store, ground.botId, { pageIds: pages })
    const { codeDigest } = first
    const again = createGrant(store, ground.botId, { codeDigest, pageIds: pages })
    await expect(again).rejects.toThrow(/unique/i)
    expect((await grants.findCode(codeDigest))?.grant.grantId).toBe(first.grantId)
  })

  test('redeems a code once, with its pair and its pages', async () => {
    const grant = await createGrant(store, ground.botId, { pageIds: ['p1', 'p2'] })
    expect(await grants.redeem(grant, newTokens('r1'), on(T0 + 5))).toBe(true)
    expect(await grants.redeem(grant, newTokens('r2'), on(T0 + 6))).toBe(false)

    const access = await grants.findToken('access r1')
    expect(access).toMatchObject({ kind: 'access', generation: 1, issuedAt: T0 + 5 })
    expect(access?.grant).toMatchObject({ generation: 1, version: 2, revokedAt: null })
    expect(await grants.findToken('refresh r1')).toMatchObject({ kind: 'refresh', generation: 1 })
    expect(await grants.findToken('access r2')).toBeUndefined()
    expect(await grants.findToken('refresh r2')).toBeUndefined()
    const pages = await store.integrations.listPagesOfBot(ground.botId)
    expect(pages.sort()).toEqual(['p1', 'p2'])
  })

  test('rotates a pair and keeps the former tokens as those of a former generation', async () => {
    const grant = await createRedeemedGrant(store, ground.botId)
    expect(await grants.rotate(grant, newTokens('n1'), 'sealed', on(T0 + 9))).toBe(true)
    expect(await grants.rotate(grant, newTokens('n2'), 'sealed twice', on(T0 + 9))).toBe(false)
    const former = await grants.findToken(`access ${grant.grantId}`)
    expect(former?.generation).toBe(1)
    expect(former?.grant).toMatchObject({
      generation: 2,
      version: 3,
      rotatedAt: T0 + 9,
      lastUsedAt: T0 + 9,
      sealedPair: 'sealed',
    })
    expect((await grants.findToken('refresh n1'))?.generation).toBe(2)
    expect(await grants.findToken('access n2')).toBeUndefined()
  })

  test('forgets the sealed pair once the pair was used', async () => {
    const first = await createRedeemedGrant(store, ground.botId)
    await grants.rotate(first, newTokens('used'), 'sealed', on(T0 + 9))
    const rotated = await grantOf(store, 'access used')
    expect(await grants.markPairUsed(first, T0 + 10)).toBe(false)
    expect(await grants.markPairUsed(rotated, T0 + 10)).toBe(true)
    expect(await grantOf(store, 'access used')).toMatchObject({
      sealedPair: null,
      lastUsedAt: T0 + 10,
      version: rotated.version + 1,
    })
  })

  test('revokes once and for good: nothing wins upon a dead grant', async () => {
    const grant = await createRedeemedGrant(store, ground.botId)
    expect(await grants.revoke(grant.grantId, 'token_revoked', on(T0 + 20))).toBe(true)
    const dead = await grantOf(store, `access ${grant.grantId}`)
    expect(dead).toMatchObject({ revokedAt: T0 + 20, version: grant.version + 1 })

    for (const stale of [grant, dead]) {
      expect(await grants.revoke(stale.grantId, 'disconnected_by_user', on(T0 + 21))).toBe(false)
      expect(await grants.rotate(stale, newTokens('late'), 'sealed', on(T0 + 21))).toBe(false)
      expect(await grants.markPairUsed(stale, T0 + 21)).toBe(false)
      expect(await grants.redeem(stale, newTokens('late'), on(T0 + 21))).toBe(false)
    }
    await grants.touch(grant.grantId, T0 + 21)
    expect(await grantOf(store, `access ${grant.grantId}`)).toEqual(dead)
    expect(await grants.findToken('access late')).toBeUndefined()
  })

  test('remembers a use without changing the version that others decide upon', async () => {
    const grant = await createRedeemedGrant(store, ground.botId)
    await grants.touch(grant.grantId, T0 + 30)
    const touched = await grantOf(store, `access ${grant.grantId}`)
    expect(touched).toEqual({ ...grant, lastUsedAt: T0 + 30 })
    expect(await grants.revoke(grant.grantId, 'token_revoked', on(T0 + 31))).toBe(true)
  })

  test('hands the newest pair over, and never one whose grant has ended', async () => {
    const grant = await createRedeemedGrant(store, ground.botId)
    const { grantId } = grant
    await grants.rotate(grant, newTokens('handed over'), 'sealed', on(T0 + 1))
    expect(await grantOf(store, 'access handed over')).toMatchObject({
      generation: 2,
      handedOver: 1,
    })
    expect(await grants.handOver(grantId, 1)).toBe(false)
    expect(await grants.handOver(grantId, 3)).toBe(false)
    // By the request that wrote the pair, and by one that repeats it.
    expect(await grants.handOver(grantId, 2)).toBe(true)
    expect(await grants.handOver(grantId, 2)).toBe(true)
    const handedOver = await grantOf(store, 'access handed over')
    expect(handedOver).toMatchObject({ generation: 2, handedOver: 2 })
    await grants.rotate(handedOver, newTokens('too late'), 'sealed', on(T0 + 2))
    await grants.revoke(grantId, 'token_revoked', on(T0 + 3))
    expect(await grants.handOver(grantId, 3)).toBe(false)
  })

  test.each(['user', 'integration', 'workspace'] as const)(
    'ends all grants of one %s by one row; those made later live',
    async (kind) => {
      const own = await createGround(store)
      const other = await createGround(store)
      const ids = {
        user: own.person.userId,
        integration: own.integration.integrationId,
        workspace: own.workspace.workspaceId,
      }
      const subject = { kind, id: ids[kind] }
      const open = await createGrant(store, own.botId)
      const rotating = await createRedeemedGrant(store, own.botId)
      await createRedeemedGrant(store, other.botId)
      await grants.rotate(rotating, newTokens(`bulk ${kind}`), 'sealed', on(T0 + 1))
      expect(await grants.countAllOf(subject)).toEqual({ grants: 2, credentials: 3 })

      expect(await grants.revokeAllOf(subject, 'revoked_by_operator', on(T0 + 2))).toBe(true)
      expect(await grants.countAllOf(subject)).toEqual({ grants: 0, credentials: 0 })
      expect(await grants.handOver(rotating.grantId, 2)).toBe(false)
      expect(await grants.redeem(open, newTokens(`late ${kind}`), on(T0 + 3))).toBe(false)
      const dead = await grants.findToken(`access bulk ${kind}`)
      expect(dead && hasEnded(dead)).toBe(true)
      const code = await grants.findCode(open.codeDigest)
      expect(code && hasEnded(code)).toBe(true)
      expect(await grants.listConnections(own.person.userId, 10)).toEqual([])
      expect(await store.integrations.listPagesOfBot(own.botId)).toEqual([])
      expect(await store.workspaces.findUser(own.workspace.workspaceId, own.botId)).toBeUndefined()
      expect(await grants.listConnections(other.person.userId, 10)).toHaveLength(1)

      await createRedeemedGrant(store, own.botId, T0 + 3)
      expect(await grants.countAllOf(subject)).toEqual({ grants: 1, credentials: 2 })
      expect(await grants.listConnections(own.person.userId, 10)).toHaveLength(1)
    },
  )

  test('knows no bulk revocation of what does not exist', async () => {
    for (const kind of ['user', 'integration', 'workspace'] as const) {
      const subject = { kind, id: randomUUID() }
      expect(await grants.revokeAllOf(subject, 'revoked_by_operator', on(T0))).toBe(false)
      expect(await grants.countAllOf(subject)).toEqual({ grants: 0, credentials: 0 })
    }
  })

  test('answers each of many who ask at once for itself', async () => {
    const own = await createGround(store)
    const other = await createGround(store)
    const { integrationId } = own.integration
    const secretDigest = own.integration.secrets[0]?.digest ?? ''
    const claim = (tokenDigest: string) => ({ tokenDigest, clientId: integrationId, secretDigest })
    const made = await Promise.all(
      Array.from({ length: 90 }, () => createRedeemedGrant(store, own.botId)),
    )
    const foreign = await createRedeemedGrant(store, other.botId)
    const digests = [...made, foreign].map(({ grantId }) => `access ${grantId}`)
    const questions = [...digests, 'unknown', ...digests]
    const found = await Promise.all(questions.map((digest) => grants.findToken(digest)))
    expect(found.map((token) => token?.grant.grantId)).toEqual(
      questions.map((digest) => digest.split(' ')[1]),
    )
    const ofClient = await Promise.all(
      questions.map((digest) => grants.findTokenOfClient(claim(digest))),
    )
    expect(ofClient.map((token) => token?.grant.grantId)).toEqual(
      questions.map((digest) =>
        digest.endsWith(foreign.grantId) ? undefined : digest.split(' ')[1],
      ),
    )

    const fresh = { access: -1, refresh: -1 }
    const revoke = (tokenDigest: string, more = {}) =>
      grants.revokeOfClient({ ...claim(tokenDigest), ...more }, fresh, 'all', on(T0 + 9))
    const [first, second, dead, ...rest] = made.map(({ grantId }) => grantId)
    await grants.revoke(dead ?? '', 'token_revoked', on(T0 + 8))
    const answers = await Promise.all([
      revoke(`access ${first}`),
      revoke(`access ${foreign.grantId}`),
      revoke('unknown'),
      revoke(`access ${dead}`),
      revoke(`access ${second}`, { secretDigest: 'wrong' }),
      ...rest.map((grantId) => revoke(`refresh ${grantId}`)),
    ])
    expect(answers).toEqual([true, false, false, false, false, ...rest.map(() => true)])
    const live = await Promise.all(digests.map((digest) => grants.findToken(digest)))
    expect(
      live.flatMap((token) => (token && !hasEnded(token) ? [token.grant.grantId] : [])),
    ).toEqual([second, foreign.grantId])
  })

  test('has one winner of redeem and of rotate, and always dies of a revoke, across nodes', async () => {
    const { createGrantStore } = await import('../../src/storage/sql/grants/store.js')
    const nodes = [grants, createGrantStore(node.place.open())]
    for (let race = 0; race < 5; race += 1) {
      const fresh = await createGrant(store, ground.botId)
      const label = (n: number) => `race ${fresh.grantId} ${n}`
      const redeemed = await Promise.all(
        Array.from({ length: 16 }, (_, n) =>
          (nodes[n % 2] ?? grants).redeem(fresh, newTokens(label(n)), on(T0)),
        ),
      )
      expect(redeemed.filter(Boolean)).toHaveLength(1)
      const first = redeemed.indexOf(true)
      const grant = await grantOf(store, `access ${label(first)}`)

      const results = await Promise.all(
        Array.from({ length: 32 }, (_, n) => {
          const at = nodes[n % 2] ?? grants
          return n % 4 < 2
            ? at.revoke(grant.grantId, 'token_revoked', on(T0 + 1))
            : at.rotate(grant, newTokens(`next ${label(n)}`), 'sealed', on(T0 + 1))
        }),
      )
      const won = (wanted: boolean) =>
        [...results.keys()].filter((n) => results[n] && n % 4 < 2 === wanted)
      const [rotation, ...otherRotations] = won(false)
      expect(won(true)).toHaveLength(1)
      expect(otherRotations).toEqual([])
      const settled = await grantOf(store, `access ${label(first)}`)
      expect(settled.revokedAt).toBe(T0 + 1)
      expect(settled.generation).toBe(rotation === undefined ? 1 : 2)
      for (const n of results.keys()) {
        const token = await grants.findToken(`refresh next ${label(n)}`)
        expect(token !== undefined).toBe(n === rotation)
      }
    }
  })

  test('ends a grant before what would extend it, when both are asked for at once', async () => {
    const grant = await createRedeemedGrant(store, ground.botId)
    const [rotated, revoked] = await Promise.all([
      grants.rotate(grant, newTokens('overtaken'), 'sealed', on(T0 + 1)),
      grants.revoke(grant.grantId, 'token_revoked', on(T0 + 1)),
    ])
    expect(revoked).toBe(true)
    // On PostgreSQL the two may still commit in the other order; the grant is dead either way.
    if (kind === 'sqlite') expect(rotated).toBe(false)
    expect((await grantOf(store, `access ${grant.grantId}`)).revokedAt).toBe(T0 + 1)
  })

  test('lists the live connections of a person page by page, newest first', async () => {
    const { botId, person } = await createGround(store)
    // Two connections share each moment, so that a page can end between them.
    const made = []
    for (let n = 0; n < 9; n += 1) {
      made.push(await createRedeemedGrant(store, botId, T0 + Math.floor(n / 2)))
    }
    const [revoked] = made.splice(3, 1)
    if (revoked) await grants.revoke(revoked.grantId, 'token_revoked', on(T0))
    await createGrant(store, botId)

    const listed: string[] = []
    let after: Keyset | undefined
    for (let pages = 0; pages < 10; pages += 1) {
      const page = await grants.listConnections(person.userId, 3, after)
      listed.push(...page.map(({ grant }) => grant.grantId))
      const last = page[page.length - 1]
      if (!last) break
      after = { at: last.connectedAt, id: last.grant.grantId }
    }
    expect([...listed].sort()).toEqual(made.map(({ grantId }) => grantId).sort())
    const whole = await grants.listConnections(person.userId, 100)
    expect(whole.map(({ grant }) => grant.grantId)).toEqual(listed)
    const moments = whole.map(({ connectedAt }) => connectedAt)
    expect(moments).toEqual([...moments].sort((a, b) => b - a))
    expect(await grants.listConnections(randomUUID(), 100)).toEqual([])
  })

  test('shows a connection with its pages, and none that was never redeemed', async () => {
    const { botId, workspace } = await createGround(store)
    const open = await createGrant(store, botId, { pageIds: ['p1', 'p2', 'p3'] })
    expect(await grants.findConnection(open.grantId)).toBeUndefined()
    await grants.redeem(open, newTokens(open.grantId), on(T0 + 3))
    expect(await grants.findConnection(open.grantId)).toMatchObject({
      grant: { grantId: open.grantId },
      party: { integrationName: 'Connect' },
      workspaceName: workspace.name,
      integrationIcon: null,
      pageCount: 3,
      connectedAt: T0 + 3,
    })
    expect(await grants.findConnection(randomUUID())).toBeUndefined()
  })

  test('keeps the static token of an internal integration', async () => {
    const { integration, workspace } = await createGround(store)
    const { integrationId } = integration
    const { workspaceId } = workspace
    expect(await grants.findStatic(integrationId)).toBeUndefined()
    const wanted = { integrationId, workspaceId, ownerId: null, createdAt: T0 }
    const bot = await store.integrations.bot({ ...wanted, botId: randomUUID() })
    const grantId = randomUUID()
    const tokens = { access: newTokens('static').access, refresh: undefined }
    await grants.createStatic(grantId, bot.botId, tokens, on(T0 + 2))
    const found = await grants.findStatic(integrationId)
    expect(found).toMatchObject({ hint: 'aaaa', issuedAt: T0 + 2, grant: { grantId } })
    if (found) await grants.revoke(found.grant.grantId, 'static_token_removed', on(T0 + 3))
    expect(await grants.findStatic(integrationId)).toBeUndefined()
  })
})
