import { ApiError } from '../../contract/errors.js'
import type { AuditEntry, RevocationReason } from '../../domain/audit/entry.js'
import { dashed, isUuid } from '../../lib/uuid.js'
import type { Operation } from '../operation.js'

const DEFAULT_PAGE_SIZE = 100

/** Errors: `validation_error` for a time or a cursor that is none. */
export const listAuditEntries: Operation<'listAuditEntries'> = async (
  { store },
  _operator,
  { query },
) => {
  const size = query.page_size || DEFAULT_PAGE_SIZE
  const filter = {
    grantId: query.grant_id && dashed(query.grant_id),
    integrationId: query.integration_id && dashed(query.integration_id),
    userId: query.user_id && dashed(query.user_id),
    workspaceId: query.workspace_id && dashed(query.workspace_id),
    event: query.event,
    reason: query.reason as RevocationReason | undefined,
    from: timeFrom('from', query.from),
    to: timeFrom('to', query.to),
  }
  const entries = await store.audit.list(filter, size + 1, cursorFrom(query.start_cursor))
  const page = entries.slice(0, size)
  const hasMore = entries.length > size
  return {
    object: 'list',
    results: page.map(present),
    next_cursor: hasMore ? (page.at(-1)?.entryId ?? null) : null,
    has_more: hasMore,
    type: 'audit_entry',
    audit_entry: {},
  }
}

const timeFrom = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN
  if (time >= 0) return time
  throw new ApiError(
    'validation_error',
    `query failed validation: query.${name} should be an ISO 8601 time, instead was \`"${text}"\`.`,
  )
}

const cursorFrom = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined
  if (isUuid(text)) return dashed(text)
  throw new ApiError('validation_error', `The start_cursor provided is invalid: ${text}`)
}

const present = (entry: AuditEntry) => ({
  object: 'audit_entry' as const,
  id: entry.entryId,
  created_time: new Date(entry.at).toISOString(),
  event: entry.event,
  reason: entry.reason,
  actor: { type: entry.actorKind, id: entry.actorId },
  subject: { type: entry.subjectKind, id: entry.subjectId },
  credentials: entry.credentials,
  integration_id: entry.integrationId,
  workspace_id: entry.workspaceId,
  user_id: entry.userId,
  request_id: entry.requestId,
})
