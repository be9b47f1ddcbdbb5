import { createHash } from 'node:crypto'
import { type Capability, capabilities, isCapability } from '../../contract/capabilities.js'
import { type Draft, draftsFrom } from '../../domain/content/block.js'
import type { Icon } from '../../domain/content/media.js'
import { positionsBetween } from '../../domain/content/positions.js'
import { richTextFrom } from '../../domain/content/rich-text.js'
import type { Integration } from '../../domain/integrations/integration.js'
import {
  type CredentialKind,
  digestOf,
  hintOf,
  spellCredential,
} from '../../domain/oauth/credential.js'
import { hashPassword } from '../../lib/password.js'
import { dashed, uuidFrom } from '../../lib/uuid.js'
import type { NewBlock, NewPage } from '../../ports/content.js'
import type { SeedRows } from '../../ports/store.js'
import type { SeedDocument, SeedIntegration } from './seed-document.js'

/** Ids and test credentials come from names, so that the same seed gives the same ones everywhere. */
const bytesOf = (label: string): Uint8Array =>
  createHash('sha512').update(`tessera seed ${label}`).digest()

const idOf = (given: string | undefined, label: string, version: 4 | 8 = 4): string =>
  given === undefined ? uuidFrom(bytesOf(label), version) : dashed(given)

const credentialOf = (kind: CredentialKind, label: string): string =>
  spellCredential(kind, bytesOf(`${kind} ${label}`))

const everything: readonly Capability[] = capabilities.filter(
  (word) => word !== 'read_user_without_email',
)

/** What a seeded integration is called with: what the seed says, or what its name makes. */
export const credentialsOf = (
  integration: SeedIntegration,
): { clientId: string; clientSecret: string; token: string } => ({
  clientId: idOf(integration.client_id, `integration ${integration.name}`),
  clientSecret: integration.client_secret ?? credentialOf('secret', integration.name),
  token: integration.token ?? credentialOf('access', integration.name),
})

/** The id of the first page of the seed, undefined if it has none. */
export const firstPageOf = (seed: SeedDocument): string | undefined => {
  const workspace = seed.workspaces.find(({ pages = [] }) => pages.length > 0)
  const [first] = workspace?.pages ?? []
  return workspace && first && idOfPage(`${workspace.name}/0 ${first.title}`, first.id)
}

const idOfPage = (path: string, given: string | undefined): string => idOf(given, `page ${path}`, 8)

type SeedPages = NonNullable<SeedDocument['workspaces'][number]['pages']>
type Content = { readonly blocks: NewBlock[]; readonly pages: NewPage[] }

/** Pages below a parent after `before` others, with all that they hold. */
const contentOf = (path: string, parentId: string, pages: SeedPages, before = 0): Content => {
  const positions = positionsBetween(undefined, undefined, before + pages.length) ?? []
  const parts = pages.map(({ title, id, icon, content = [], children = [] }, index): Content => {
    const here = `${path}/${index} ${title}`
    const pageId = idOfPage(here, id)
    const position = positions[before + index] ?? 0
    const own = { blockId: pageId, parentId, type: 'child_page' as const, body: {}, position }
    const page = { pageId, title: richTextFrom([{ text: { content: title } }]), cover: null }
    const below = contentOf(here, pageId, children as SeedPages, content.length)
    return {
      blocks: [own, ...blocksOf(here, pageId, draftsFrom(content)), ...below.blocks],
      pages: [{ ...page, icon: pictureOf(icon), isLocked: false, row: null }, ...below.pages],
    }
  })
  return { blocks: parts.flatMap(({ blocks }) => blocks), pages: parts.flatMap((p) => p.pages) }
}

const blocksOf = (path: string, parentId: string, drafts: readonly Draft[]): NewBlock[] => {
  const positions = positionsBetween(undefined, undefined, drafts.length) ?? []
  return drafts.flatMap(({ type, body, children }, index) => {
    const here = `${path}/block ${index}`
    const blockId = idOf(undefined, here, 8)
    const position = positions[index] ?? 0
    return [{ blockId, parentId, type, body, position }, ...blocksOf(here, blockId, children)]
  })
}

const pictureOf = (icon: string | undefined): Icon | null => {
  if (icon === undefined) return null
  return icon.startsWith('http') ? { type: 'external', url: icon } : { type: 'emoji', emoji: icon }
}

/** The rows that a seed describes, created at `now`, one millisecond apart so that lists keep the seed's order. */
export const seedRows = async (seed: SeedDocument, now: number): Promise<SeedRows> => {
  let tick = now
  const next = () => tick++
  const workspaceId = (name: string) =>
    idOf(seed.workspaces.find((w) => w.name === name)?.id, `workspace ${name}`)
  const users = seed.workspaces.flatMap((workspace) =>
    workspace.users.map((user) => ({ ...user, workspace: workspace.name })),
  )
  const people = new Map(users.map((user) => [user.email.toLowerCase(), user]))
  const userId = (email: string) =>
    idOf(people.get(email.toLowerCase())?.id, `user ${email.toLowerCase()}`)
  const integrations = (seed.integrations ?? []).map((integration) => {
    const home =
      seed.workspaces.find(({ name }) => name === integration.workspace) ?? seed.workspaces[0]
    const owner = integration.owner ?? home?.users[0]?.email ?? ''
    const place = { workspaceId: workspaceId(home?.name ?? ''), createdBy: userId(owner) }
    return { seed: integration, row: integrationRow(integration, place, next()) }
  })
  const internal = integrations.filter(({ row }) => row.kind === 'internal')
  return {
    workspaces: seed.workspaces.map(({ name, icon }) => ({
      workspaceId: workspaceId(name),
      name,
      icon: icon ?? null,
      createdAt: next(),
    })),
    people: await Promise.all(
      [...people.values()].map(async ({ email, name, avatar_url, password }) => ({
        userId: userId(email),
        email,
        name,
        avatarUrl: avatar_url ?? null,
        createdAt: next(),
        passwordHash: password === undefined ? null : await hashPassword(password),
      })),
    ),
    memberships: users.map(({ workspace, email, role }) => ({
      workspaceId: workspaceId(workspace),
      userId: userId(email),
      role: role ?? 'member',
      createdAt: next(),
    })),
    integrations: integrations.map(({ row }) => row),
    bots: internal.map(({ row }) => ({
      botId: idOf(undefined, `bot ${row.name}`),
      integrationId: row.integrationId,
      workspaceId: row.workspaceId,
      ownerId: null,
      createdAt: next(),
    })),
    staticGrants: internal.map(({ seed: integration, row }) => ({
      grantId: idOf(undefined, `grant ${row.name}`),
      botId: idOf(undefined, `bot ${row.name}`),
      tokens: { access: storedFormOf(credentialsOf(integration).token), refresh: undefined },
      createdAt: next(),
    })),
    contents: seed.workspaces
      .filter(({ pages = [] }) => pages.length > 0)
      .map((workspace) => ({
        workspaceId: workspaceId(workspace.name),
        ...contentOf(workspace.name, workspaceId(workspace.name), workspace.pages ?? []),
        edit: { by: userId(workspace.users[0]?.email ?? ''), at: next() },
      })),
  }
}

const storedFormOf = (credential: string) => ({
  digest: digestOf(credential),
  hint: hintOf(credential),
})

const integrationRow = (
  integration: SeedIntegration,
  place: { workspaceId: string; createdBy: string },
  createdAt: number,
): Integration => {
  const { clientId, clientSecret } = credentialsOf(integration)
  const { kind, name } = integration
  const secret = {
    secretId: idOf(undefined, `secret ${name}`),
    ...storedFormOf(clientSecret),
    createdAt,
  }
  return {
    integrationId: clientId,
    ...place,
    kind,
    environment: integration.environment ?? 'test',
    name,
    icon: integration.icon ?? null,
    websiteUrl: integration.website_url ?? null,
    capabilities: integration.capabilities?.filter(isCapability) ?? everything,
    redirectUris: kind === 'public' ? (integration.redirect_uris ?? []) : [],
    secrets: kind === 'public' ? [secret] : [],
    version: 1,
    createdAt,
  }
}
