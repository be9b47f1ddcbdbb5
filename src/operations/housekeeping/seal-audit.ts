import {
  inSealedOrder,
  MAX_SEALED,
  noHead,
  sealOf,
  type TrailKey,
} from '../../domain/audit/seal.js'
import type { Deps } from '../deps.js'

/**
 * Seals one batch of entries, the oldest first, on top of the trail's head. Answers how many: a full batch says that
 * there may be more.
 */
export const sealAudit = async (
  { store: { audit }, clock }: Pick<Deps, 'store' | 'clock'>,
  key: TrailKey,
): Promise<number> => {
  // The head first: whoever seals these entries meanwhile moves it, and this batch is refused.
  const head = (await audit.findHead()) ?? noHead
  const entries = inSealedOrder(await audit.listUnsealed(MAX_SEALED))
  if (entries.length === 0) return 0
  const seal = sealOf(key, head, clock(), entries)
  const entryIds = entries.map(({ entryId }) => entryId)
  return (await audit.seal(seal, head, entryIds)) ? entries.length : 0
}
