import type { AuditEntry } from '../../domain/audit/entry.js'
import { isUuid } from '../../lib/uuid.js'
import type { AuditStore, PartyNames, Refreshes } from '../../ports/audit.js'
import type { Deps } from '../deps.js'

/** A turn in the life of a connection, or the refreshes between two turns. */
export type HistoryItem =
  | { readonly kind: 'turn'; readonly entry: AuditEntry }
  | { readonly kind: 'refreshes'; readonly refreshes: Refreshes; readonly isCapped: boolean }

export type History = {
  readonly party: PartyNames
  /** Newest first. */
  readonly items: readonly HistoryItem[]
  /** Where the next page starts; null: there is none. */
  readonly next: string | null
}

const PAGE_SIZE = 20
const MAX_COUNTED = 1000

/**
 * The history of a connection, a page of it; undefined if the person never had such a connection. Its grant may be
 * long gone.
 */
export const connectionHistory = async (
  { store }: Pick<Deps, 'store'>,
  userId: string,
  grantId: string,
  before: string | undefined,
): Promise<History | undefined> => {
  if (!isUuid(grantId)) return undefined
  const { audit } = store
  const found = await audit.listTurns(grantId, PAGE_SIZE + 1, before)
  const turns = found.slice(0, PAGE_SIZE)
  const [newest] = turns
  if (newest?.userId !== userId) return undefined
  const party = await audit.findParty(newest)
  if (!party) return undefined
  const bulkEnd = before === undefined ? await bulkEndOf(audit, turns) : undefined
  const items = await withRefreshes(audit, grantId, bulkEnd ? [bulkEnd, ...turns] : turns, before)
  return {
    party,
    items,
    next: found.length > PAGE_SIZE ? (turns.at(-1)?.entryId ?? null) : null,
  }
}

/** A connection that was not ended by itself may have been ended with all others of its party. */
const bulkEndOf = async (audit: AuditStore, turns: readonly AuditEntry[]) => {
  const [newest] = turns
  if (!newest || newest.event === 'revoked') return undefined
  const { integrationId, workspaceId, userId } = newest
  const subjects = [integrationId, workspaceId, userId].filter((id) => id !== null)
  const consent = turns.find(({ event }) => event === 'authorized') ?? turns.at(-1)
  return audit.findBulkEnd(subjects, consent?.entryId ?? '')
}

const withRefreshes = async (
  audit: AuditStore,
  grantId: string,
  turns: readonly AuditEntry[],
  before: string | undefined,
): Promise<HistoryItem[]> => {
  const items: HistoryItem[] = []
  let newer = before
  for (const entry of turns) {
    const counted = await audit.countRefreshes(grantId, entry.entryId, newer, MAX_COUNTED + 1)
    if (counted) {
      const times = Math.min(counted.times, MAX_COUNTED)
      const isCapped = counted.times > MAX_COUNTED
      items.push({ kind: 'refreshes', refreshes: { ...counted, times }, isCapped })
    }
    items.push({ kind: 'turn', entry })
    newer = entry.entryId
  }
  return items
}
