import type { AuditActor, Occasion } from '../domain/audit/entry.js'
import { timeOrdered } from '../lib/uuid.js'
import type { Call } from './deps.js'

/**
 * The occasion of one change. `basis` makes the entry's id unique: a request that makes several changes gives each
 * its own.
 */
export const occasionOf = (
  { clock, requestId }: Call,
  actor: AuditActor,
  basis: string = requestId,
): Occasion => {
  const at = clock()
  return { entryId: timeOrdered(at, basis), at, actor, requestId }
}
