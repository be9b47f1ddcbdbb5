import {
  capabilitiesOf,
  type IntegrationDraft,
  refusalsOf,
} from '../../domain/integrations/draft.js'
import { contend } from '../contend.js'
import type { Deps } from '../deps.js'

/** Changes what may be changed of an integration. Answers what is wrong by field; empty: it is done. */
export const updateIntegration = async (
  { store }: Deps,
  integrationId: string,
  draft: IntegrationDraft,
): Promise<Record<string, string>> => {
  const refusals = refusalsOf(draft)
  if (Object.keys(refusals).length > 0) return refusals
  return contend(async () => {
    const integration = await store.integrations.find(integrationId)
    if (!integration) return { name: 'This integration was removed meanwhile.' }
    const won = await store.integrations.update({
      ...integration,
      name: draft.name.trim(),
      icon: draft.icon,
      websiteUrl: draft.websiteUrl,
      capabilities: capabilitiesOf(draft),
      redirectUris: integration.kind === 'public' ? draft.redirectUris : [],
    })
    return won ? {} : undefined
  })
}
