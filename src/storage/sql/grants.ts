import type { Capability } from '../../contract/capabilities.js'
import type { Grant, GrantParty, IssuedToken } from '../../domain/oauth/grant.js'
import type { IssuedCode } from '../../domain/oauth/redemption.js'
import type { Connection, GrantStore, NewTokens } from '../../ports/store.js'
import type { Database } from './database.js'
import { statement, type Write, write } from './statement.js'

const grantColumns = `
  g.grant_id as "grantId", g.bot_id as "botId", g.version as "version",
  g.generation as "generation", g.created_at as "createdAt", g.rotated_at as "rotatedAt",
  g.sealed_pair as "sealedPair", g.last_used_at as "lastUsedAt", g.revoked_at as "revokedAt"`

const partyColumns = `
  i.integration_id as "integrationId", i.name as "integrationName", i.kind as "kind",
  i.environment as "environment", coalesce(g.capabilities, i.capabilities) as "capabilities",
  i.deleted_at as "integrationDeletedAt", b.workspace_id as "workspaceId", b.owner_id as "ownerId"`

const partyJoins = `
  join bots b on b.bot_id = g.bot_id
  join integrations i on i.integration_id = b.integration_id`

type PartyRow = Omit<GrantParty, 'capabilities'> & { capabilities: string }
type GrantRow = Grant & PartyRow

const grantFrom = (row: Grant): Grant => ({
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

const partyFrom = (row: PartyRow): GrantParty => ({
  integrationId: row.integrationId,
  integrationName: row.integrationName,
  kind: row.kind,
  environment: row.environment,
  capabilities: row.capabilities.split(' ').filter(Boolean) as Capability[],
  integrationDeletedAt: row.integrationDeletedAt,
  workspaceId: row.workspaceId,
  ownerId: row.ownerId,
})

type TokenRow = GrantRow & {
  tokenKind: 'access' | 'refresh'
  tokenGeneration: number
  issuedAt: number
}

const selectToken = `
  select t.kind as "tokenKind", t.generation as "tokenGeneration", t.issued_at as "issuedAt",
    ${grantColumns}, ${partyColumns}
  from tokens t join grants g on g.grant_id = t.grant_id ${partyJoins}`

const findToken = statement<{ digest: string }, TokenRow>(
  'find_token',
  `${selectToken} where t.digest = :digest`,
)

/** Holds for the integration of this id with this live secret: the list of secrets names the digest. */
const ofClient = `
  i.integration_id = :clientId and i.deleted_at is null
  and replace(i.secrets, :secretDigest, '') <> i.secrets`

type ClaimParameters = { tokenDigest: string; clientId: string; secretDigest: string }

const findTokenOfClient = statement<ClaimParameters, TokenRow>(
  'find_token_of_client',
  `${selectToken} where t.digest = :tokenDigest and ${ofClient}`,
)

const findCode = statement<
  { digest: string },
  GrantRow & {
    redirectUri: string
    redirectUriGivenAt: number | null
    codeChallenge: string | null
  }
>(
  'find_code',
  `select g.redirect_uri as "redirectUri", g.redirect_uri_given_at as "redirectUriGivenAt",
     g.code_challenge as "codeChallenge", ${grantColumns}, ${partyColumns}
   from grants g ${partyJoins}
   where g.code_digest = :digest`,
)

const insertGrant = statement<{
  grantId: string
  botId: string
  codeDigest: string
  redirectUri: string
  redirectUriGivenAt: number | null
  codeChallenge: string | null
  capabilities: string
  createdAt: number
}>(
  'insert_grant',
  `insert into grants (grant_id, bot_id, version, generation, created_at, code_digest,
     redirect_uri, redirect_uri_given_at, code_challenge, capabilities)
   values (:grantId, :botId, 1, 0, :createdAt, :codeDigest,
     :redirectUri, :redirectUriGivenAt, :codeChallenge, :capabilities)`,
)

const insertGrantPage = statement<{ grantId: string; pageId: string }>(
  'insert_grant_page',
  'insert into grant_pages (grant_id, page_id) values (:grantId, :pageId)',
)

const insertStaticGrant = statement<{ grantId: string; botId: string; now: number }>(
  'insert_static_grant',
  `insert into grants (grant_id, bot_id, version, generation, created_at, redeemed_at)
   values (:grantId, :botId, 1, 1, :now, :now)`,
)

const insertToken = statement<{
  digest: string
  grantId: string
  kind: string
  generation: number
  hint: string
  now: number
}>(
  'insert_token',
  `insert into tokens (digest, grant_id, kind, generation, hint, issued_at)
   values (:digest, :grantId, :kind, :generation, :hint, :now)`,
)

type Transition = { grantId: string; version: number; now: number }

const redeem = statement<Transition>(
  'redeem_grant',
  `update grants set version = version + 1, generation = 1, redeemed_at = :now
   where grant_id = :grantId and version = :version and revoked_at is null`,
)

const adoptPages = statement<{ grantId: string; botId: string }>(
  'adopt_pages',
  'update bots set pages_from_grant_id = :grantId where bot_id = :botId',
)

const rotate = statement<Transition & { sealedPair: string }>(
  'rotate_grant',
  `update grants set version = version + 1, generation = generation + 1,
     rotated_at = :now, last_used_at = :now, sealed_pair = :sealedPair
   where grant_id = :grantId and version = :version and revoked_at is null`,
)

const markPairUsed = statement<Transition>(
  'mark_pair_used',
  `update grants set version = version + 1, last_used_at = :now, sealed_pair = null
   where grant_id = :grantId and version = :version and revoked_at is null`,
)

const touch = statement<{ grantId: string; now: number }>(
  'touch_grant',
  'update grants set last_used_at = :now where grant_id = :grantId and revoked_at is null',
)

const revoke = statement<{ grantId: string; reason: string; now: number }>(
  'revoke_grant',
  `update grants set version = version + 1, revoked_at = :now, revoked_because = :reason,
     sealed_pair = null
   where grant_id = :grantId and revoked_at is null`,
  { goesFirst: true },
)

/** The token is judged as it stands when the statement begins; a rotation that commits meanwhile saves nothing. */
const revokeOfClient = statement<
  ClaimParameters & { access: number; refresh: number; tests: number; now: number }
>(
  'revoke_of_client',
  `update grants set version = version + 1, revoked_at = :now,
     revoked_because = 'token_revoked', sealed_pair = null
   where revoked_at is null and grant_id = (
     select g.grant_id
     from tokens t join grants g on g.grant_id = t.grant_id ${partyJoins}
     where t.digest = :tokenDigest and g.generation = t.generation
       and i.kind = 'public' and (i.environment = 'live' or cast(:tests as bigint) = 1)
       and t.issued_at > case when t.kind = 'access'
         then cast(:access as bigint) else cast(:refresh as bigint) end
       and ${ofClient})`,
  { goesFirst: true },
)

type ConnectionRow = GrantRow & {
  integrationIcon: string | null
  workspaceName: string
  pageCount: number
  connectedAt: number
}

const connectionColumns = `
  ${grantColumns}, ${partyColumns}, i.icon as "integrationIcon", w.name as "workspaceName",
  g.redeemed_at as "connectedAt",
  (select count(*) from grant_pages p where p.grant_id = b.pages_from_grant_id) as "pageCount"
  from grants g ${partyJoins} join workspaces w on w.workspace_id = b.workspace_id`

const listConnections = statement<
  { userId: string; beforeAt: number; beforeId: string; limit: number },
  ConnectionRow
>(
  'list_connections',
  `select ${connectionColumns}
   where b.owner_id = :userId and g.revoked_at is null and g.generation > 0
     and i.deleted_at is null and (g.redeemed_at, g.grant_id) < (:beforeAt, :beforeId)
   order by g.redeemed_at desc, g.grant_id desc limit :limit`,
)

const findConnection = statement<{ grantId: string }, ConnectionRow>(
  'find_connection',
  `select ${connectionColumns} where g.grant_id = :grantId and g.generation > 0`,
)

const findStatic = statement<{ integrationId: string }, Grant & { hint: string; issuedAt: number }>(
  'find_static_grant',
  `select ${grantColumns}, t.hint as "hint", t.issued_at as "issuedAt"
   from bots b join grants g on g.bot_id = b.bot_id
   join tokens t on t.grant_id = g.grant_id and t.generation = g.generation
   where b.integration_id = :integrationId and b.owner_id is null and g.revoked_at is null`,
)

/** The writes that record a pair as the given generation of its grant. */
export const tokenWrites = (
  grantId: string,
  generation: number,
  tokens: NewTokens,
  now: number,
): Write[] => {
  const shared = { grantId, generation, now }
  const access = write(insertToken, { ...shared, kind: 'access', ...tokens.access })
  return tokens.refresh
    ? [access, write(insertToken, { ...shared, kind: 'refresh', ...tokens.refresh })]
    : [access]
}

/** The writes that give an internal integration its static token. */
export const staticGrantWrites = (
  grantId: string,
  botId: string,
  tokens: NewTokens,
  now: number,
): [Write, ...Write[]] => [
  write(insertStaticGrant, { grantId, botId, now }),
  ...tokenWrites(grantId, 1, tokens, now),
]

const tokenFrom = (row: TokenRow): IssuedToken => ({
  kind: row.tokenKind,
  generation: row.tokenGeneration,
  issuedAt: row.issuedAt,
  grant: grantFrom(row),
  party: partyFrom(row),
})

const connectionFrom = (row: ConnectionRow): Connection => ({
  grant: grantFrom(row),
  party: partyFrom(row),
  integrationIcon: row.integrationIcon,
  workspaceName: row.workspaceName,
  pageCount: row.pageCount,
  connectedAt: row.connectedAt,
})

const transition = ({ grantId, version }: Grant, now: number): Transition => ({
  grantId,
  version,
  now,
})

export const createGrantStore = (db: Database): GrantStore => ({
  async findToken(digest) {
    const row = await db.get(findToken, { digest })
    return row && tokenFrom(row)
  },

  async findTokenOfClient(claim) {
    const row = await db.get(findTokenOfClient, claim)
    return row && tokenFrom(row)
  },

  async findCode(digest): Promise<IssuedCode | undefined> {
    const row = await db.get(findCode, { digest })
    return (
      row && {
        redirectUri: row.redirectUri,
        redirectUriGiven: row.redirectUriGivenAt !== null,
        codeChallenge: row.codeChallenge,
        grant: grantFrom(row),
        party: partyFrom(row),
      }
    )
  },

  async create({ pageIds, redirectUriGiven, ...consent }) {
    const { grantId } = consent
    const redirectUriGivenAt = redirectUriGiven ? consent.createdAt : null
    await db.commit(
      write(insertGrant, {
        ...consent,
        capabilities: consent.capabilities.join(' '),
        redirectUriGivenAt,
      }),
      ...pageIds.map((pageId) => write(insertGrantPage, { grantId, pageId })),
    )
  },

  redeem: (grant, tokens, now) =>
    db.commit(
      write(redeem, transition(grant, now)),
      ...tokenWrites(grant.grantId, 1, tokens, now),
      write(adoptPages, { grantId: grant.grantId, botId: grant.botId }),
    ),

  rotate: (grant, tokens, sealedPair, now) =>
    db.commit(
      write(rotate, { ...transition(grant, now), sealedPair }),
      ...tokenWrites(grant.grantId, grant.generation + 1, tokens, now),
    ),

  markPairUsed: (grant, now) => db.commit(write(markPairUsed, transition(grant, now))),

  async touch(grantId, now) {
    await db.commit(write(touch, { grantId, now }))
  },

  revoke: (grantId, reason, now) => db.commit(write(revoke, { grantId, reason, now })),

  revokeOfClient: (claim, issuedAfter, environments, now) => {
    const tests = environments === 'all' ? 1 : 0
    return db.commit(write(revokeOfClient, { ...claim, ...issuedAfter, tests, now }))
  },

  async listConnections(userId, limit, after) {
    const beforeAt = after?.at ?? Number.MAX_SAFE_INTEGER
    const rows = await db.all(listConnections, {
      userId,
      limit,
      beforeAt,
      beforeId: after?.id ?? '',
    })
    return rows.map(connectionFrom)
  },

  async findConnection(grantId) {
    const row = await db.get(findConnection, { grantId })
    return row && connectionFrom(row)
  },

  async findStatic(integrationId) {
    const row = await db.get(findStatic, { integrationId })
    return row && { grant: grantFrom(row), hint: row.hint, issuedAt: row.issuedAt }
  },

  async createStatic(grantId, botId, tokens, now) {
    await db.commit(...staticGrantWrites(grantId, botId, tokens, now))
  },
})
