import type { AuditEntry } from '../../domain/audit/entry.js'
import {
  inSealedOrder,
  noHead,
  type Seal,
  sealOf,
  type TrailHead,
  type TrailKey,
} from '../../domain/audit/seal.js'
import type { AuditStore, Stored } from '../../ports/audit.js'

export type TrailReport = {
  /** The last seal that was read. */
  readonly head: TrailHead
  readonly seals: number
  readonly entries: number
  /** Entries that wait to be sealed: nothing protects them yet. */
  readonly unsealed: number
  /** What is wrong, in the order of the trail; none: every sealed entry is as it was written. */
  readonly faults: readonly string[]
}

export type VerifyOptions = {
  /** The current key first, then the ones before it. */
  readonly keys: readonly TrailKey[]
  /** A head noted earlier, elsewhere: the trail must still contain it. */
  readonly anchor?: TrailHead | undefined
  /** Told of every batch of seals that was read, with how many there are about. */
  readonly onProgress?: (seals: number, total: number) => void
}

type SealedEntry = Stored<AuditEntry & { readonly seal: number }>

/** Seals read at once; entries are read for so many that they are no more than this. */
const PAGE = 200
const ENTRIES_AT_ONCE = 2000
/** Far above what a seal covers: a number that was tampered with must not fill the memory. */
const LARGEST_SEAL = 10_000
/** A trail that is wrong everywhere needs no longer list. */
const MAX_FAULTS = 50

/**
 * Finds every entry or seal that was changed, removed, inserted or moved since it was sealed, and every grant that
 * ended without an entry. Reads the trail once, in pages, beside a running server.
 */
export const verifyTrail = async (
  audit: AuditStore,
  { keys, anchor, onProgress = () => {} }: VerifyOptions,
): Promise<TrailReport> => {
  const faults: string[] = []
  const note = (fault: string) => {
    if (faults.length < MAX_FAULTS) faults.push(fault)
  }
  const total = await audit.countSeals()
  const began = (await audit.findHead()) ?? noHead
  const awaited = anchor ? [began, anchor] : [began]
  const check = checkerOf(keys, note)
  let former = noHead
  let seals = 0
  let entries = 0
  for await (const [seal, sealed] of walk(audit)) {
    check(seal, former, sealed)
    for (const { number, hash } of awaited) {
      if (seal.number === number && seal.hash !== hash) {
        note(`seal ${number} has another hash than the head that names it`)
      }
    }
    former = { number: seal.number, hash: seal.hash }
    seals += 1
    entries += sealed.length
    if (seals % PAGE === 0) onProgress(seals, total)
  }
  onProgress(seals, seals)
  for (const { number } of awaited) {
    if (former.number < number)
      note(`the trail ends at seal ${former.number}, its head is ${number}`)
  }
  const ended = (await audit.findHead()) ?? noHead
  if (former.number > ended.number) {
    note(`the trail goes on to seal ${former.number}, its head is ${ended.number}`)
  }
  for (const { entryId, seal } of await audit.listStray(MAX_FAULTS)) {
    note(`entry ${entryId} belongs to seal ${seal}, which does not exist`)
  }
  await checkEnds(audit, note)
  const unsealed = await audit.countUnsealed(Number.MAX_SAFE_INTEGER)
  return { head: former, seals, entries, unsealed, faults }
}

/** Every seal with its entries, in order, in bounded memory. */
async function* walk(audit: AuditStore): AsyncGenerator<[Stored<Seal>, readonly SealedEntry[]]> {
  let after = Number.MIN_SAFE_INTEGER
  for (;;) {
    const page = await audit.listSeals(after, PAGE)
    for (const run of runsOf(page)) {
      const from = run[0]?.number ?? 0
      const to = run.at(-1)?.number ?? 0
      const claimed = run.reduce((sum, { entries }) => sum + readable(entries), 0)
      const rows = await audit.listSealed(from, to, claimed + 1)
      for (const seal of run) {
        // One entry too many somewhere: the page may have cut the entries of those after it.
        const own =
          rows.length > claimed
            ? await audit.listSealed(seal.number, seal.number, readable(seal.entries) + 1)
            : rows.filter((row) => row.seal === seal.number)
        yield [seal, own]
      }
    }
    const last = page.at(-1)?.number
    // What a running server seals meanwhile is left for the next time.
    if (page.length < PAGE || typeof last !== 'number') return
    after = last
  }
}

const readable = (entries: number): number =>
  Number.isSafeInteger(entries) ? Math.min(Math.max(entries, 0), LARGEST_SEAL) : 0

const runsOf = (seals: readonly Stored<Seal>[]): Stored<Seal>[][] => {
  const runs: Stored<Seal>[][] = []
  let room = 0
  for (const seal of seals) {
    room -= readable(seal.entries)
    if (room < 0 || runs.length === 0) {
      runs.push([])
      room = ENTRIES_AT_ONCE - readable(seal.entries)
    }
    runs.at(-1)?.push(seal)
  }
  return runs
}

type Check = (seal: Stored<Seal>, former: TrailHead, entries: readonly SealedEntry[]) => void

const checkerOf = (keys: readonly TrailKey[], note: (fault: string) => void): Check => {
  let newest = keys.length
  return (seal, former, entries) => {
    const name = `seal ${seal.number}`
    const missing = seal.number - former.number - 1
    if (missing !== 0) note(gapOf(former.number, seal.number))
    const age = keys.findIndex(({ id }) => id === seal.keyId)
    const key = keys[age]
    if (!key) return note(`${name} was made with a key that is not known, ${seal.keyId}`)
    if (age > newest) note(`${name} was made with an older key than the seal before it`)
    newest = age
    const hidden = entries.find((entry) => entry.bytes !== bytesOf(textsOf(entry)))
    if (hidden) return note(`${name}: entry ${hidden.entryId} holds more than can be read of it`)
    if (entries.length !== seal.entries) {
      const found = entries.length > seal.entries ? 'more' : `only ${entries.length}`
      return note(`${name} was made over ${seal.entries} entries, and there are ${found}`)
    }
    const base = { number: seal.number - 1, hash: former.hash }
    const expected = sealOf(key, base, seal.sealedAt, inSealedOrder(entries))
    const isWhole = seal.bytes === bytesOf([seal.keyId, seal.hash])
    // After a gap the hash that this one was chained to is not known.
    if (isWhole && (expected.hash === seal.hash || missing !== 0)) return
    note(
      `${name} does not fit its ${entries.length} entries, ${spanOf(entries)}, or the seal before it`,
    )
  }
}

const gapOf = (former: number, next: number): string => {
  if (next === former + 2) return `seal ${former + 1} is missing`
  if (next > former) return `seals ${former + 1} to ${next - 1} are missing`
  return `seal ${next} is out of order`
}

const textsOf = ({ bytes, at, credentials, seal, ...texts }: SealedEntry): (string | null)[] =>
  Object.values(texts)

const bytesOf = (texts: readonly (string | null)[]): number =>
  texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0)

const spanOf = (entries: readonly AuditEntry[]): string =>
  `${entries[0]?.entryId} to ${entries.at(-1)?.entryId}`

const checkEnds = async (audit: AuditStore, note: (fault: string) => void): Promise<void> => {
  let after: string | undefined = ''
  while (after !== undefined) {
    const grants = await audit.listEndedGrants(after, PAGE)
    for (const { grantId, isNoted } of grants) {
      if (!isNoted) note(`grant ${grantId} has ended, and no entry says so`)
    }
    after = grants.at(-1)?.grantId
  }
}
