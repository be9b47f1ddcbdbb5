import { timeOrdered } from '../../../lib/uuid.js'
import type { AuditFilter } from '../../../ports/audit.js'
import { statement } from '../statement.js'
import { type EntryRow, readableEntry, unsealed } from './rows.js'

/** What a list may be narrowed by, the most selective first: it picks the index. */
const conditions = {
  grantId: { column: 'subject_id', more: " and e.subject_kind = 'grant'" },
  userId: { column: 'user_id', more: '' },
  integrationId: { column: 'integration_id', more: '' },
  workspaceId: { column: 'workspace_id', more: '' },
  event: { column: 'event', more: '' },
  reason: { column: 'reason', more: '' },
} as const

type Key = keyof typeof conditions

const keys = Object.keys(conditions) as Key[]
const leading = ['grantId', 'userId', 'integrationId', 'workspaceId'] as const

type Parameters = Record<Key, string | null> & { from: string; before: string; limit: number }

/** An optional condition hides its column from the planner, so the first one given has a statement of its own. */
const listBy = (name: string, lead: Key | undefined) => {
  const where = keys.map((key) => {
    const { column, more } = conditions[key]
    const holds = `e.${column} = :${key}${more}`
    return key === lead ? holds : `(cast(:${key} as text) is null or (${holds}))`
  })
  const page = (source: string) => `
    select ${readableEntry} from ${source} as e
    where ${where.join(' and ')} and e.entry_id >= :from and e.entry_id < :before
    order by e.entry_id desc limit :limit`
  return statement<Parameters, EntryRow>(
    name,
    `select * from (${page('audit_entries')}) as sealed
     union all select * from (${page(`(${unsealed})`)}) as waiting
     order by "entryId" desc limit :limit`,
  )
}

const lists = {
  grantId: listBy('list_entries_of_grant', 'grantId'),
  userId: listBy('list_entries_of_person', 'userId'),
  integrationId: listBy('list_entries_of_integration', 'integrationId'),
  workspaceId: listBy('list_entries_of_workspace', 'workspaceId'),
  none: listBy('list_entries', undefined),
}

/** The statement for a filter. */
export const listFor = (filter: AuditFilter) =>
  lists[leading.find((key) => filter[key] !== undefined) ?? 'none']

/** Above every id; ids begin with hexadecimal digits. */
export const AFTER_ALL = 'g'

export const listParameters = (
  filter: AuditFilter,
  limit: number,
  before: string | undefined,
): Parameters => {
  const to = filter.to === undefined ? AFTER_ALL : firstIdAt(filter.to)
  return {
    grantId: filter.grantId ?? null,
    userId: filter.userId ?? null,
    integrationId: filter.integrationId ?? null,
    workspaceId: filter.workspaceId ?? null,
    event: filter.event ?? null,
    reason: filter.reason ?? null,
    from: filter.from === undefined ? '' : firstIdAt(filter.from),
    before: before !== undefined && before < to ? before : to,
    limit,
  }
}

/** Ids begin with the milliseconds of their entries, so a time is a place in their order. */
const firstIdAt = (at: number): string => timeOrdered(at, '00000000-0000-4000-8000-000000000000')
