import { isUuid } from '../../lib/uuid.js'
import type { Call } from '../deps.js'
import { occasionOf } from '../occasion.js'

/**
 * Ends a connection of a person: the grant and every token of it. Answers the name of the integration, or null if the
 * person has no such connection.
 */
export const disconnect = async (
  call: Call,
  userId: string,
  grantId: string,
): Promise<string | null> => {
  const connection = isUuid(grantId) ? await call.store.grants.findConnection(grantId) : undefined
  if (connection?.party.ownerId !== userId) return null
  const occasion = occasionOf(call, { kind: 'person', id: userId })
  await call.store.grants.revoke(grantId, 'disconnected_by_user', occasion)
  return connection.party.integrationName
}
