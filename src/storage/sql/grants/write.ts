import type { NewTokens } from '../../../ports/store.js'
import { noteOfEnd } from '../audit.js'
import { ifGuardHeld, statement, type Write, write } from '../statement.js'
import { type ClaimParameters, epochOfBot, ofClient, partyEpoch, partyJoins } from './rows.js'

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
     redirect_uri, redirect_uri_given_at, code_challenge, capabilities, epoch)
   values (:grantId, :botId, 1, 0, :createdAt, :codeDigest,
     :redirectUri, :redirectUriGivenAt, :codeChallenge, :capabilities, ${epochOfBot(':botId')})`,
)

export const insertGrantPage = statement<{ grantId: string; pageId: string }>(
  'insert_grant_page',
  'insert into grant_pages (grant_id, page_id) values (:grantId, :pageId)',
)

const insertStaticGrant = statement<{ grantId: string; botId: string; now: number }>(
  'insert_static_grant',
  // A seed writes the bot in the same commit, on an empty store: every epoch is 0.
  `insert into grants (grant_id, bot_id, version, generation, handed_over, created_at,
     redeemed_at, epoch)
   values (:grantId, :botId, 1, 1, 1, :now, :now, coalesce(${epochOfBot(':botId')}, 0))`,
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
  `update grants set version = version + 1, generation = 1, handed_over = 1,
     redeemed_at = :now
   where grant_id = :grantId and version = :version and revoked_at is null
     and epoch = ${epochOfBot('grants.bot_id')}`,
)

export const adoptPages = statement<{ grantId: string; botId: string }>(
  'adopt_pages',
  'update bots set pages_from_grant_id = :grantId where bot_id = :botId',
)

export const choosePages = statement<{ grantId: string; version: number }>(
  'choose_pages',
  `update grants set version = version + 1
   where grant_id = :grantId and version = :version and revoked_at is null
     and epoch = ${epochOfBot('grants.bot_id')}`,
)

const pagesOf = '(select v.pages_from_grant_id from bots v where v.bot_id = :botId)'

export const dropPages = statement<{ botId: string; pageIds: readonly string[] }>(
  'drop_pages',
  `delete from grant_pages
   where grant_id = ${pagesOf} and not (page_id in (:pageIds...)) and ${ifGuardHeld}`,
)

export const addPage = statement<{ botId: string; pageId: string }>(
  'add_page',
  `insert into grant_pages (grant_id, page_id)
   select v.pages_from_grant_id, cast(:pageId as text) from bots v
   where v.bot_id = :botId and v.pages_from_grant_id is not null
     and not exists (
       select 1 from grant_pages s
       where s.grant_id = v.pages_from_grant_id and s.page_id = :pageId)
     and ${ifGuardHeld}`,
)

export const rotate = statement<Transition & { sealedPair: string }>(
  'rotate_grant',
  `update grants set version = version + 1, generation = generation + 1,
     rotated_at = :now, last_used_at = :now, sealed_pair = :sealedPair
   where grant_id = :grantId and version = :version and revoked_at is null`,
  { repeatable: true },
)

/** The pair may be answered now, unless its grant has ended since it was written. */
export const handOver = statement<{ grantId: string; generation: number }>(
  'hand_over_pair',
  `update grants set handed_over = :generation
   where grant_id = :grantId and generation = :generation
     and revoked_at is null and epoch = ${epochOfBot('grants.bot_id')}`,
  { repeatable: true },
)

export const markPairUsed = statement<Transition>(
  'mark_pair_used',
  `update grants set version = version + 1, last_used_at = :now, sealed_pair = null
   where grant_id = :grantId and version = :version and revoked_at is null`,
  { repeatable: true },
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
  { goesFirst: true, repeatable: true },
)

export const noteOfRevoke = noteOfEnd<{ grantId: string }>(
  'note_revoke',
  'grants g where g.grant_id = :grantId',
)

/** Where the grant `g` is that a client's claim may end, if everything about the claim is right. */
export const claimedGrant = `
  tokens t join grants g on g.grant_id = t.grant_id ${partyJoins}
  where t.digest = :tokenDigest and t.generation >= g.handed_over
    and i.kind = 'public' and (i.environment = 'live' or cast(:tests as bigint) = 1)
    and t.issued_at > case when t.kind = 'access'
      then cast(:access as bigint) else cast(:refresh as bigint) end
    and g.epoch = ${partyEpoch} and ${ofClient}`

/** The token is judged as it stands when the statement begins; a rotation that commits meanwhile saves nothing. */
export const revokeOfClient = statement<
  ClaimParameters & { access: number; refresh: number; tests: number; now: number }
>(
  'revoke_of_client',
  `update grants set version = version + 1, revoked_at = :now,
     revoked_because = 'token_revoked', sealed_pair = null
   where revoked_at is null and grant_id = (select g.grant_id from ${claimedGrant})`,
  { goesFirst: true, repeatable: true },
)

export const noteOfRevokeOfClient = noteOfEnd<{ tokenDigest: string }>(
  'note_revoke_of_client',
  'tokens t join grants g on g.grant_id = t.grant_id where t.digest = :tokenDigest',
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
