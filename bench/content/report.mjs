// @ts-check

/**
 * @typedef {object} ContentRow
 * @property {'sqlite' | 'postgres'} store
 * @property {number} size
 * @property {string} name
 * @property {number | undefined} bar
 * @property {number | undefined} cpuBar
 * @property {number} p50
 * @property {number} p99
 * @property {number} serverCpu
 * @property {number} databaseCpu
 */

/** @param {readonly ContentRow[]} rows */
export function verdictsOf(rows) {
  return rows.flatMap(({ store, size, name, bar, cpuBar, p50, serverCpu }) => {
    const limits = [
      { what: 'p50', limit: bar, value: p50 },
      { what: 'server CPU', limit: cpuBar, value: serverCpu },
    ]
    return limits.flatMap(({ what, limit, value }) =>
      limit === undefined ? [] : [{ store, size, name, what, limit, value, isMet: value <= limit }],
    )
  })
}

const milliseconds = (/** @type {number} */ value) =>
  Number.isNaN(value) ? '–' : value.toFixed(value < 10 ? 1 : 0)

/**
 * @param {{ rows: readonly ContentRow[] }} results
 * @param {boolean} [tellsMissed] Names every bar that was missed; the table has them anyway.
 */
export function contentReport({ rows }, tellsMissed = true) {
  const sizes = [...new Set(rows.map(({ size }) => size))].sort((a, b) => a - b)
  const names = [...new Set(rows.map(({ name }) => name))]
  const stores = [...new Set(rows.map(({ store }) => store))]
  const head = [
    'request',
    'bar',
    ...stores.flatMap((store) => [
      ...sizes.map((size) => `${store} ${size.toLocaleString('en')}`),
      'p99',
      'CPU',
    ]),
  ]
  const body = names.map((name) => {
    const own = rows.filter((row) => row.name === name)
    const [{ bar = undefined, cpuBar = undefined } = {}] = own
    const limit = bar === undefined ? `${cpuBar} CPU` : String(bar)
    const cells = stores.flatMap((store) => {
      const at = (/** @type {number} */ size) =>
        own.find((row) => row.store === store && row.size === size)
      const largest = at(sizes.at(-1) ?? 0)
      const cpu = largest && largest.serverCpu + (store === 'postgres' ? largest.databaseCpu : 0)
      return [
        ...sizes.map((size) => milliseconds(at(size)?.p50 ?? Number.NaN)),
        milliseconds(largest?.p99 ?? Number.NaN),
        milliseconds(cpu ?? Number.NaN),
      ]
    })
    return [name, limit, ...cells]
  })
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`
  const table = [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n')
  const verdicts = verdictsOf(rows)
  const missed = verdicts.filter(({ isMet }) => !isMet)
  const told = (tellsMissed ? missed : []).map(
    ({ store, size, name, what, limit, value }) =>
      `- missed: ${store}, ${size.toLocaleString('en')} rows, ${name}: ${what} ${milliseconds(value)} ms, bar ${limit} ms`,
  )
  return [
    table,
    `${verdicts.length - missed.length} of ${verdicts.length} bars met.`,
    ...told,
  ].join('\n\n')
}
