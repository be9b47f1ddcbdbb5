import {
  capabilitiesOf,
  type IntegrationDraft,
  refusalsOf,
} from '../../domain/integrations/draft.js'
import type { Integration } from '../../domain/integrations/integration.js'
import { hintOf } from '../../domain/oauth/credential.js'
import type { Person } from '../../domain/workspaces/workspace.js'
import { type Call, newId } from '../deps.js'
import { mintCredential } from '../oauth/mint-pair.js'
import { issueStaticToken, secretOf } from './credentials.js'

/** What is shown once: a client secret or a static token. */
export type Revealed = { readonly label: string; readonly value: string }

export type Created =
  | { readonly kind: 'created'; readonly integration: Integration; readonly revealed: Revealed }
  | { readonly kind: 'refused'; readonly refusals: Record<string, string> }

/** Registers an integration for a person; an internal one gets its bot and token at once. */
export const createIntegration = async (
  call: Call,
  person: Person,
  workspaceId: string,
  draft: IntegrationDraft,
): Promise<Created> => {
  const { store, clock } = call
  const refusals = refusalsOf(draft)
  const workspaces = await store.workspaces.listOfUser(person.userId)
  const workspace = workspaces.find((own) => own.workspaceId === workspaceId)
  if (!workspace || workspace.role === 'guest') {
    refusals.workspace_id = 'Choose a workspace that you are a member of.'
  }
  if (Object.keys(refusals).length > 0) return { kind: 'refused', refusals }

  const now = clock()
  const secret = mintCredential(call, 'secret')
  const integration: Integration = {
    integrationId: newId(call),
    workspaceId,
    createdBy: person.userId,
    kind: draft.kind,
    environment: 'live',
    name: draft.name.trim(),
    icon: draft.icon,
    websiteUrl: draft.websiteUrl,
    capabilities: capabilitiesOf(draft),
    redirectUris: draft.kind === 'public' ? draft.redirectUris : [],
    secrets: draft.kind === 'public' ? [secretOf(call, secret, hintOf(secret))] : [],
    version: 1,
    createdAt: now,
  }
  await store.integrations.create(integration)
  const revealed =
    draft.kind === 'public'
      ? { label: 'Client secret', value: secret }
      : {
          label: 'Internal integration token',
          value: await issueStaticToken(call, person.userId, integration),
        }
  return { kind: 'created', integration, revealed }
}
