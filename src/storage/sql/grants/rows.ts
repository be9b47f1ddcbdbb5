import type { Capability } from '../../../contract/capabilities.js'
import type { Grant, GrantParty } from '../../../domain/oauth/grant.js'

export const grantColumns = `
  g.grant_id as "grantId", g.bot_id as "botId", g.version as "version",
  g.generation as "generation", g.created_at as "createdAt", g.rotated_at as "rotatedAt",
  g.sealed_pair as "sealedPair", g.last_used_at as "lastUsedAt", g.revoked_at as "revokedAt"`

export const partyColumns = `
  i.integration_id as "integrationId", i.name as "integrationName", i.kind as "kind",
  i.environment as "environment", coalesce(g.capabilities, i.capabilities) as "capabilities",
  i.deleted_at as "integrationDeletedAt", b.workspace_id as "workspaceId", b.owner_id as "ownerId"`

export const partyJoins = `
  join bots b on b.bot_id = g.bot_id
  join integrations i on i.integration_id = b.integration_id`

type PartyRow = Omit<GrantParty, 'capabilities'> & { capabilities: string }
export type GrantRow = Grant & PartyRow

export const grantFrom = (row: Grant): Grant => ({
  grantId: row.grantId,
  botId: row.botId,
  version: row.version,
  generation: row.generation,
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
})

/** Holds for the integration of this id with this live secret: the list of secrets names the digest. */
export const ofClient = `
  i.integration_id = :clientId and i.deleted_at is null
  and replace(i.secrets, :secretDigest, '') <> i.secrets`

export type ClaimParameters = { tokenDigest: string; clientId: string; secretDigest: string }
