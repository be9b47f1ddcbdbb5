import type { TrailHead } from '../../../domain/audit/seal.js'
import { ifGuardHeld, statement } from '../statement.js'
import { type EntryRow, entryColumns, readableEntry, unsealed } from './rows.js'

export const findHead = statement<Record<never, never>, TrailHead>(
  'find_audit_head',
  `select number as "number", hash as "hash" from audit_head where singleton = 'head'`,
)

export const listUnsealed = statement<{ limit: number }, EntryRow>(
  'list_unsealed_entries',
  `select ${readableEntry} from (${unsealed}) as e order by e.entry_id limit :limit`,
)

export const countUnsealed = statement<{ limit: number }, { entries: number }>(
  'count_unsealed_entries',
  'select count(*) as "entries" from (select 1 as one from audit_inbox limit :limit) as n',
)

/** The guard: of two who seal upon the same head one wins. */
export const moveHead = statement<{
  number: number
  hash: string
  formerNumber: number
  formerHash: string
}>(
  'move_audit_head',
  `insert into audit_head (singleton, number, hash) values ('head', :number, :hash)
   on conflict (singleton) do update set number = :number, hash = :hash
   where audit_head.number = :formerNumber and audit_head.hash = :formerHash`,
)

export const insertSeal = statement<{
  number: number
  entries: number
  sealedAt: number
  keyId: string
  hash: string
}>(
  'insert_audit_seal',
  `insert into audit_seals (number, entries, sealed_at, key_id, hash)
   select cast(:number as bigint), cast(:entries as bigint), cast(:sealedAt as bigint),
     cast(:keyId as text), cast(:hash as text)
   where ${ifGuardHeld}`,
)

/** Exactly the entries that were read: on PostgreSQL others may have come since, with smaller ids. */
export const insertSealed = statement<{ seal: number; entryIds: readonly string[] }>(
  'insert_sealed_entries',
  `insert into audit_entries (${entryColumns}, seal)
   select e.*, cast(:seal as bigint) from (${unsealed}) as e
   where e.entry_id in (:entryIds...) and ${ifGuardHeld}`,
)

export const removeSealed = statement<{ entryIds: readonly string[] }>(
  'remove_sealed_entries',
  `delete from audit_inbox where entry_id in (:entryIds...) and ${ifGuardHeld}`,
)
