// @ts-check
import { randomUUID } from 'node:crypto'
import {
  inSealedOrder,
  MAX_SEALED,
  noHead,
  sealOf,
  trailKeyFrom,
} from '../../dist/domain/audit/seal.js'
import { timeOrdered } from '../../dist/lib/uuid.js'
import { sealAudit } from '../../dist/operations/housekeeping/seal-audit.js'
import { createGrant, createGround, grantOf, newTokens } from '../storage/rows.ts'

/** @typedef {import('./audit-ground.mjs').Ground} Ground */
/** @typedef {import('./audit-ground.mjs').Content} Content */
/** @typedef {import('../../dist/domain/audit/entry.js').Occasion} Occasion */

export const key = trailKeyFrom('the secret key of a proof that nobody else uses')

const batches = 6
const batchesInCommon = 3

/**
 * Fills a store with a trail of every kind of entry in a few seals, and remembers it. What is answered is another
 * trail of the same beginning, sealed with the same key but without its refreshes, as a copy of the store might have.
 *
 * @param {Ground} ground
 * @returns {Promise<Content>}
 */
export async function layTrail(ground) {
  const { store } = ground
  const party = await createGround(store)
  let now = 1_790_000_000_000
  const clock = () => now
  /** @param {Occasion['actor']} actor */
  const on = (actor) => {
    now += 1 + Math.floor(Math.random() * 5000)
    const requestId = randomUUID()
    return { entryId: timeOrdered(now, requestId), at: now, actor, requestId }
  }
  const client = /** @type {const} */ ({ kind: 'client', id: party.integration.integrationId })
  const person = /** @type {const} */ ({ kind: 'person', id: party.person.userId })
  const operator = /** @type {const} */ ({ kind: 'operator', id: null })

  const addBatch = async () => {
    for (const end of /** @type {const} */ (['token_revoked', 'disconnected_by_user', null])) {
      const grant = await createGrant(store, party.botId, { createdAt: now })
      const { grantId } = grant
      await store.grants.redeem(grant, newTokens(`${grantId} 1`), on(client))
      const first = await grantOf(store, `access ${grantId} 1`)
      await store.grants.rotate(first, newTokens(`${grantId} 2`), 'sealed', on(client))
      await store.grants.endReplay(await grantOf(store, `access ${grantId} 1`), on(client))
      if (end) await store.grants.revoke(grantId, end, on(person))
    }
    const user = /** @type {const} */ ({ kind: 'user', id: party.person.userId })
    await store.grants.revokeAllOf(user, 'revoked_by_operator', on(operator))
    await sealAudit({ store, clock }, key)
  }

  for (let batch = 0; batch < batches; batch += 1) await addBatch()
  await ground.remember()
  return otherTrail(ground)
}

/**
 * @param {Ground} ground
 * @returns {Promise<Content>}
 */
async function otherTrail({ store, read }) {
  const trail = await read()
  const [common] = await store.audit.listSeals(batchesInCommon - 1, 1)
  let former = common ?? noHead
  /** @type {Content} */
  const other = { audit_entries: [], audit_seals: [], audit_head: [] }
  for (const { number, sealedAt } of await store.audit.listSeals(batchesInCommon, batches)) {
    const sealed = await store.audit.listSealed(number, number, MAX_SEALED)
    const kept = sealed.filter(({ event }) => event !== 'refreshed')
    const seal = sealOf(key, former, sealedAt, inSealedOrder(kept))
    other.audit_seals.push({
      number,
      entries: seal.entries,
      sealed_at: sealedAt,
      key_id: seal.keyId,
      hash: seal.hash,
    })
    other.audit_entries.push(
      ...trail.audit_entries.filter((row) => row.seal === number && row.event !== 'refreshed'),
    )
    former = seal
  }
  return other
}
