import type { AuditStore } from '../../../ports/audit.js'
import type { Database } from '../database.js'
import { write } from '../statement.js'
import {
  countRefreshes,
  findBulkEnd,
  findParty,
  listByIds,
  listPastConnections,
  listTurns,
} from './connections.js'
import { AFTER_ALL, listFor, listParameters } from './list.js'
import {
  countUnsealed,
  findHead,
  insertSeal,
  insertSealed,
  listUnsealed,
  moveHead,
  removeSealed,
} from './seal.js'
import { countSeals, listEnded, listSealed, listSeals, listStray } from './verify.js'

export const createAuditStore = (db: Database): AuditStore => ({
  list: (filter, limit, before) => db.all(listFor(filter), listParameters(filter, limit, before)),

  listTurns: (grantId, limit, before = AFTER_ALL) => db.all(listTurns, { grantId, limit, before }),

  async countRefreshes(grantId, after, before = AFTER_ALL, limit) {
    const row = await db.get(countRefreshes, { grantId, after, before, limit })
    if (!row || row.first === null || row.last === null) return undefined
    return { times: row.times, first: row.first, last: row.last }
  },

  findBulkEnd: (subjectIds, after) => db.get(findBulkEnd, { subjectIds, after }),

  findParty: ({ integrationId, workspaceId }) =>
    db.get(findParty, { integrationId: integrationId ?? '', workspaceId: workspaceId ?? '' }),

  async listPastConnections(userId, limit, before = AFTER_ALL) {
    const rows = await db.all(listPastConnections, { userId, limit, before })
    const entryIds = rows.flatMap(({ endId }) => endId ?? [])
    const ends = await db.all(listByIds, { entryIds })
    const endOf = new Map(ends.map((end) => [end.entryId, end]))
    return rows.map(({ endId, ...row }) => ({ ...row, end: endOf.get(endId ?? '') ?? null }))
  },

  findHead: () => db.get(findHead, {}),

  listUnsealed: (limit) => db.all(listUnsealed, { limit }),

  async countUnsealed(limit) {
    return (await db.get(countUnsealed, { limit }))?.entries ?? 0
  },

  seal: (seal, former, entryIds) => {
    const { number, hash } = seal
    return db.commit(
      write(moveHead, { number, hash, formerNumber: former.number, formerHash: former.hash }),
      write(insertSeal, { ...seal }),
      write(insertSealed, { seal: number, entryIds }),
      write(removeSealed, { entryIds }),
    )
  },

  async countSeals() {
    return (await db.get(countSeals, {}))?.seals ?? 0
  },

  listSeals: (after, limit) => db.all(listSeals, { after, limit }),

  listSealed: (from, to, limit) => db.all(listSealed, { from, to, limit }),

  listStray: (limit) => db.all(listStray, { limit }),

  async listEndedGrants(after, limit) {
    const rows = await db.all(listEnded, { after, limit })
    return rows.map(({ grantId, noted }) => ({ grantId, isNoted: noted === 1 }))
  },
})
