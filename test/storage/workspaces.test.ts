import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Keyset, Store } from '../../src/ports/store.js'
import { describeOnBothStores } from '../support/server.js'
import { createNode, type Node } from './open.js'
import {
  addPerson,
  contentOf,
  createGround,
  createRedeemedGrant,
  newPerson,
  newWorkspace,
  nothingSeeded,
  on,
  T0,
} from './rows.js'

describeOnBothStores('the store of workspaces and people', (kind) => {
  let node: Node
  let store: Store
  beforeAll(async () => {
    node = await createNode(kind)
    store = node.store
  })
  afterAll(() => node[Symbol.asyncDispose]())

  test('gives back a workspace by id and by name', async () => {
    const workspace = newWorkspace({ name: 'By name', icon: null })
    await store.workspaces.create(workspace)
    expect(await store.workspaces.find(workspace.workspaceId)).toEqual(workspace)
    expect(await store.workspaces.findByName('By name')).toEqual(workspace)
    expect(await store.workspaces.find(randomUUID())).toBeUndefined()
    expect(await store.workspaces.findByName('by name')).toBeUndefined()
  })

  test('finds a person by id, and by email in any case', async () => {
    const { workspace } = await createGround(store)
    const email = `Ada.${randomUUID()}@Example.com`
    const person = await addPerson(store, workspace, { email })
    const stored = { ...person, email: email.toLowerCase(), passwordHash: 'hash' }
    expect(await store.workspaces.findPerson({ userId: person.userId })).toEqual(stored)
    expect(await store.workspaces.findPerson({ email: email.toUpperCase() })).toEqual(stored)
    expect(await store.workspaces.findPerson({ email: 'nobody@example.com' })).toBeUndefined()
  })

  test('adds one of two people with the same email, and no membership of the other', async () => {
    const { workspace } = await createGround(store)
    const { workspaceId } = workspace
    const email = `${randomUUID()}@example.com`
    const [first, second] = [newPerson({ email }), newPerson({ email: email.toUpperCase() })]
    const add = ({ userId }: { userId: string }, person: typeof first) =>
      store.workspaces.createPerson(person, null, {
        workspaceId,
        userId,
        role: 'member',
        createdAt: T0,
      })
    const results = await Promise.all([add(first, first), add(second, second)])
    expect(results.filter(Boolean)).toHaveLength(1)
    const loser = results[0] ? second : first
    expect(await store.workspaces.listOfUser(loser.userId)).toEqual([])
    expect(await store.workspaces.findUser(workspaceId, loser.userId)).toBeUndefined()
  })

  test('refuses a member of a workspace that is not there, and the person with it', async () => {
    const person = newPerson()
    const { userId } = person
    const membership = { workspaceId: randomUUID(), userId, role: 'member', createdAt: T0 } as const
    await expect(store.workspaces.createPerson(person, null, membership)).rejects.toThrow(
      /foreign key/i,
    )
    expect(await store.workspaces.findPerson({ userId })).toBeUndefined()
  })

  test('lists the workspaces of a person in the order of joining', async () => {
    const { workspace, person, integration } = await createGround(store)
    expect(await store.workspaces.listOfUser(person.userId)).toEqual([
      { ...workspace, role: 'owner' },
    ])
    expect(await store.workspaces.listOfUser(integration.integrationId)).toEqual([])
  })

  test('lists members and connected bots page by page, and no guest', async () => {
    const { workspace, person, botId } = await createGround(store)
    const { workspaceId } = workspace
    const members = [person.userId]
    // Some share a moment, so that a page can begin between them.
    for (let n = 0; n < 9; n += 1) {
      members.push((await addPerson(store, workspace, { at: T0 + Math.floor(n / 3) })).userId)
    }
    const guest = await addPerson(store, workspace, { role: 'guest' })
    const everybody = [...members, botId]
    expect((await store.workspaces.listUsers(workspaceId, 100)).map(({ id }) => id).sort()).toEqual(
      [...members].sort(),
    )
    const grant = await createRedeemedGrant(store, botId)

    const listed: string[] = []
    let from: Keyset | undefined
    for (let pages = 0; pages < 20; pages += 1) {
      const page = await store.workspaces.listUsers(workspaceId, 4, from)
      listed.push(...page.slice(0, 3).map(({ id }) => id))
      const next = page[3]
      if (!next) break
      from = { at: next.createdAt, id: next.id }
    }
    expect([...listed].sort()).toEqual([...everybody].sort())
    const whole = await store.workspaces.listUsers(workspaceId, 100)
    expect(whole.map(({ id }) => id)).toEqual(listed)
    const moments = whole.map(({ createdAt }) => createdAt)
    expect(moments).toEqual([...moments].sort((a, b) => a - b))

    const found = await store.workspaces.findUser(workspaceId, guest.userId)
    expect(found).toMatchObject({ type: 'person', person: guest })
    const bot = await store.workspaces.findUser(workspaceId, botId)
    expect(bot).toMatchObject({ type: 'bot', bot: { botId, owner: person } })
    expect(await store.workspaces.findUser(randomUUID(), person.userId)).toBeUndefined()

    await store.grants.revoke(grant.grantId, 'token_revoked', on(T0 + 1))
    expect(await store.workspaces.findUser(workspaceId, botId)).toBeUndefined()
  })

  test('keeps a session until it expires or is ended, and clears away the expired', async () => {
    const { person } = await createGround(store)
    const { sessions } = store
    await sessions.create('short', person.userId, T0, T0 + 100)
    await sessions.create('long', person.userId, T0, T0 + 1000)
    expect(await sessions.find('short', T0 + 99)).toEqual(person)
    expect(await sessions.find('short', T0 + 100)).toBeUndefined()
    await sessions.create('later', person.userId, T0 + 200, T0 + 1000)
    expect(await sessions.find('short', T0)).toBeUndefined()
    await sessions.remove('long')
    expect(await sessions.find('long', T0)).toBeUndefined()
    expect(await sessions.find('later', T0 + 300)).toEqual(person)
  })

  test('answers a ping', async () => {
    await expect(store.ping()).resolves.toBeUndefined()
  })
})

describeOnBothStores('the installation', (kind) => {
  test('is set up once, by one of many nodes, and whole', async () => {
    await using node = await createNode(kind)
    const { store } = node
    expect(await store.installation.find()).toBeUndefined()
    const seeds = Array.from({ length: 6 }, (_, n) => {
      const workspace = newWorkspace({ name: `seed ${n}` })
      const { workspaceId } = workspace
      const contents = [contentOf(workspaceId, ['b', 'a'])]
      return { ...nothingSeeded, workspaces: [workspace], contents }
    })
    const results = await Promise.all(
      seeds.map((rows) => store.installation.create('production', rows, T0)),
    )
    expect(results.filter(Boolean)).toHaveLength(1)
    expect(await store.installation.find()).toEqual({ environment: 'production', createdAt: T0 })
    for (const [n, { workspaces }] of seeds.entries()) {
      const id = workspaces[0]?.workspaceId ?? ''
      const found = await store.workspaces.find(id)
      expect(found?.name).toBe(results[n] ? `seed ${n}` : undefined)
      const titles = (await store.workspaces.listPages({ workspaceId: id, userId: '' })).map(
        ({ title }) => title,
      )
      expect(titles).toEqual(results[n] ? ['Page b', 'Page a'] : [])
    }
  })

  test('writes nothing when a row of the seed fails, and can be tried again', async () => {
    await using node = await createNode(kind)
    const { store } = node
    const workspace = newWorkspace()
    const twice = { ...nothingSeeded, workspaces: [workspace, workspace] }
    await expect(store.installation.create('development', twice, T0)).rejects.toThrow(/unique/i)
    expect(await store.installation.find()).toBeUndefined()
    expect(await store.workspaces.find(workspace.workspaceId)).toBeUndefined()
    const once = { ...nothingSeeded, workspaces: [workspace] }
    expect(await store.installation.create('development', once, T0)).toBe(true)
  })

  test('is empty after it was cleared, and can be set up anew', async () => {
    await using node = await createNode(kind)
    const { store } = node
    await store.installation.create('development', nothingSeeded, T0)
    const { person, botId } = await createGround(store)
    await createRedeemedGrant(store, botId)
    await store.sessions.create('digest', person.userId, T0, T0 + 9)
    await store.installation.clear()
    expect(await store.installation.find()).toBeUndefined()
    expect(await store.workspaces.findPerson({ userId: person.userId })).toBeUndefined()
    expect(await store.installation.create('production', nothingSeeded, T0)).toBe(true)
  })
})
