// @ts-check
import { cpus } from 'node:os'
import { findRow } from './rows.mjs'

/** @typedef {import('./bulk.mjs').Bulk} Bulk */
/** @typedef {import('./rows.mjs').Row} Row */
/** @typedef {{ bar: string, measured: string, verdict: 'met' | 'missed' | 'not measured' }} Verdict */

/** From what share on the cores count as full; the kernel's own work is in nobody's account. */
const FULL = 0.9

/** @type {Verdict['measured']} */
const nothing = '–'

/**
 * @param {string} bar
 * @param {boolean | undefined} isMet
 * @param {string} measured
 * @returns {Verdict}
 */
function verdict(bar, isMet, measured) {
  if (isMet === undefined) return { bar, measured: nothing, verdict: 'not measured' }
  return { bar, measured, verdict: isMet ? 'met' : 'missed' }
}

/**
 * @param {string} name
 * @param {Row | undefined} own
 * @param {Row | undefined} other
 * @param {number} least
 */
function ratioBar(name, own, other, least) {
  const ratio = own && other && own.requestsPerSecond / other.requestsPerSecond
  const measured = `${ratio?.toFixed(2)} × (${own?.requestsPerSecond.toFixed(0)} to ${other?.requestsPerSecond.toFixed(0)})`
  return verdict(
    `${name}: ≥ ${least} ×`,
    ratio === undefined ? undefined : ratio >= least,
    measured,
  )
}

/** @param {readonly Row[]} rows */
function ratioBars(rows) {
  const find = (/** @type {Partial<Row>} */ wanted) => findRow(rows, { nodes: 1, ...wanted })
  const revoke = (/** @type {Row['store']} */ store) =>
    find({ role: 'own', store, operation: 'revoke' })
  const peer = (/** @type {string} */ subject, /** @type {Row['store'][]} */ ...stores) =>
    stores
      .map((store) => find({ subject, store, operation: 'revoke' }))
      .sort((a, b) => (b?.requestsPerSecond ?? 0) - (a?.requestsPerSecond ?? 0))[0]
  const floor = (/** @type {Row['store']} */ store, /** @type {Row['operation']} */ operation) =>
    find({ role: 'floor', store, operation })
  const [sqlite, postgres] = [revoke('sqlite'), revoke('postgres')]
  return [
    ratioBar('SQLite revoke to its floor', sqlite, floor('sqlite', 'revoke'), 0.8),
    ratioBar(
      'SQLite revoke to oidc-provider in memory',
      sqlite,
      peer('oidc-provider', 'memory'),
      2,
    ),
    ratioBar(
      'SQLite revoke to better-auth, its faster store',
      sqlite,
      peer('better-auth', 'memory', 'sqlite'),
      10,
    ),
    ratioBar('PostgreSQL revoke to its floor', postgres, floor('postgres', 'revoke'), 0.8),
    ratioBar(
      'PostgreSQL revoke to oidc-provider on PostgreSQL',
      postgres,
      peer('oidc-provider', 'postgres'),
      1.8,
    ),
    ratioBar(
      'PostgreSQL revoke to glewlwyd on PostgreSQL',
      postgres,
      peer('glewlwyd', 'postgres'),
      15,
    ),
    ...stores.map(({ store, name }) => {
      const own = find({ role: 'own', store, operation: 'introspect' })
      return ratioBar(`${name} introspect to its floor`, own, floor(store, 'introspect'), 0.8)
    }),
  ]
}

const stores = /** @type {const} */ ([
  { store: 'sqlite', name: 'SQLite' },
  { store: 'postgres', name: 'PostgreSQL' },
])

/** @param {readonly Row[]} rows */
function bearerBars(rows) {
  const bare = findRow(rows, { role: 'floor', store: 'none', operation: 'bearer' })?.serverCpu
  return stores.map(({ store, name }) => {
    const own = findRow(rows, { role: 'own', nodes: 1, store, operation: 'bearer' })
    const total = own?.serverCpu && own.serverCpu + (own.databaseCpu ?? 0)
    const added = total && bare && (total - bare) / 1000
    const of = own?.databaseCpu
      ? `, of it ${(own.databaseCpu / 1000).toFixed(3)} in PostgreSQL`
      : ''
    return verdict(
      `${name} bearer check adds to a bare handler: ≤ 0.12 ms CPU`,
      added ? added <= 0.12 : undefined,
      `${added?.toFixed(3)} ms${of}`,
    )
  })
}

/** @param {readonly Row[]} rows */
function steadyBars(rows) {
  return stores.flatMap(({ store, name }) =>
    /** @type {const} */ (['revoke', 'bearer']).map((operation) => {
      const row = findRow(rows, { role: 'own', store, operation, kind: 'steady' })
      const measured = `${row?.p99.toFixed(1)} ms at ${row?.rate?.toFixed(0)} a second`
      return verdict(
        `${name} ${operation}: p99 ≤ 20 ms at 70 % load`,
        row && row.p99 <= 20,
        measured,
      )
    }),
  )
}

/** @param {readonly Row[]} rows */
function scalingBars(rows) {
  return stores.map(({ store, name }) => {
    const sized = rows
      .filter((row) => row.size !== undefined && row.store === store && row.operation === 'revoke')
      .sort((left, right) => (left.size ?? 0) - (right.size ?? 0))
    const [smallest] = sized
    const rates = sized.map((row) => row.requestsPerSecond)
    const change = smallest && Math.min(...rates) / smallest.requestsPerSecond - 1
    const isComplete = smallest?.size === 1 && sized.length >= 3 && sized.at(-1)?.size === 1_000_000
    const measured = sized
      .map((row) => `${row.requestsPerSecond.toFixed(0)} at ${row.size}`)
      .join(', ')
    return verdict(
      `${name} revoke with 1, 10⁴ and 10⁶ tokens in the store: slower by ≤ 10 %`,
      isComplete && change !== undefined ? change >= -0.1 : undefined,
      `${((change ?? 0) * 100).toFixed(0)} % (${measured})`,
    )
  })
}

/** @param {Row | undefined} row */
export function ownCores(row) {
  return (row?.serverCores ?? 0) + (row?.databaseCores ?? 0) + (row?.generatorCores ?? 0)
}

/** @param {readonly Row[]} rows */
function nodeBars(rows) {
  const cores = cpus().length
  return /** @type {const} */ (['revoke', 'bearer']).map((operation) => {
    const find = (/** @type {number} */ nodes) =>
      findRow(rows, { role: 'own', store: 'postgres', operation, nodes })
    const [one, two] = [find(1), find(2)]
    const factor = one && two && two.requestsPerSecond / one.requestsPerSecond
    const wasFull = ownCores(one) >= FULL * cores
    const busy = [one, two].map((row) => ownCores(row).toFixed(2)).join(' and ')
    return verdict(
      `PostgreSQL ${operation}, two nodes to one: more, unless one fills all cores`,
      factor ? factor > 1 || wasFull : undefined,
      `${factor?.toFixed(2)} ×, ${busy} of ${cores} cores busy`,
    )
  })
}

/** Milliseconds between two p99 of the same thing, and what part of the smaller, that say nothing. */
const NOISE = { milliseconds: 2, share: 0.2 }

/** @param {readonly Bulk[]} bulks */
function bulkBars(bulks) {
  return stores.flatMap(({ store, name }) => {
    const bulk = bulks.find((one) => one.store === store)
    const isLarge = bulk && bulk.tokens >= 1_000_000
    const noise = Math.max(NOISE.milliseconds, (bulk?.p99Before ?? 0) * NOISE.share)
    return [
      verdict(
        `${name} bulk revoke of 1,000,000 live tokens: ≤ 50 ms, no row of a grant written`,
        isLarge ? bulk.milliseconds <= 50 && bulk.grantsWritten === 0 : undefined,
        `${bulk?.milliseconds.toFixed(1)} ms over ${bulk?.tokens}, ${bulk?.grantsWritten} rows`,
      ),
      verdict(
        `${name} bulk revoke: p99 of other bearer checks unchanged`,
        isLarge ? bulk.p99During <= bulk.p99Before + noise : undefined,
        `${bulk?.p99Before.toFixed(1)} ms before, ${bulk?.p99During.toFixed(1)} ms meanwhile`,
      ),
    ]
  })
}

/**
 * Every bar beside what was measured.
 * @param {readonly Row[]} rows
 * @param {readonly Bulk[]} bulks
 * @returns {Verdict[]}
 */
export function judge(rows, bulks) {
  return [
    ...ratioBars(rows),
    ...bearerBars(rows),
    ...steadyBars(rows),
    ...scalingBars(rows),
    ...nodeBars(rows),
    ...bulkBars(bulks),
  ]
}
