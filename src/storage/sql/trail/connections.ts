import type { PartyNames } from '../../../ports/audit.js'
import { notEnded, partyJoins } from '../grants/rows.js'
import { statement } from '../statement.js'
import { type EntryRow, readableEntry, unsealed } from './rows.js'

const pageOf = (source: string): string => `
  select ${readableEntry} from ${source} as e
  where e.subject_id = :grantId and e.event <> 'refreshed' and e.entry_id < :before
  order by e.entry_id desc limit :limit`

export const listTurns = statement<{ grantId: string; before: string; limit: number }, EntryRow>(
  'list_turns_of_grant',
  `select * from (${pageOf('audit_entries')}) as sealed
   union all select * from (${pageOf(`(${unsealed})`)}) as waiting
   order by "entryId" desc limit :limit`,
)

const refreshesIn = (table: string): string => `
  select e.at from ${table} e
  where e.subject_id = :grantId and e.event = 'refreshed'
    and e.entry_id > :after and e.entry_id < :before
  order by e.entry_id desc limit :limit`

export const countRefreshes = statement<
  { grantId: string; after: string; before: string; limit: number },
  { times: number; first: number | null; last: number | null }
>(
  'count_refreshes_of_grant',
  `select count(*) as "times", min(at) as "first", max(at) as "last" from (
     select * from (${refreshesIn('audit_entries')}) as sealed
     union all select * from (${refreshesIn('audit_inbox')}) as waiting
   ) as refreshed`,
)

const bulkIn = (source: string): string => `
  select ${readableEntry} from ${source} as e
  where e.subject_id in (:subjectIds...) and e.event <> 'refreshed'
    and e.event = 'revoked_in_bulk' and e.entry_id > :after
  order by e.entry_id limit 1`

export const findBulkEnd = statement<{ subjectIds: readonly string[]; after: string }, EntryRow>(
  'find_bulk_end',
  `select * from (${bulkIn('audit_entries')}) as sealed
   union all select * from (${bulkIn(`(${unsealed})`)}) as waiting
   order by "entryId" limit 1`,
)

/** The id of the entry that ended the connection begun by `e`: its own, or the first of its party in bulk. */
const endIn = (table: string): string => `
  coalesce(
    (select min(x.entry_id) from ${table} x
     where x.subject_id = e.subject_id and x.event <> 'refreshed' and x.event = 'revoked'),
    (select min(x.entry_id) from ${table} x
     where x.subject_id in (e.integration_id, e.workspace_id, e.user_id)
       and x.event <> 'refreshed' and x.event = 'revoked_in_bulk' and x.entry_id > e.entry_id))`

const partyNames = `
  i.name as "integrationName", i.icon as "integrationIcon", i.environment as "environment",
  w.name as "workspaceName"`

export const findParty = statement<{ integrationId: string; workspaceId: string }, PartyNames>(
  'find_party_names',
  `select ${partyNames} from integrations i join workspaces w on w.workspace_id = :workspaceId
   where i.integration_id = :integrationId`,
)

export type PastConnectionRow = PartyNames & {
  grantId: string
  entryId: string
  connectedAt: number
  endId: string | null
}

export const listPastConnections = statement<
  { userId: string; before: string; limit: number },
  PastConnectionRow
>(
  'list_past_connections',
  `select e.subject_id as "grantId", e.entry_id as "entryId", ${partyNames},
     e.at as "connectedAt",
     coalesce(${endIn('audit_entries')}, ${endIn('audit_inbox')}) as "endId"
   from audit_entries e
   join integrations i on i.integration_id = e.integration_id
   join workspaces w on w.workspace_id = e.workspace_id
   where e.user_id = :userId and e.event = 'connected' and e.entry_id < :before
     and not exists (
       select 1 from grants g ${partyJoins}
       where g.grant_id = e.subject_id and ${notEnded})
   order by e.entry_id desc limit :limit`,
)

export const listByIds = statement<{ entryIds: readonly string[] }, EntryRow>(
  'list_entries_by_id',
  `select ${readableEntry} from audit_entries e where e.entry_id in (:entryIds...)
   union all select ${readableEntry} from (${unsealed}) as e where e.entry_id in (:entryIds...)`,
)
