import type { AuditEntry, AuditEvent, RevocationReason } from '../domain/audit/entry.js'
import type { Seal, TrailHead } from '../domain/audit/seal.js'

export type AuditFilter = {
  readonly grantId?: string | undefined
  readonly userId?: string | undefined
  readonly integrationId?: string | undefined
  readonly workspaceId?: string | undefined
  readonly event?: AuditEvent | undefined
  readonly reason?: RevocationReason | undefined
  /** Milliseconds, included. */
  readonly from?: number | undefined
  /** Milliseconds, excluded. */
  readonly to?: number | undefined
}

/** How often a connection was refreshed between two turns of its life. */
export type Refreshes = {
  /** Counted up to a bound. */
  readonly times: number
  readonly first: number
  readonly last: number
}

/** Whom a connection was between, as it is shown; removed integrations have a name too. */
export type PartyNames = {
  readonly integrationName: string
  readonly integrationIcon: string | null
  readonly environment: 'live' | 'test'
  readonly workspaceName: string
}

/** A connection that ended, as the trail remembers it; its grant may be gone. */
export type PastConnection = PartyNames & {
  readonly grantId: string
  /** Names the entry of its beginning: where the next page starts. */
  readonly entryId: string
  readonly connectedAt: number
  /** The entry of its end; null if the trail holds none. */
  readonly end: Pick<AuditEntry, 'at' | 'event' | 'reason' | 'actorKind'> | null
}

/** Bytes that the store holds for the texts of a row, so that none is hidden from the one who reads it. */
export type Stored<T> = T & { readonly bytes: number }

/** The audit trail: entries wait a moment in an inbox, then are sealed in batches, each chained to the one before. */
export type AuditStore = {
  /** Sealed or not, newest first; `before` is the id of the last entry of the page before. */
  list(filter: AuditFilter, limit: number, before?: string): Promise<AuditEntry[]>
  /** What happened to a grant besides refreshes, newest first. */
  listTurns(grantId: string, limit: number, before?: string): Promise<AuditEntry[]>
  /** The refreshes of a grant between two entries, if there were any. */
  countRefreshes(
    grantId: string,
    after: string,
    before: string | undefined,
    limit: number,
  ): Promise<Refreshes | undefined>
  /** The first bulk revocation of any of these subjects after an entry. */
  findBulkEnd(subjectIds: readonly string[], after: string): Promise<AuditEntry | undefined>
  /** The names behind an entry of a grant. */
  findParty(entry: AuditEntry): Promise<PartyNames | undefined>
  /** Connections of a person that live no more, newest connection first. */
  listPastConnections(userId: string, limit: number, before?: string): Promise<PastConnection[]>

  findHead(): Promise<TrailHead | undefined>
  /** Oldest first. */
  listUnsealed(limit: number): Promise<AuditEntry[]>
  countUnsealed(limit: number): Promise<number>
  /** Seals exactly these entries on top of the head. `false`: the head has moved. */
  seal(seal: Seal, former: TrailHead, entryIds: readonly string[]): Promise<boolean>

  countSeals(): Promise<number>
  listSeals(after: number, limit: number): Promise<Stored<Seal>[]>
  /** Entries of the seals from one number to another, by seal. */
  listSealed(
    from: number,
    to: number,
    limit: number,
  ): Promise<Stored<AuditEntry & { readonly seal: number }>[]>
  /** Entries whose seal does not exist. */
  listStray(limit: number): Promise<{ readonly entryId: string; readonly seal: number }[]>
  /** Grants that ended by themselves, by id, with whether the trail holds their end. */
  listEndedGrants(
    after: string,
    limit: number,
  ): Promise<{ readonly grantId: string; readonly isNoted: boolean }[]>
}
