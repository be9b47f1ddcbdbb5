import { type Capability, capabilities, isCapability } from '../../contract/capabilities.js'
import type { Integration } from '../../domain/integrations/integration.js'
import { digestOf, hintOf } from '../../domain/oauth/credential.js'
import { hashPassword } from '../../lib/password.js'
import type { SeedRows } from '../../ports/store.js'
import { seedContent } from './seed-content.js'
import type { SeedDocument, SeedIntegration } from './seed-document.js'
import { credentialsOf, idOf } from './seed-ids.js'

const everything: readonly Capability[] = capabilities.filter(
  (word) => word !== 'read_user_without_email',
)

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
    customEmojis: seed.workspaces.flatMap(({ name: home, custom_emojis = [] }) =>
      custom_emojis.map(({ name, url, id }) => ({
        workspaceId: workspaceId(home),
        id: idOf(id, `emoji ${home}/${name}`),
        name,
        url,
      })),
    ),
    contents: seed.workspaces
      .filter(({ pages = [] }) => pages.length > 0)
      .map((workspace) => {
        const { name, pages = [] } = workspace
        const id = workspaceId(name)
        const edit = { by: userId(workspace.users[0]?.email ?? ''), at: next() }
        const content = seedContent(id, name, pages, edit)
        const rules = content.rules.map(({ email, ...rule }) => ({
          ...rule,
          userId: email === null ? null : userId(email),
        }))
        return { workspaceId: id, ...content, rules, edit }
      }),
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
