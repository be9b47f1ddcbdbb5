import type { BulkSubject } from '../../domain/audit/entry.js'
import { dashed, isUuid } from '../../lib/uuid.js'
import type { Deps } from '../deps.js'

/** A subject that exists, as people call it. */
export type NamedSubject = BulkSubject & { readonly name: string }

/** A person by id or e-mail. */
export const findUserSubject = async (
  { store }: Deps,
  idOrEmail: string,
): Promise<NamedSubject | undefined> => {
  const by = isUuid(idOrEmail) ? { userId: dashed(idOrEmail) } : { email: idOrEmail }
  const person = await store.workspaces.findPerson(by)
  return person && { kind: 'user', id: person.userId, name: person.email }
}

/** An integration that was not removed. */
export const findIntegrationSubject = async (
  { store }: Deps,
  id: string,
): Promise<NamedSubject | undefined> => {
  const integration = isUuid(id) ? await store.integrations.find(dashed(id)) : undefined
  return (
    integration && { kind: 'integration', id: integration.integrationId, name: integration.name }
  )
}

/** Workspaces by id or name: names may repeat. */
export const listWorkspaceSubjects = async (
  { store }: Deps,
  idOrName: string,
): Promise<NamedSubject[]> => {
  const byId = isUuid(idOrName) ? await store.workspaces.find(dashed(idOrName)) : undefined
  const found = byId ? [byId] : await store.workspaces.listByName(idOrName)
  return found.map(({ workspaceId, name }) => ({ kind: 'workspace', id: workspaceId, name }))
}
