import { createHmac, hkdfSync } from 'node:crypto'
import type { AuditEntry } from './entry.js'

/** A batch of entries closed for good, chained to the batch before it. */
export type Seal = {
  /** From 1, without gaps. */
  readonly number: number
  readonly entries: number
  /** Milliseconds. */
  readonly sealedAt: number
  /** Which key it was made with. */
  readonly keyId: string
  readonly hash: string
}

/** More entries than this are sealed in several batches, so that a batch is small to write and to check. */
export const MAX_SEALED = 100

/** The last seal of a trail: whoever notes it elsewhere can tell later that nothing before it is missing. */
export type TrailHead = Pick<Seal, 'number' | 'hash'>

/** The head of a trail without seals. */
export const noHead: TrailHead = { number: 0, hash: '' }

export type TrailKey = {
  /** Tells keys apart; says nothing of the secret. */
  readonly id: string
  readonly secret: Uint8Array
}

const KEY_BYTES = 32
const KEY_ID_BYTES = 6

/** The key of the trail, derived from the server's secret key (RFC 5869). */
export const trailKeyFrom = (secretKey: string): TrailKey => {
  const derive = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secretKey, '', purpose, bytes))
  return {
    id: derive('tessera audit trail, name of the key', KEY_ID_BYTES).toString('base64url'),
    secret: derive('tessera audit trail', KEY_BYTES),
  }
}

/** Seals entries on top of a head. HMAC-SHA256 in base64url over the former hash, the seal and every entry. */
export const sealOf = (
  key: TrailKey,
  former: TrailHead,
  sealedAt: number,
  entries: readonly AuditEntry[],
): Seal => {
  const seal = {
    number: former.number + 1,
    entries: entries.length,
    sealedAt,
    keyId: key.id,
  }
  const mac = createHmac('sha256', key.secret)
  mac.update(line([former.hash, seal.number, seal.entries, seal.sealedAt, seal.keyId]))
  for (const entry of entries) mac.update(line(canonical(entry)))
  return { ...seal, hash: mac.digest('base64url') }
}

/** The order in which a seal covers its entries, the same whatever the store's collation. */
export const inSealedOrder = (entries: readonly AuditEntry[]): AuditEntry[] =>
  entries.toSorted((a, b) => (a.entryId < b.entryId ? -1 : 1))

/** Every column of an entry; JSON keeps null, text and numbers apart, and holds no line break. */
const canonical = (entry: AuditEntry): unknown[] => [
  entry.entryId,
  entry.at,
  entry.event,
  entry.reason,
  entry.actorKind,
  entry.actorId,
  entry.requestId,
  entry.subjectKind,
  entry.subjectId,
  entry.credentials,
  entry.integrationId,
  entry.workspaceId,
  entry.userId,
]

const line = (values: readonly unknown[]): string => `${JSON.stringify(values)}\n`
