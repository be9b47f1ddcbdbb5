import { Type } from '@sinclair/typebox'
import { endpoint } from './endpoint.js'
import { ListOf, PageSize } from './objects/list.js'
import { Nullable, Uuid } from './schema.js'

const Event = Type.Union(
  (
    [
      'authorized',
      'connected',
      'token_created',
      'pages_chosen',
      'sharing_changed',
      'refreshed',
      'replay_ended',
      'revoked',
      'revoked_in_bulk',
    ] as const
  ).map((event) => Type.Literal(event)),
)

const Time = Type.String({ format: 'date-time' })

const AuditEntry = Type.Object({
  object: Type.Literal('audit_entry'),
  id: Uuid('Sorts by time'),
  created_time: Time,
  event: Event,
  reason: Nullable(Type.String({ description: 'Why something ended' })),
  actor: Type.Object({
    type: Type.String({ description: 'client, person, operator or system' }),
    id: Nullable(Type.String()),
  }),
  subject: Type.Object({
    type: Type.String({ description: 'grant, page, or what was revoked in bulk' }),
    id: Type.String(),
  }),
  credentials: Nullable(
    Type.Integer({ description: 'How many credentials died of it, where they were counted' }),
  ),
  integration_id: Nullable(Type.String()),
  workspace_id: Nullable(Type.String()),
  user_id: Nullable(Type.String()),
  request_id: Type.String(),
})

export const listAuditEntries = endpoint({
  method: 'GET',
  path: '/admin/v1/audit-entries',
  operationId: 'list-audit-entries',
  tag: 'Admin',
  summary: 'List what happened to grants',
  description: 'The audit trail, newest first; entries are listed as soon as they are written.',
  auth: 'admin',
  version: 'optional',
  query: Type.Object({
    grant_id: Type.Optional(Uuid('Of this grant')),
    integration_id: Type.Optional(Uuid('Of this integration and its grants')),
    user_id: Type.Optional(Uuid('Of this person and the grants that the person gave')),
    workspace_id: Type.Optional(Uuid('Of this workspace and the grants in it')),
    event: Type.Optional(Event),
    reason: Type.Optional(Type.String({ minLength: 1, description: 'Of this reason' })),
    from: Type.Optional(Type.String({ description: 'At this ISO 8601 time or later' })),
    to: Type.Optional(Type.String({ description: 'Before this ISO 8601 time' })),
    start_cursor: Type.Optional(
      Type.String({ description: 'The `next_cursor` of the page before' }),
    ),
    page_size: Type.Optional(PageSize),
  }),
  response: ListOf('audit_entry', AuditEntry),
  source: 'Tessera: docs/audit.md',
})
