import { ApiError } from '../../contract/errors.js'
import type { Endpoints, Input } from '../../contract/index.js'
import type { Connection } from '../../ports/store.js'
import type { Deps } from '../deps.js'
import type { Operation } from '../operation.js'
import { endsSessions, previewRevocation, revokeAll } from '../revocations/revoke-all.js'
import {
  findIntegrationSubject,
  findUserSubject,
  listWorkspaceSubjects,
  type NamedSubject,
} from '../revocations/subject.js'

type Body = Input<Endpoints['createRevocation']>['body']

/** Errors: `validation_error` unless exactly one subject is named, `object_not_found`. */
export const createRevocation: Operation<'createRevocation'> = async (call, operator, { body }) => {
  const { dry_run = false, reason = 'revoked_by_operator' } = body
  const subject = await getSubject(call, body)
  const preview = dry_run ? await previewRevocation(call, subject) : undefined
  if (!dry_run && !(await revokeAll(call, subject, reason, operator))) throw noSubject(subject)
  return {
    object: 'revocation',
    subject: { type: subject.kind, id: subject.id, name: subject.name },
    reason,
    dry_run,
    ends_sessions: endsSessions(subject, operator),
    grants: preview?.grants ?? null,
    credentials: preview?.credentials ?? null,
    connections: preview?.connections.map(present) ?? null,
  }
}

const subjectFields = ['user_id', 'user_email', 'integration_id', 'workspace_id'] as const

const getSubject = async (deps: Deps, body: Body): Promise<NamedSubject> => {
  const [named, second] = subjectFields.filter((name) => body[name] !== undefined)
  const wanted = named && body[named]
  if (named === undefined || wanted === undefined) {
    const names = subjectFields.map((name) => `body.${name}`).join(', ')
    throw new ApiError(
      'validation_error',
      `body failed validation: one of ${names} should be defined.`,
    )
  }
  if (second !== undefined) {
    throw new ApiError(
      'validation_error',
      `body failed validation: body.${second} should be not present beside body.${named}.`,
    )
  }
  const found = await finders[named](deps, wanted)
  if (!found) throw noSubject({ kind: named.replace(/_.*/, ''), id: wanted })
  return found
}

const finders = {
  user_id: findUserSubject,
  user_email: findUserSubject,
  integration_id: findIntegrationSubject,
  workspace_id: async (deps: Deps, id: string) => (await listWorkspaceSubjects(deps, id))[0],
}

const noSubject = ({ kind, id }: { kind: string; id: string }): ApiError =>
  new ApiError('object_not_found', `There is no ${kind} ${id}.`)

const present = ({ grant, party, workspaceName, connectedAt }: Connection) => ({
  grant_id: grant.grantId,
  integration: { id: party.integrationId, name: party.integrationName },
  workspace: { id: party.workspaceId, name: workspaceName },
  user_id: party.ownerId,
  connected_at: isoTime(connectedAt),
  last_used_at: grant.lastUsedAt === null ? null : isoTime(grant.lastUsedAt),
})

const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString()
