import type { Grant } from '../../../domain/oauth/grant.js'
import type { NewTokens } from '../../../ports/store.js'
import { statement, type Write, write } from '../statement.js'
import { type ClaimParameters, ofClient, partyJoins } from './rows.js'

export const insertGrant = statement<{
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

export const insertGrantPage = statement<{ grantId: string; pageId: string }>(
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

export const redeem = statement<Transition>(
  'redeem_grant',
  `update grants set version = version + 1, generation = 1, redeemed_at = :now
   where grant_id = :grantId and version = :version and revoked_at is null`,
)

export const adoptPages = statement<{ grantId: string; botId: string }>(
  'adopt_pages',
  'update bots set pages_from_grant_id = :grantId where bot_id = :botId',
)

export const rotate = statement<Transition & { sealedPair: string }>(
  'rotate_grant',
  `update grants set version = version + 1, generation = generation + 1,
     rotated_at = :now, last_used_at = :now, sealed_pair = :sealedPair
   where grant_id = :grantId and version = :version and revoked_at is null`,
)

export const markPairUsed = statement<Transition>(
  'mark_pair_used',
  `update grants set version = version + 1, last_used_at = :now, sealed_pair = null
   where grant_id = :grantId and version = :version and revoked_at is null`,
)

export const touch = statement<{ grantId: string; now: number }>(
  'touch_grant',
  'update grants set last_used_at = :now where grant_id = :grantId and revoked_at is null',
)

export const revoke = statement<{ grantId: string; reason: string; now: number }>(
  'revoke_grant',
  `update grants set version = version + 1, revoked_at = :now, revoked_because = :reason,
     sealed_pair = null
   where grant_id = :grantId and revoked_at is null`,
  { goesFirst: true },
)

/** The token is judged as it stands when the statement begins; a rotation that commits meanwhile saves nothing. */
export const revokeOfClient = statement<
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

export const transition = ({ grantId, version }: Grant, now: number): Transition => ({
  grantId,
  version,
  now,
})
