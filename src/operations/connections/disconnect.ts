import { isUuid } from '../../lib/uuid.js'
import type { Deps } from '../deps.js'

/**
 * Ends a connection of a person: the grant and every token of it. Answers the name of the integration, or null if the
 * person has no such connection.
 */
export const disconnect = async (
  { store, clock }: Deps,
  userId: string,
  grantId: string,
): Promise<string | null> => {
  const connection = isUuid(grantId) ? await store.grants.findConnection(grantId) : undefined
  if (connection?.party.ownerId !== userId) return null
  await store.grants.revoke(grantId, 'disconnected_by_user', clock())
  return connection.party.integrationName
}
