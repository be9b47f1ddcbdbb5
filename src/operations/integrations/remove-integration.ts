import { contend } from '../contend.js'
import type { Call } from '../deps.js'
import { occasionOf } from '../occasion.js'

/** Ends an integration: every token of it is dead when this resolves. */
export const removeIntegration = (
  call: Call,
  userId: string,
  integrationId: string,
): Promise<true> =>
  contend(async () => {
    const { integrations } = call.store
    const integration = await integrations.find(integrationId)
    if (!integration) return true
    const occasion = occasionOf(call, { kind: 'person', id: userId })
    return (await integrations.remove(integration, occasion)) || undefined
  })
