import type { Seal } from '../../../domain/audit/seal.js'
import { statement } from '../statement.js'
import { type EntryRow, readableEntry } from './rows.js'

/** SQLite's driver reads a text up to its first NUL: the length tells of what it does not show. */
const bytesOf = (columns: readonly string[]): string =>
  columns.map((column) => `coalesce(octet_length(${column}), 0)`).join(' + ')

const sealBytes = bytesOf(['key_id', 'hash'])

const entryBytes = bytesOf(
  [
    'entry_id',
    'event',
    'reason',
    'actor_kind',
    'actor_id',
    'request_id',
    'subject_kind',
    'subject_id',
    'integration_id',
    'workspace_id',
    'user_id',
  ].map((column) => `e.${column}`),
)

export const listSeals = statement<{ after: number; limit: number }, Seal & { bytes: number }>(
  'list_audit_seals',
  `select number as "number", entries as "entries", sealed_at as "sealedAt", key_id as "keyId",
     hash as "hash", ${sealBytes} as "bytes"
   from audit_seals where number > :after order by number limit :limit`,
)

export const listSealed = statement<
  { from: number; to: number; limit: number },
  EntryRow & { seal: number; bytes: number }
>(
  'list_sealed_entries',
  `select ${readableEntry}, e.seal as "seal", ${entryBytes} as "bytes"
   from audit_entries e where e.seal >= :from and e.seal <= :to
   order by e.seal, e.entry_id limit :limit`,
)

export const listStray = statement<{ limit: number }, { entryId: string; seal: number }>(
  'list_stray_entries',
  `select e.entry_id as "entryId", e.seal as "seal" from audit_entries e
   where not exists (select 1 from audit_seals s where s.number = e.seal)
   order by e.entry_id limit :limit`,
)

export const countSeals = statement<Record<never, never>, { seals: number }>(
  'count_audit_seals',
  'select count(*) as "seals" from audit_seals',
)

/** A page of grants that ended by themselves, with whether the trail knows of it. */
export const listEnded = statement<
  { after: string; limit: number },
  { grantId: string; noted: number }
>(
  'list_ended_grants',
  `select g.grant_id as "grantId",
     case when exists (
       select 1 from audit_entries e where e.subject_id = g.grant_id and e.event = 'revoked'
     ) or exists (
       select 1 from audit_inbox n where n.subject_id = g.grant_id and n.event = 'revoked'
     ) then 1 else 0 end as "noted"
   from grants g
   where g.grant_id > :after and g.revoked_at is not null
   order by g.grant_id limit :limit`,
)
