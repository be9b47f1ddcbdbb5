import type { Capability } from '../../../contract/capabilities.js'
import type { Grant, GrantParty } from '../../../domain/oauth/grant.js'

export const grantColumns = `
  g.grant_id as "grantId", g.bot_id as "botId", g.version as "version",
  g.generation as "generation", g.handed_over as "handedOver", g.epoch as "grantEpoch",
  g.created_at as "createdAt", g.rotated_at as "rotatedAt",
  g.sealed_pair as "sealedPair", g.last_used_at as "lastUsedAt", g.revoked_at as "revokedAt"`

/** A bulk revocation adds one to the row of its subject; no row of a grant is touched. */
export const partyEpoch = 'i.epoch + w.epoch + coalesce(u.epoch, 0)'

export const partyColumns = `
  i.integration_id as "integrationId", i.name as "integrationName", i.kind as "kind",
  i.environment as "environment", coalesce(g.capabilities, i.capabilities) as "capabilities",
  i.deleted_at as "integrationDeletedAt", b.workspace_id as "workspaceId", b.owner_id as "ownerId",
  ${partyEpoch} as "partyEpoch"`

export const partyJoins = `
  join bots b on b.bot_id = g.bot_id
  join integrations i on i.integration_id = b.integration_id
  join workspaces w on w.workspace_id = b.workspace_id
  left join people u on u.user_id = b.owner_id`

/** The epoch of the party behind a bot; `botId` is a column or a parameter. */
export const epochOfBot = (botId: string): string => `(
  select ${partyEpoch} from bots b
  join integrations i on i.integration_id = b.integration_id
  join workspaces w on w.workspace_id = b.workspace_id
  left join people u on u.user_id = b.owner_id
  where b.bot_id = ${botId})`

/** Holds for a grant that has not ended, where its party is joined. */
export const notEnded = `
  g.revoked_at is null and i.deleted_at is null and g.epoch = ${partyEpoch}`

/** Holds for a bot that is connected: one of its grants was redeemed and has not ended. Of `b`, `i`, `w` and `u`. */
export const isConnected = `i.deleted_at is null and exists (
  select 1 from grants g
  where g.bot_id = b.bot_id and g.revoked_at is null and g.generation > 0
    and g.epoch = ${partyEpoch})`

type BareGrantRow = Omit<Grant, 'epoch'> & { grantEpoch: number }
type PartyRow = Omit<GrantParty, 'capabilities' | 'epoch'> & {
  capabilities: string
  partyEpoch: number
}
export type GrantRow = BareGrantRow & PartyRow

export const grantFrom = (row: BareGrantRow): Grant => ({
  grantId: row.grantId,
  botId: row.botId,
  version: row.version,
  generation: row.generation,
  handedOver: row.handedOver,
  epoch: row.grantEpoch,
  createdAt: row.createdAt,
  rotatedAt: row.rotatedAt,
  sealedPair: row.sealedPair,
  lastUsedAt: row.lastUsedAt,
  revokedAt: row.revokedAt,
})

export const partyFrom = (row: PartyRow): GrantParty => ({
  integrationId: row.integrationId,
  integrationName: row.integrationName,
  kind: row.kind,
  environment: row.environment,
  capabilities: row.capabilities.split(' ').filter(Boolean) as Capability[],
  integrationDeletedAt: row.integrationDeletedAt,
  workspaceId: row.workspaceId,
  ownerId: row.ownerId,
  epoch: row.partyEpoch,
})

/** Holds for the integration of this id with this live secret: the list of secrets names the digest. */
export const ofClient = `
  i.integration_id = :clientId and i.deleted_at is null
  and replace(i.secrets, :secretDigest, '') <> i.secrets`

export type ClaimParameters = { tokenDigest: string; clientId: string; secretDigest: string }
