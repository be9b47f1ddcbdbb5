import type { AuditEvent, Occasion, RevocationReason } from '../../domain/audit/entry.js'
import { type Bindable, ifGuardHeld, statement, type Write, write } from './statement.js'

export const inboxColumns = `entry_id, at, event, reason, actor_kind, actor_id, request_id,
  subject_kind, subject_id, credentials`

type OccasionParameters = {
  entryId: string
  at: number
  actorKind: string
  actorId: string | null
  requestId: string
}

export const occasionParameters = (occasion: Occasion): OccasionParameters => ({
  entryId: occasion.entryId,
  at: occasion.at,
  actorKind: occasion.actor.kind,
  actorId: occasion.actor.id,
  requestId: occasion.requestId,
})

const insertEntry = statement<
  OccasionParameters & {
    event: AuditEvent
    reason: RevocationReason | null
    subjectKind: string
    subjectId: string
    credentials: number | null
  }
>(
  'insert_audit_entry',
  `insert into audit_inbox (${inboxColumns})
   values (:entryId, :at, :event, :reason, :actorKind, :actorId, :requestId,
     :subjectKind, :subjectId, :credentials)`,
)

/** The write that notes a change beside it. */
export const noteOf = (
  occasion: Occasion,
  change: {
    readonly event: AuditEvent
    readonly reason?: RevocationReason
    readonly subject: { readonly kind: string; readonly id: string }
    /** How many credentials died of it; left out: not counted. */
    readonly credentials?: number
  },
): Write =>
  write(insertEntry, {
    ...occasionParameters(occasion),
    event: change.event,
    reason: change.reason ?? null,
    subjectKind: change.subject.kind,
    subjectId: change.subject.id,
    credentials: change.credentials ?? null,
  })

/** How many credentials the grant `g` holds: a code that waits or a static token is one, a pair is two. */
export const credentialsOf = 'case when g.generation = 0 or g.code_digest is null then 1 else 2 end'

/**
 * Notes the end of the grant `g` that `found` leads to, if the guard ended it.
 */
export const noteOfEnd = <P extends Record<string, Bindable>>(name: string, found: string) =>
  statement<P & OccasionParameters & { reason: RevocationReason }>(
    name,
    `insert into audit_inbox (${inboxColumns})
     select :entryId, cast(:at as bigint), 'revoked', :reason, :actorKind, :actorId, :requestId,
       'grant', g.grant_id,
       ${credentialsOf}
     from ${found} and ${ifGuardHeld}`,
  )
