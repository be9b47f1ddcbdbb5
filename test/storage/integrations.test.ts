import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Store } from '../../src/ports/store.js'
import { describeOnBothStores } from '../support/server.js'
import { createNode, type Node } from './open.js'
import {
  addPerson,
  createGrant,
  createGround,
  createRedeemedGrant,
  grantOf,
  newIntegration,
  newTokens,
  newWorkspace,
  on,
  T0,
} from './rows.js'

describeOnBothStores('the store of integrations', (kind) => {
  let node: Node
  let store: Store
  beforeAll(async () => {
    node = await createNode(kind)
    store = node.store
  })
  afterAll(() => node[Symbol.asyncDispose]())

  test('gives back what it was given', async () => {
    const { integration } = await createGround(store)
    expect(await store.integrations.find(integration.integrationId)).toEqual(integration)
    expect(await store.integrations.find(randomUUID())).toBeUndefined()
    const bare = newIntegration(integration, { capabilities: [], redirectUris: [], secrets: [] })
    await store.integrations.create(bare)
    expect(await store.integrations.find(bare.integrationId)).toEqual(bare)
  })

  test('lists those of a person, oldest first', async () => {
    const { integration, person } = await createGround(store)
    const younger = newIntegration(integration, { createdAt: T0 + 2 })
    const between = newIntegration(integration, { createdAt: T0 + 1 })
    await store.integrations.create(younger)
    await store.integrations.create(between)
    expect(await store.integrations.listCreatedBy(person.userId)).toEqual([
      integration,
      between,
      younger,
    ])
  })

  test('lets one of several updates of the same version win', async () => {
    const { integration } = await createGround(store)
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        store.integrations.update({ ...integration, name: `name ${n}`, secrets: [] }),
      ),
    )
    expect(results.filter(Boolean)).toHaveLength(1)
    expect(await store.integrations.find(integration.integrationId)).toEqual({
      ...integration,
      name: `name ${results.indexOf(true)}`,
      secrets: [],
      version: integration.version + 1,
    })
  })

  test('hides a removed integration, and its tokens say so', async () => {
    const { integration, botId, person } = await createGround(store)
    const grant = await createRedeemedGrant(store, botId)
    const stale = { ...integration, version: integration.version + 1 }
    expect(await store.integrations.remove(stale, on(T0 + 5))).toBe(false)
    expect(await store.integrations.remove(integration, on(T0 + 5))).toBe(true)
    expect(await store.integrations.remove(integration, on(T0 + 6))).toBe(false)
    expect(await store.integrations.update(integration)).toBe(false)
    expect(await store.integrations.find(integration.integrationId)).toBeUndefined()
    expect(await store.integrations.listCreatedBy(person.userId)).toEqual([])
    expect(await store.grants.listConnections(person.userId, 10)).toEqual([])
    const token = await store.grants.findToken(`access ${grant.grantId}`)
    expect(token?.party.integrationDeletedAt).toBe(T0 + 5)
  })

  test('makes one bot per integration, workspace and owner, whoever asks first', async () => {
    const { integration, workspace, person } = await createGround(store)
    const { integrationId } = integration
    const { workspaceId } = workspace
    for (const ownerId of [null, (await addPerson(store, workspace)).userId]) {
      const wanted = { integrationId, workspaceId, ownerId, createdAt: T0 }
      const bots = await Promise.all(
        Array.from({ length: 10 }, () =>
          store.integrations.bot({ ...wanted, botId: randomUUID() }),
        ),
      )
      expect(new Set(bots.map(({ botId }) => botId)).size).toBe(1)
      expect(bots[0]?.owner?.userId ?? null).toBe(ownerId)
    }
    const botId =
      (await store.integrations.findBotOf(integrationId, workspaceId, person.userId)) ?? ''
    const grant = await createRedeemedGrant(store, botId)
    expect((await store.grants.findToken(`access ${grant.grantId}`))?.bot).toEqual({
      botId,
      integrationId,
      workspaceId,
      owner: person,
      name: integration.name,
      icon: integration.icon,
      workspaceName: workspace.name,
      workspaceIcon: workspace.icon,
    })
    const elsewhere = newWorkspace().workspaceId
    expect(
      await store.integrations.findBotOf(integrationId, elsewhere, person.userId),
    ).toBeUndefined()
  })

  test('shares the pages of the newest consent while the bot is connected', async () => {
    const { botId } = await createGround(store)
    const older = await createGrant(store, botId, { pageIds: ['a', 'b'] })
    const newer = await createGrant(store, botId, { pageIds: ['c'] })
    expect(await store.integrations.listPagesOfBot(botId)).toEqual([])
    await store.grants.redeem(older, newTokens(`${botId} 1`), on(T0))
    await store.grants.redeem(newer, newTokens(`${botId} 2`), on(T0))
    expect(await store.integrations.listPagesOfBot(botId)).toEqual(['c'])
    for (const n of [1, 2]) {
      expect(await store.integrations.listPagesOfBot(botId)).toEqual(['c'])
      const grant = await grantOf(store, `access ${botId} ${n}`)
      await store.grants.revoke(grant.grantId, 'token_revoked', on(T0 + 1))
    }
    expect(await store.integrations.listPagesOfBot(botId)).toEqual([])
  })
})
