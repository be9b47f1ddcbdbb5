import type { AuditActor, BulkSubject, RevocationReason } from '../../domain/audit/entry.js'
import type { BulkCount, Connection } from '../../ports/store.js'
import type { Call, Deps } from '../deps.js'
import { occasionOf } from '../occasion.js'

/** How many connections a preview shows. */
const SHOWN = 10

/** What {@link revokeAll} would end now. Reads every grant of the subject. */
export type Preview = BulkCount & { readonly connections: readonly Connection[] }

export const previewRevocation = async (
  { store }: Deps,
  subject: BulkSubject,
): Promise<Preview> => {
  const [count, connections] = await Promise.all([
    store.grants.countAllOf(subject),
    store.grants.listAllOf(subject, SHOWN),
  ])
  return { ...count, connections }
}

/**
 * Must the sessions go, too? Whoever ends all grants of somebody else's account takes it for compromised; a person who
 * disconnects everything stays signed in.
 */
export const endsSessions = ({ kind }: BulkSubject, actor: AuditActor): boolean =>
  kind === 'user' && actor.kind === 'operator'

/** Ends every grant of a subject by one row, durably when this resolves. `false`: there is no such subject. */
export const revokeAll = (
  call: Call,
  subject: BulkSubject,
  reason: RevocationReason,
  actor: AuditActor,
): Promise<boolean> =>
  call.store.grants.revokeAllOf(
    { kind: subject.kind, id: subject.id },
    reason,
    occasionOf(call, actor),
    endsSessions(subject, actor),
  )
