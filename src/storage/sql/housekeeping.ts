import type { SweepCandidate } from '../../domain/oauth/sweep.js'
import type { HousekeepingStore } from '../../ports/housekeeping.js'
import type { Database } from './database.js'
import { isConnected, partyEpoch, partyJoins } from './grants/rows.js'
import { ifGuardHeld, statement, write } from './statement.js'

type CandidateRow = Omit<SweepCandidate, 'lendsPages'> & { lendsPages: number }

/**
 * A bulk revocation leaves its time in the trail only; the first of the party's after the consent is the one.
 */
const endedInBulkAt = `(
  select min(e.at) from audit_entries e
  where e.subject_id in (b.integration_id, b.workspace_id, b.owner_id)
    and e.event <> 'refreshed' and e.event = 'revoked_in_bulk' and e.at >= g.created_at)`

const listCandidates = statement<{ after: string; limit: number }, CandidateRow>(
  'list_sweep_candidates',
  `select g.grant_id as "grantId", g.generation as "generation", g.created_at as "createdAt",
     case when g.revoked_at is not null then g.revoked_at
       when i.deleted_at is not null then i.deleted_at
       when g.epoch <> ${partyEpoch} then ${endedInBulkAt} end as "endedAt",
     case when b.pages_from_grant_id = g.grant_id and ${isConnected} then 1 else 0 end
       as "lendsPages"
   from grants g ${partyJoins}
   where g.grant_id > :after order by g.grant_id limit :limit`,
)

const listSuperseded = statement<
  { after: string; upTo: string; spentBefore: number; limit: number },
  { digest: string }
>(
  'list_superseded_tokens',
  `select t.digest as "digest" from grants g join tokens t on t.grant_id = g.grant_id
   where g.grant_id > :after and g.grant_id <= :upTo and t.generation < g.handed_over
     and (t.kind = 'access' or not exists (
       select 1 from tokens n where n.grant_id = t.grant_id
         and n.generation = t.generation + 1 and n.issued_at > :spentBefore))
   limit :limit`,
)

const listTokensOf = statement<{ grantIds: readonly string[]; limit: number }, { digest: string }>(
  'list_tokens_of_grants',
  'select digest as "digest" from tokens where grant_id in (:grantIds...) limit :limit',
)

const removeTokens = statement<{ digests: readonly string[] }>(
  'remove_tokens',
  'delete from tokens where digest in (:digests...)',
)

/** Sealing looks up whom an entry's grant belongs to, so a grant outlives its entries' wait. */
const isSealed = `grant_id not in (
  select n.subject_id from audit_inbox n where n.subject_kind = 'grant')`

const removeEnded = statement<{ grantIds: readonly string[] }>(
  'remove_ended_grants',
  `delete from grants where grant_id in (:grantIds...) and ${isSealed}`,
)

const removePages = statement<{ grantIds: readonly string[] }>(
  'remove_pages_of_grants',
  `delete from grant_pages where grant_id in (:grantIds...) and ${ifGuardHeld}`,
)

const removeUnredeemed = statement<{ grantId: string }>(
  'remove_unredeemed_grant',
  `delete from grants where grant_id = :grantId and generation = 0 and ${isSealed}`,
)

const listExpiredSessions = statement<{ now: number; limit: number }, { digest: string }>(
  'list_expired_sessions',
  'select digest as "digest" from sessions where expires_at <= :now limit :limit',
)

const removeSessions = statement<{ digests: readonly string[] }>(
  'remove_sessions',
  'delete from sessions where digest in (:digests...)',
)

const digestsOf = (rows: readonly { readonly digest: string }[]): string[] =>
  rows.map(({ digest }) => digest)

export const createHousekeepingStore = (db: Database): HousekeepingStore => ({
  async listCandidates(after, limit) {
    const rows = await db.all(listCandidates, { after, limit })
    return rows.map(({ lendsPages, ...row }) => ({ ...row, lendsPages: lendsPages === 1 }))
  },

  async listSupersededTokens({ after, upTo }, spentBefore, limit) {
    return digestsOf(await db.all(listSuperseded, { after, upTo, spentBefore, limit }))
  },

  async listTokensOf(grantIds, limit) {
    return digestsOf(await db.all(listTokensOf, { grantIds, limit }))
  },

  async removeTokens(digests) {
    await db.commit(write(removeTokens, { digests }))
  },

  removeEnded: (grantIds) =>
    db.commit(write(removeEnded, { grantIds }), write(removePages, { grantIds })),

  removeUnredeemed: (grantId) =>
    db.commit(write(removeUnredeemed, { grantId }), write(removePages, { grantIds: [grantId] })),

  async removeSessions(now, limit) {
    const digests = digestsOf(await db.all(listExpiredSessions, { now, limit }))
    if (digests.length > 0) await db.commit(write(removeSessions, { digests }))
    return digests.length
  },
})
