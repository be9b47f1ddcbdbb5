import { randomUUID } from 'node:crypto'
import type { Occasion } from '../../src/domain/audit/entry.js'
import { richTextFrom } from '../../src/domain/content/rich-text.js'
import type { Integration } from '../../src/domain/integrations/integration.js'
import type { Grant } from '../../src/domain/oauth/grant.js'
import type { Person, Role, Workspace } from '../../src/domain/workspaces/workspace.js'
import type { NewConsent, NewTokens, SeedRows, Store } from '../../src/ports/store.js'

/** A moment as large as real ones, so that a store that keeps 32 bits is found out. */
export const T0 = 1_790_000_000_000

export const newTokens = (label: string): NewTokens => ({
  access: { digest: `access ${label}`, hint: 'aaaa' },
  refresh: { digest: `refresh ${label}`, hint: 'rrrr' },
})

export const newWorkspace = (more: Partial<Workspace> = {}): Workspace => ({
  workspaceId: randomUUID(),
  name: 'Studio',
  icon: '🏺',
  createdAt: T0,
  ...more,
})

export const newPerson = (more: Partial<Person> = {}): Person => ({
  userId: randomUUID(),
  email: `${randomUUID()}@example.com`,
  name: 'Ada Moreau',
  avatarUrl: null,
  createdAt: T0,
  ...more,
})

export const newIntegration = (
  { workspaceId, createdBy }: { workspaceId: string; createdBy: string },
  more: Partial<Integration> = {},
): Integration => ({
  integrationId: randomUUID(),
  workspaceId,
  createdBy,
  kind: 'public',
  environment: 'live',
  name: 'Connect',
  icon: null,
  websiteUrl: 'https://example.com',
  capabilities: ['read_content', 'read_user_with_email'],
  redirectUris: ['https://example.com/cb', 'http://localhost/cb?a="b"'],
  secrets: [{ secretId: randomUUID(), digest: 'digest', hint: 'hint', createdAt: T0 }],
  version: 1,
  createdAt: T0,
  ...more,
})

/** Pages at the top of a workspace, in this order. */
export const contentOf = (
  workspaceId: string,
  pageIds: readonly string[],
): SeedRows['contents'][number] => ({
  workspaceId,
  blocks: pageIds.map((blockId, index) => ({
    blockId,
    parentId: workspaceId,
    type: 'child_page',
    body: {},
    position: index + 1,
  })),
  pages: pageIds.map((pageId) => ({
    pageId,
    title: richTextFrom([{ text: { content: `Page ${pageId}` } }]),
    icon: null,
    cover: null,
    isLocked: false,
    row: null,
  })),
  databases: [],
  links: [],
  rules: [],
  edit: { by: randomUUID(), at: T0 },
})

export const nothingSeeded: SeedRows = {
  workspaces: [],
  people: [],
  memberships: [],
  integrations: [],
  bots: [],
  staticGrants: [],
  customEmojis: [],
  contents: [],
}

export const addPerson = async (
  store: Store,
  workspace: Workspace,
  { role = 'member', at = T0, ...more }: Partial<Person> & { role?: Role; at?: number } = {},
): Promise<Person> => {
  const person = newPerson(more)
  const { userId } = person
  const { workspaceId } = workspace
  const added = await store.workspaces.createPerson(person, 'hash', {
    workspaceId,
    userId,
    role,
    createdAt: at,
  })
  if (!added) throw new Error('the person could not be added')
  return person
}

export type Ground = {
  readonly workspace: Workspace
  readonly person: Person
  readonly integration: Integration
  readonly botId: string
}

/** A workspace with one person, who installed one public integration. */
export const createGround = async (store: Store): Promise<Ground> => {
  const workspace = newWorkspace()
  await store.workspaces.create(workspace)
  const person = await addPerson(store, workspace, { role: 'owner' })
  const { workspaceId } = workspace
  const { userId } = person
  const integration = newIntegration({ workspaceId, createdBy: userId })
  await store.integrations.create(integration)
  const { integrationId } = integration
  const bot = await store.integrations.bot({
    botId: randomUUID(),
    integrationId,
    workspaceId,
    ownerId: userId,
    createdAt: T0,
  })
  return { workspace, person, integration, botId: bot.botId }
}

/** A change of some client at a time. */
export const on = (at: number): Occasion => ({
  entryId: randomUUID(),
  at,
  actor: { kind: 'client', id: randomUUID() },
  requestId: randomUUID(),
})

/** A recorded consent, its code not redeemed yet. */
export const createGrant = async (
  store: Store,
  botId: string,
  more: Partial<NewConsent> = {},
): Promise<Grant & { readonly codeDigest: string }> => {
  const grantId = randomUUID()
  const codeDigest = `code ${grantId}`
  const consent: NewConsent = {
    grantId,
    botId,
    codeDigest,
    redirectUri: 'https://example.com/cb',
    redirectUriGiven: true,
    codeChallenge: null,
    capabilities: ['read_content', 'read_user_with_email'],
    pageIds: [],
    createdAt: T0,
    ...more,
  }
  await store.grants.create(consent, on(consent.createdAt))
  const code = await store.grants.findCode(more.codeDigest ?? codeDigest)
  if (!code) throw new Error('the consent was not recorded')
  return { ...code.grant, codeDigest: more.codeDigest ?? codeDigest }
}

/** The grant that a token belongs to, as it stands now. */
export const grantOf = async (store: Store, digest: string): Promise<Grant> => {
  const token = await store.grants.findToken(digest)
  if (!token) throw new Error(`no token ${digest}`)
  return token.grant
}

/** A grant with its first pair, labelled by the grant's id. */
export const createRedeemedGrant = async (
  store: Store,
  botId: string,
  at: number = T0,
): Promise<Grant> => {
  const grant = await createGrant(store, botId)
  const won = await store.grants.redeem(grant, newTokens(grant.grantId), on(at))
  if (!won) throw new Error('the code was taken')
  return grantOf(store, `access ${grant.grantId}`)
}
