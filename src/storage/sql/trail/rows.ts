import type { AuditEntry } from '../../../domain/audit/entry.js'

const own = `entry_id, at, event, reason, actor_kind, actor_id, request_id,
  subject_kind, subject_id, credentials`

/** The columns of a sealed entry, in the order in which {@link unsealed} selects them. */
export const entryColumns = `${own}, integration_id, workspace_id, user_id`

/** The inbox in the shape of sealed entries: whom a subject belongs to is looked up. */
export const unsealed = `
  select n.entry_id, n.at, n.event, n.reason, n.actor_kind, n.actor_id, n.request_id,
    n.subject_kind, n.subject_id, n.credentials,
    case n.subject_kind when 'integration' then n.subject_id else b.integration_id end
      as integration_id,
    case n.subject_kind when 'workspace' then n.subject_id else b.workspace_id end
      as workspace_id,
    case n.subject_kind when 'user' then n.subject_id else b.owner_id end as user_id
  from audit_inbox n
  left join grants g on n.subject_kind = 'grant' and g.grant_id = n.subject_id
  left join bots b on b.bot_id = g.bot_id`

/** An entry `e` as the program reads it. */
export const readableEntry = `
  e.entry_id as "entryId", e.at as "at", e.event as "event", e.reason as "reason",
  e.actor_kind as "actorKind", e.actor_id as "actorId", e.request_id as "requestId",
  e.subject_kind as "subjectKind", e.subject_id as "subjectId", e.credentials as "credentials",
  e.integration_id as "integrationId", e.workspace_id as "workspaceId", e.user_id as "userId"`

export type EntryRow = { -readonly [K in keyof AuditEntry]: AuditEntry[K] }
