import { capabilities } from '../../contract/capabilities.js'
import type { Person, Workspace } from '../../domain/workspaces/workspace.js'
import type { RelationStore } from '../../ports/relations.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'

type AskedLinks =
  Parameters<RelationStore['listLinks']> extends [unknown, ...infer Rest] ? Rest : never

/**
 * A call of an operation that reads, as a person of the workspace makes it: what operations look up for the bot of a
 * token is looked up for the person instead. There is no token behind it, so it opens nothing that writes.
 */
export const readingAs = (
  call: Call,
  workspace: Workspace,
  person: Person,
): { readonly call: Call; readonly bearer: Bearer } => {
  const { store } = call
  const { workspaceId } = workspace
  const reader = { workspaceId, userId: person.userId }
  const seen = {
    ...store,
    content: {
      ...store.content,
      findBlock: (_viewer: unknown, id: string) => store.content.findBlockForReader(reader, id),
      async listTitles(_viewer: unknown, ids: readonly string[]) {
        const labels = await store.content.listLabels(reader, ids)
        return new Map(labels.map(({ id, title }) => [id, title]))
      },
    },
    relations: {
      ...store.relations,
      listLinks: (_viewer: unknown, ...asked: AskedLinks) =>
        store.relations.listLinks(reader, ...asked),
    },
    databases: {
      ...store.databases,
      findDatabase: (_viewer: unknown, id: string) =>
        store.databases.findDatabaseForReader(reader, id),
      findDataSource: (_viewer: unknown, id: string) =>
        store.databases.findDataSourceForReader(reader, id),
    },
  }
  const bearer: Bearer = {
    kind: 'access',
    generation: 0,
    issuedAt: 0,
    grant: {
      grantId: '',
      botId: '',
      version: 0,
      generation: 0,
      handedOver: 0,
      epoch: 0,
      createdAt: 0,
      rotatedAt: null,
      sealedPair: null,
      lastUsedAt: null,
      revokedAt: null,
    },
    party: {
      integrationId: '',
      integrationName: '',
      kind: 'internal',
      environment: 'live',
      capabilities: capabilities.filter(
        (one) => one.startsWith('read_') && one !== 'read_user_with_email',
      ),
      integrationDeletedAt: null,
      workspaceId,
      ownerId: person.userId,
      epoch: 0,
    },
    bot: {
      botId: '',
      integrationId: '',
      workspaceId,
      owner: person,
      name: person.name,
      icon: null,
      workspaceName: workspace.name,
      workspaceIcon: workspace.icon,
    },
  }
  return { call: { ...call, store: seen }, bearer }
}
