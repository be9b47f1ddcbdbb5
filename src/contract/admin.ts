import { Type } from '@sinclair/typebox'
import { endpoint } from './endpoint.js'
import { Exactly, Nullable, Uuid } from './schema.js'

/** Why an operator ends what is not the operator's own. */
const OperatorReason = Type.Union([
  Type.Literal('revoked_by_operator'),
  Type.Literal('token_leaked'),
  Type.Literal('disconnected_by_user'),
])

const Named = Type.Object({ id: Uuid('Its id'), name: Type.String() })

const RevocationRequest = Type.Object(
  {
    user_id: Type.Optional(Uuid('Every grant that this person gave')),
    user_email: Type.Optional(Type.String({ minLength: 1, description: 'The same by e-mail' })),
    integration_id: Type.Optional(Uuid('Every grant that this integration has, static token too')),
    workspace_id: Type.Optional(Uuid('Every grant in this workspace, static tokens too')),
    dry_run: Type.Optional(
      Type.Boolean({ description: 'Only count what would end; reads every grant of the subject' }),
    ),
    reason: Type.Optional(OperatorReason),
  },
  Exactly,
)

const RevocationAnswer = Type.Object({
  object: Type.Literal('revocation'),
  subject: Type.Object({
    type: Type.Union([
      Type.Literal('user'),
      Type.Literal('integration'),
      Type.Literal('workspace'),
    ]),
    id: Uuid('The id of the user, integration or workspace'),
    name: Type.String(),
  }),
  reason: OperatorReason,
  dry_run: Type.Boolean(),
  ends_sessions: Type.Boolean({ description: 'Does the person have to sign in again?' }),
  grants: Nullable(Type.Integer({ description: 'Counted in a dry run only' })),
  credentials: Nullable(
    Type.Integer({ description: 'A pair is two; a code that waits or a static token is one' }),
  ),
  connections: Nullable(
    Type.Array(
      Type.Object({
        grant_id: Uuid('The grant'),
        integration: Named,
        workspace: Named,
        user_id: Nullable(Uuid('Who consented; null for a static token')),
        connected_at: Type.String({ format: 'date-time' }),
        last_used_at: Nullable(Type.String({ format: 'date-time' })),
      }),
      { description: 'The ten newest of a dry run' },
    ),
  ),
})

export const createRevocation = endpoint({
  method: 'POST',
  path: '/admin/v1/revocations',
  operationId: 'create-a-revocation',
  tag: 'Admin',
  summary: 'Revoke everything of a user, an integration or a workspace',
  description:
    'Ends every grant of exactly one subject at once and for good, by one row, however many they are; that is why nothing is counted but in a dry run. Grants made later live. For a user the web sessions end as well.',
  auth: 'admin',
  version: 'optional',
  body: RevocationRequest,
  response: RevocationAnswer,
  source: 'Tessera: docs/admin.md',
})
