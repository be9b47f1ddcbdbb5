import { isUuid } from '../../lib/uuid.js'
import { contend } from '../contend.js'
import type { Deps } from '../deps.js'

/**
 * Ends a connection of a person: the grant and every token of it. Answers the name of the integration, or null if the
 * person has no such connection.
 */
export const disconnect = (
  { store, clock }: Deps,
  userId: string,
  grantId: string,
): Promise<string | null> =>
  contend(async () => {
    const connection = isUuid(grantId) ? await store.grants.findConnection(grantId) : undefined
    if (connection?.party.ownerId !== userId) return null
    const { grant, party } = connection
    if (grant.revokedAt !== null) return party.integrationName
    const won = await store.grants.revoke(grant, 'disconnected_by_user', clock())
    return won ? party.integrationName : undefined
  })
