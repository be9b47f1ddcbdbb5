import { createHash } from 'node:crypto'
import { type Capability, capabilities, isCapability } from '../../contract/capabilities.js'
import type { Integration } from '../../domain/integrations/integration.js'
import {
  type CredentialKind,
  digestOf,
  hintOf,
  spellCredential,
} from '../../domain/oauth/credential.js'
import type { PageTitle } from '../../domain/workspaces/workspace.js'
import { hashPassword } from '../../lib/password.js'
import { dashed, uuidFrom } from '../../lib/uuid.js'
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
export const firstPageOf = (seed: SeedDocument): string | undefined =>
  seed.workspaces.flatMap((workspace) => pagesOf(workspace.name, workspace.pages ?? []))[0]?.pageId

type SeedPages = NonNullable<SeedDocument['workspaces'][number]['pages']>

const pagesOf = (path: string, pages: SeedPages, parentId: string | null = null): PageTitle[] =>
  pages.flatMap(({ title, id, icon, children }, index) => {
    const here = `${path}/${index} ${title}`
    const pageId = idOf(id, `page ${here}`, 8)
    const page = { pageId, parentId, title, icon: icon ?? null }
    return [page, ...pagesOf(here, (children ?? []) as SeedPages, pageId)]
  })

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
    pages: seed.workspaces.flatMap((workspace) =>
      pagesOf(workspace.name, workspace.pages ?? []).map((page) => ({
        ...page,
        workspaceId: workspaceId(workspace.name),
        createdAt: next(),
      })),
    ),
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
