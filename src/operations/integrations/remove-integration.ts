import { contend } from '../contend.js'
import type { Deps } from '../deps.js'

/** Ends an integration: every token of it is dead when this resolves. */
export const removeIntegration = ({ store, clock }: Deps, integrationId: string): Promise<true> =>
  contend(async () => {
    const integration = await store.integrations.find(integrationId)
    if (!integration) return true
    return (await store.integrations.remove(integration, clock())) || undefined
  })
