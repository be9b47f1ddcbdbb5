import type { Capability } from '../../contract/capabilities.js'
import type { ClientSecret, Integration } from '../../domain/integrations/integration.js'
import type { Bot } from '../../domain/workspaces/workspace.js'
import type { IntegrationStore, NewBot } from '../../ports/store.js'
import { noteOf } from './audit.js'
import type { Database } from './database.js'
import { isConnected } from './grants/rows.js'
import { statement, write } from './statement.js'

type IntegrationRow = Omit<Integration, 'capabilities' | 'redirectUris' | 'secrets'> & {
  capabilities: string
  redirectUris: string
  secrets: string
}

const columns = `
  integration_id as "integrationId", workspace_id as "workspaceId", created_by as "createdBy",
  kind as "kind", environment as "environment", name as "name", icon as "icon",
  website_url as "websiteUrl", capabilities as "capabilities", redirect_uris as "redirectUris",
  secrets as "secrets", version as "version", created_at as "createdAt"`

const find = statement<{ integrationId: string }, IntegrationRow>(
  'find_integration',
  `select ${columns} from integrations
   where integration_id = :integrationId and deleted_at is null`,
)

const listSecrets = statement<
  Record<never, never>,
  { integrationId: string; name: string; secrets: string }
>(
  'list_secrets',
  `select integration_id as "integrationId", name as "name", secrets as "secrets"
   from integrations where kind = 'public' and deleted_at is null`,
)

const listCreatedBy = statement<{ userId: string }, IntegrationRow>(
  'list_integrations',
  `select ${columns} from integrations
   where created_by = :userId and deleted_at is null order by created_at, integration_id`,
)

const insert = statement<{ [K in keyof IntegrationRow]: IntegrationRow[K] }>(
  'insert_integration',
  `insert into integrations (integration_id, workspace_id, created_by, kind, environment, name,
     icon, website_url, capabilities, redirect_uris, secrets, version, created_at)
   values (:integrationId, :workspaceId, :createdBy, :kind, :environment, :name,
     :icon, :websiteUrl, :capabilities, :redirectUris, :secrets, :version, :createdAt)`,
)

const update = statement<{ [K in keyof IntegrationRow]: IntegrationRow[K] }>(
  'update_integration',
  `update integrations set name = :name, icon = :icon, website_url = :websiteUrl,
     capabilities = :capabilities, redirect_uris = :redirectUris, secrets = :secrets,
     version = version + 1
   where integration_id = :integrationId and version = :version and deleted_at is null`,
)

const remove = statement<{ integrationId: string; version: number; now: number }>(
  'remove_integration',
  `update integrations set deleted_at = :now, version = version + 1
   where integration_id = :integrationId and version = :version and deleted_at is null`,
)

const insertBot = statement<{ [K in keyof NewBot]: NewBot[K] }>(
  'insert_bot',
  `insert into bots (bot_id, integration_id, workspace_id, owner_id, created_at)
   values (:botId, :integrationId, :workspaceId, :ownerId, :createdAt)
   on conflict do nothing`,
)

/** A bot with what is shown of it; used by the list of users as well. */
export const botColumns = `
  b.bot_id as "botId", b.integration_id as "integrationId", b.workspace_id as "workspaceId",
  i.name as "integrationName", i.icon as "botIcon", w.name as "workspaceName", w.icon as "workspaceIcon",
  u.user_id as "ownerId", u.email as "ownerEmail", u.name as "ownerName",
  u.avatar_url as "ownerAvatarUrl", u.created_at as "ownerCreatedAt"`

export const botJoins = `
  bots b join integrations i on i.integration_id = b.integration_id
  join workspaces w on w.workspace_id = b.workspace_id
  left join people u on u.user_id = b.owner_id`

export type BotRow = {
  botId: string
  integrationId: string
  workspaceId: string
  integrationName: string
  botIcon: string | null
  workspaceName: string
  workspaceIcon: string | null
  ownerId: string | null
  ownerEmail: string
  ownerName: string
  ownerAvatarUrl: string | null
  ownerCreatedAt: number
}

export const botFrom = (row: BotRow): Bot => ({
  botId: row.botId,
  integrationId: row.integrationId,
  workspaceId: row.workspaceId,
  name: row.integrationName,
  icon: row.botIcon,
  workspaceName: row.workspaceName,
  workspaceIcon: row.workspaceIcon,
  owner:
    row.ownerId === null
      ? null
      : {
          userId: row.ownerId,
          email: row.ownerEmail,
          name: row.ownerName,
          avatarUrl: row.ownerAvatarUrl,
          createdAt: row.ownerCreatedAt,
        },
})

const findBotOfOwner = statement<
  { integrationId: string; workspaceId: string; owner: string },
  BotRow
>(
  'find_bot_of_owner',
  `select ${botColumns} from ${botJoins}
   where b.integration_id = :integrationId and b.workspace_id = :workspaceId
     and coalesce(b.owner_id, '') = :owner`,
)

const listPagesOfBot = statement<{ botId: string }, { pageId: string }>(
  'list_pages_of_bot',
  `select p.page_id as "pageId" from ${botJoins}
   join grant_pages p on p.grant_id = b.pages_from_grant_id
   where b.bot_id = :botId and ${isConnected}`,
)

const toRow = (integration: Integration): IntegrationRow => ({
  ...integration,
  capabilities: integration.capabilities.join(' '),
  redirectUris: JSON.stringify(integration.redirectUris),
  secrets: JSON.stringify(integration.secrets),
})

const fromRow = (row: IntegrationRow): Integration => ({
  integrationId: row.integrationId,
  workspaceId: row.workspaceId,
  createdBy: row.createdBy,
  kind: row.kind,
  environment: row.environment,
  name: row.name,
  icon: row.icon,
  websiteUrl: row.websiteUrl,
  capabilities: row.capabilities.split(' ').filter(Boolean) as Capability[],
  redirectUris: JSON.parse(row.redirectUris),
  secrets: JSON.parse(row.secrets),
  version: row.version,
  createdAt: row.createdAt,
})

export const insertIntegration = (integration: Integration) => write(insert, toRow(integration))
export const insertBotOf = (bot: NewBot) => write(insertBot, { ...bot })

export const createIntegrationStore = (db: Database): IntegrationStore => ({
  async find(integrationId) {
    const row = await db.get(find, { integrationId })
    return row && fromRow(row)
  },

  async findBySecrets(digests) {
    const wanted = new Set(digests)
    const rows = wanted.size === 0 ? [] : await db.all(listSecrets, {})
    return new Map(
      rows.flatMap(({ integrationId, name, secrets }) =>
        (JSON.parse(secrets) as ClientSecret[])
          .filter(({ digest }) => wanted.has(digest))
          .map(({ digest }) => [digest, { integrationId, name }] as const),
      ),
    )
  },

  async listCreatedBy(userId) {
    return (await db.all(listCreatedBy, { userId })).map(fromRow)
  },

  async create(integration) {
    await db.commit(insertIntegration(integration))
  },

  update: (integration) => db.commit(write(update, toRow(integration))),

  remove: ({ integrationId, version }, occasion) =>
    db.commit(
      write(remove, { integrationId, version, now: occasion.at }),
      noteOf(occasion, {
        event: 'revoked_in_bulk',
        reason: 'integration_removed',
        subject: { kind: 'integration', id: integrationId },
      }),
    ),

  async bot(wanted) {
    const { integrationId, workspaceId } = wanted
    const key = { integrationId, workspaceId, owner: wanted.ownerId ?? '' }
    const existing = await db.get(findBotOfOwner, key)
    if (existing) return botFrom(existing)
    await db.commit(insertBotOf(wanted))
    const made = await db.get(findBotOfOwner, key)
    if (!made) throw new Error(`the bot of integration ${integrationId} could not be made`)
    return botFrom(made)
  },

  async findBotOf(integrationId, workspaceId, owner) {
    return (await db.get(findBotOfOwner, { integrationId, workspaceId, owner }))?.botId
  },

  async listPagesOfBot(botId) {
    return (await db.all(listPagesOfBot, { botId })).map((row) => row.pageId)
  },
})
