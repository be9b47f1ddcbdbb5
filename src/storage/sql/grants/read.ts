import type { IssuedToken } from '../../../domain/oauth/grant.js'
import type { Connection } from '../../../ports/store.js'
import type { BotRow } from '../integrations.js'
import { statement } from '../statement.js'
import {
  type ClaimParameters,
  type GrantRow,
  grantColumns,
  grantFrom,
  notEnded,
  ofClient,
  partyColumns,
  partyFrom,
  partyJoins,
} from './rows.js'

type TokenRow = GrantRow & {
  tokenKind: 'access' | 'refresh'
  tokenGeneration: number
  issuedAt: number
}

/** What is shown of the party's bot, beside the columns of the party. */
const botColumns = `
  i.icon as "botIcon", w.name as "workspaceName", w.icon as "workspaceIcon",
  u.email as "ownerEmail", u.name as "ownerName", u.avatar_url as "ownerAvatarUrl",
  u.created_at as "ownerCreatedAt"`

const tokenColumns = `
  t.kind as "tokenKind", t.generation as "tokenGeneration", t.issued_at as "issuedAt",
  ${grantColumns}, ${partyColumns}`

const tokenJoins = `tokens t join grants g on g.grant_id = t.grant_id ${partyJoins}`

export const findToken = statement<{ digest: string }, TokenRow & BotRow>(
  'find_token',
  `select ${tokenColumns}, ${botColumns} from ${tokenJoins} where t.digest = :digest`,
  { gathers: true },
)

export const findTokens = statement<{ digests: readonly string[] }, TokenRow & { digest: string }>(
  'find_tokens',
  `select t.digest as "digest", ${tokenColumns} from ${tokenJoins} where t.digest in (:digests...)`,
)

export const findTokenOfClient = statement<ClaimParameters, TokenRow>(
  'find_token_of_client',
  `select ${tokenColumns} from ${tokenJoins} where t.digest = :tokenDigest and ${ofClient}`,
  { gathers: true },
)

export const findCode = statement<
  { digest: string },
  GrantRow &
    BotRow & {
      redirectUri: string
      redirectUriGivenAt: number | null
      codeChallenge: string | null
    }
>(
  'find_code',
  `select g.redirect_uri as "redirectUri", g.redirect_uri_given_at as "redirectUriGivenAt",
     g.code_challenge as "codeChallenge", ${grantColumns}, ${partyColumns}, ${botColumns}
   from grants g ${partyJoins}
   where g.code_digest = :digest`,
)

export type ConnectionRow = GrantRow & {
  integrationIcon: string | null
  workspaceName: string
  pageCount: number
  connectedAt: number
}

export const connectionColumns = `
  ${grantColumns}, ${partyColumns}, i.icon as "integrationIcon", w.name as "workspaceName",
  g.redeemed_at as "connectedAt",
  (select count(*) from grant_pages p where p.grant_id = b.pages_from_grant_id) as "pageCount"
  from grants g ${partyJoins}`

export const listConnections = statement<
  { userId: string; beforeAt: number; beforeId: string; limit: number },
  ConnectionRow
>(
  'list_connections',
  `select ${connectionColumns}
   where b.owner_id = :userId and g.generation > 0 and ${notEnded} and (g.redeemed_at, g.grant_id) < (:beforeAt, :beforeId)
   order by g.redeemed_at desc, g.grant_id desc limit :limit`,
)

export const findConnection = statement<{ grantId: string }, ConnectionRow>(
  'find_connection',
  `select ${connectionColumns} where g.grant_id = :grantId and g.generation > 0`,
)

export const findStatic = statement<
  { integrationId: string },
  GrantRow & { hint: string; issuedAt: number }
>(
  'find_static_grant',
  `select ${grantColumns}, ${partyColumns}, t.hint as "hint", t.issued_at as "issuedAt"
   from grants g ${partyJoins} join tokens t on t.grant_id = g.grant_id and t.generation = g.generation
   where b.integration_id = :integrationId and b.owner_id is null and ${notEnded}`,
)

export const tokenFrom = (row: TokenRow): IssuedToken => ({
  kind: row.tokenKind,
  generation: row.tokenGeneration,
  issuedAt: row.issuedAt,
  grant: grantFrom(row),
  party: partyFrom(row),
})

export const connectionFrom = (row: ConnectionRow): Connection => ({
  grant: grantFrom(row),
  party: partyFrom(row),
  integrationIcon: row.integrationIcon,
  workspaceName: row.workspaceName,
  pageCount: row.pageCount,
  connectedAt: row.connectedAt,
})
