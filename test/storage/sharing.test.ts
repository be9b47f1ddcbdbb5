import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { richTextFrom } from '../../src/domain/content/rich-text.js'
import {
  type Access,
  type AccessRule,
  accessOf,
  levels,
  pagesWithin,
} from '../../src/domain/sharing/access.js'
import type { Role } from '../../src/domain/workspaces/workspace.js'
import { describeOnBothStores } from '../support/server.js'
import { createNode, type Node } from './open.js'
import { addPerson, createGrant, newIntegration, newTokens, newWorkspace, on, T0 } from './rows.js'

const PEOPLE = 3

const roles: readonly Role[] = ['owner', 'member', 'guest']

/** A tree: each node stands in an earlier one, or at the top. What is no page says nothing of who sees it. */
const node = fc.record({ above: fc.nat(6), isPage: fc.boolean(), isPicked: fc.boolean() })
const rule = fc.record({
  at: fc.nat(6),
  who: fc.integer({ min: -1, max: PEOPLE - 1 }),
  level: fc.constantFrom<Access>('none', 'none', ...levels),
})
const world = fc.record({
  nodes: fc.array(node, { minLength: 1, maxLength: 7 }),
  rules: fc.array(rule, { maxLength: 8 }),
  roles: fc.tuple(...Array.from({ length: PEOPLE }, () => fc.constantFrom(...roles))),
})

type World = typeof world extends fc.Arbitrary<infer W> ? W : never

/** Writes a world into a workspace of its own. */
const build = async ({ store }: Node, { nodes, rules, roles: given }: World) => {
  const workspace = newWorkspace()
  const { workspaceId } = workspace
  await store.workspaces.create(workspace)
  const people = await Promise.all(
    given.map(async (role) => ({ role, ...(await addPerson(store, workspace, { role })) })),
  )
  const places = nodes.map(({ above, isPage, isPicked }, index) => {
    const parent = above < index ? above : -1
    // Only pages stand at the top.
    return { id: randomUUID() as string, parent, isPage: isPage || parent === -1, isPicked }
  })
  const edit = { by: people[0]?.userId ?? '', at: T0 }
  const [firstBlock, ...others] = places.map(({ id, parent, isPage }, index) => ({
    blockId: id,
    parentId: places[parent]?.id ?? workspaceId,
    type: isPage ? ('child_page' as const) : ('paragraph' as const),
    body: isPage ? {} : { rich_text: [] },
    position: index + 1,
  }))
  if (!firstBlock) throw new Error('a world has a node')
  const pages = places
    .filter(({ isPage }) => isPage)
    .map(({ id }) => ({
      pageId: id,
      title: richTextFrom([{ text: { content: `Page ${id}` } }]),
      icon: null,
      cover: null,
      isLocked: false,
      row: null,
    }))
  await store.content.insert({ workspaceId, parent: null }, [firstBlock, ...others], pages, edit)
  const said = new Map<string, AccessRule[]>()
  let version = 1
  for (const { at, who, level } of rules) {
    const place = places[at]
    const person = who < 0 ? null : (people[who]?.userId ?? null)
    if (!place?.isPage || (person !== null && level === 'none')) continue
    const one = { userId: person, level }
    const { id } = place
    const former = (said.get(id) ?? []).filter(({ userId }) => userId !== person)
    said.set(id, [...former, one])
    const { sharing } = store
    expect(await sharing.change(workspaceId, id, version++, [one], undefined, on(T0))).toBe(true)
    expect(await sharing.change(workspaceId, id, version - 1, [one], undefined, on(T0))).toBe(false)
  }
  return { workspaceId, people, places, said }
}

type Built = Awaited<ReturnType<typeof build>>

const lineageOf = ({ places }: Built, index: number): number[] => {
  const parent = places[index]?.parent ?? -1
  return parent < 0 ? [index] : [index, ...lineageOf({ places } as Built, parent)]
}

const judge = (built: Built, person: { userId: string; role: Role }) =>
  built.places.map((_, index) => {
    const rules = lineageOf(built, index).map((at) => built.said.get(built.places[at]?.id ?? ''))
    return accessOf(
      person,
      rules.map((one) => one ?? []),
    )
  })

const botsOf = async ({ store }: Node, { workspaceId, people, places }: Built) => {
  const ownerId = people[0]?.userId ?? ''
  const botOf = async (kind: 'public' | 'internal') => {
    const integration = newIntegration({ workspaceId, createdBy: ownerId }, { kind })
    await store.integrations.create(integration)
    const { integrationId } = integration
    return store.integrations.bot({
      botId: randomUUID(),
      integrationId,
      workspaceId,
      ownerId: kind === 'public' ? ownerId : null,
      createdAt: T0,
    })
  }
  const [own, inside] = [await botOf('public'), await botOf('internal')]
  const pageIds = places.filter((one) => one.isPicked && one.isPage).map(({ id }) => id)
  const grant = await createGrant(store, own.botId, { pageIds })
  expect(await store.grants.redeem(grant, newTokens(grant.grantId), on(T0))).toBe(true)
  return { own: own.botId, inside: inside.botId }
}

const sorted = (ids: readonly string[]) => ids.toSorted()

describeOnBothStores('who sees a page', (kind) => {
  let node: Node
  beforeAll(async () => {
    node = await createNode(kind)
  })
  afterAll(() => node[Symbol.asyncDispose]())

  test('is what the rule says, whoever asks and however', { timeout: 240_000 }, async () => {
    const tally = { hidden: 0, shown: 0 }
    await fc.assert(
      fc.asyncProperty(world, async (one) => {
        const { store } = node
        const { content } = store
        const built = await build(node, one)
        const { workspaceId, people, places } = built
        const all = places.map(({ id }) => id)
        const pageIds = places.filter(({ isPage }) => isPage).map(({ id }) => id)

        for (const person of people) {
          const reader = { workspaceId, userId: person.userId }
          const access = judge(built, person)
          const seen = new Set(all.filter((_, index) => access[index] !== 'none'))
          tally.shown += seen.size
          tally.hidden += all.length - seen.size
          const listed = await store.workspaces.listPages(reader)
          expect(new Map(listed.map((page) => [page.pageId, page.access]))).toEqual(
            new Map(pageIds.map((id) => [id, access[all.indexOf(id)]])),
          )
          const offered = pagesWithin(listed)
          expect(sorted(offered.map(({ pageId }) => pageId))).toEqual(
            sorted(pageIds.filter((id) => seen.has(id))),
          )
          for (const { parentId } of offered) {
            expect(parentId === null || seen.has(parentId)).toBe(true)
          }
          const labels = await content.listLabels(reader, all)
          expect(sorted(labels.map(({ id }) => id))).toEqual(
            sorted(pageIds.filter((id) => seen.has(id))),
          )
          for (const [index, { id }] of places.entries()) {
            const found = await content.findBlockForReader(reader, id)
            expect(found?.blockId).toBe(seen.has(id) ? id : undefined)
            expect(await store.sharing.findAccess(reader, id)).toBe(access[index])
            if (!found) continue
            const above = lineageOf(built, index)
              .slice(1)
              .map((at) => all[at] ?? '')
            const ancestors = await content.listAncestorsForReader(reader, id)
            expect(ancestors.map((page) => page.id)).toEqual(
              above.filter((one) => pageIds.includes(one) && seen.has(one)).reverse(),
            )
            const children = await content.listChildren(reader, id, 100)
            expect(children.map(({ blockId }) => blockId)).toEqual(
              places.filter((p) => p.parent === index && seen.has(p.id)).map((p) => p.id),
            )
          }
        }

        const bots = await botsOf(node, built)
        const [owner] = people
        const full = owner ? judge(built, owner) : []
        const open = judge(built, { userId: bots.inside, role: 'member' })
        const reach = {
          own: all.filter(
            (_, index) =>
              full[index] === 'full_access' &&
              lineageOf(built, index).some((at) => places[at]?.isPicked && places[at]?.isPage),
          ),
          inside: all.filter((_, index) => open[index] === 'full_access'),
        }
        for (const which of ['own', 'inside'] as const) {
          const viewer = { workspaceId, botId: bots[which] }
          const seen = new Set(reach[which])
          const pages = sorted(pageIds.filter((id) => seen.has(id)))
          const search = { types: ['child_page'], patterns: ['%'], limit: 100, inTrash: false }
          const found = await content.searchTitles(viewer, { ...search, direction: 'ascending' })
          expect(sorted(found.map(({ blockId }) => blockId))).toEqual(pages)
          expect(sorted([...(await content.listTitles(viewer, all)).keys()])).toEqual(pages)
          const relatable = await store.relations.listRelatable(viewer, all)
          expect(sorted(relatable.map(({ id }) => id))).toEqual(pages)
          for (const [index, { id }] of places.entries()) {
            const block = await content.findBlock(viewer, id)
            expect(block?.blockId).toBe(seen.has(id) ? id : undefined)
            if (!block) continue
            const children = await content.listChildren(viewer, id, 100)
            expect(children.map(({ blockId }) => blockId)).toEqual(
              places.filter((p) => p.parent === index && seen.has(p.id)).map((p) => p.id),
            )
          }
        }
      }),
      { numRuns: 40 },
    )
    // Worlds in which everybody sees everything would prove nothing.
    expect(tally.hidden).toBeGreaterThan(100)
    expect(tally.shown).toBeGreaterThan(100)
  })

  test('is nothing to who has left the workspace, or never was in it', async () => {
    const { store } = node
    const { workspaceId, places } = await build(node, {
      nodes: [{ above: 0, isPage: true, isPicked: false }],
      rules: [],
      roles: ['member', 'member', 'member'],
    })
    const id = places[0]?.id ?? ''
    const stranger = { workspaceId, userId: randomUUID() }
    expect(await store.sharing.findAccess(stranger, id)).toBe('none')
    expect(await store.content.findBlockForReader(stranger, id)).toBeUndefined()
    expect(await store.content.listLabels(stranger, [id])).toEqual([])
    expect((await store.workspaces.listPages(stranger)).map(({ access }) => access)).toEqual([
      'none',
    ])
  })
})
