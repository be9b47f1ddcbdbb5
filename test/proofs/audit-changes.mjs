// @ts-check

/** @typedef {import('./audit-ground.mjs').Content} Content */
/** @typedef {import('./audit-ground.mjs').Row} Row */
/** @typedef {import('./audit-ground.mjs').Table} Table */
/** @typedef {{ readonly kind: string, readonly statements: readonly string[], readonly isHidden?: boolean }} Change */
/** @typedef {() => number} Random From 0 to 1. */

/**
 * @param {number} seed
 * @returns {Random} The same numbers for the same seed (mulberry32).
 */
export function randomFrom(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** @type {Record<Table, string>} */
const keys = { audit_entries: 'entry_id', audit_seals: 'number', audit_head: 'singleton' }
const numbers = ['seal', 'at', 'credentials', 'number', 'entries', 'sealed_at']
const nullable = ['reason', 'actor_id', 'credentials', 'integration_id', 'workspace_id', 'user_id']

/** @param {unknown} value */
const literal = (value) =>
  value === null || typeof value === 'number'
    ? `${value}`
    : `'${String(value).replaceAll("'", "''")}'`

/**
 * @param {Table} table
 * @param {Row} row
 */
const where = (table, row) => `where ${keys[table]} = ${literal(row[keys[table]])}`

/**
 * @param {Table} table
 * @param {Row} row
 * @param {string} column
 * @param {string} value SQL
 */
const set = (table, row, column, value) =>
  `update ${table} set ${column} = ${value} ${where(table, row)}`

/**
 * @param {Table} table
 * @param {Row} row
 */
const insert = (table, row) =>
  `insert into ${table} (${Object.keys(row).join(', ')}) values (${Object.values(row).map(literal).join(', ')})`

/**
 * Draws one random change to a trail: what somebody with full access to the database, but not to the key, may do.
 *
 * @param {Content} trail
 * @param {Content} other A trail of the same beginning.
 * @param {Random} random
 * @param {'sqlite' | 'postgres'} store
 * @returns {Change}
 */
export function drawChange(trail, other, random, store) {
  const { audit_entries: entries, audit_seals: seals } = trail
  /** @type {<T>(items: readonly T[]) => T} */
  const pick = (items) => /** @type {never} */ (items[Math.floor(random() * items.length)])
  /** @type {<T>(items: readonly T[]) => [T, T]} */
  const pickTwo = (items) => {
    const one = pick(items)
    return [one, pick(items.filter((item) => item !== one))]
  }
  const numbersOfSeals = seals.map(({ number }) => Number(number)).sort((a, b) => a - b)
  const last = numbersOfSeals.at(-1) ?? 0

  /** @param {number} value */
  const otherNumber = (value) =>
    pick([value + 1, value - 1, 0, -value, value * 10, 1, value + Math.floor(random() * 1e6)])

  /** @param {string} text */
  const otherText = (text) => {
    const place = Math.floor(random() * text.length)
    const before = text.slice(0, place)
    const after = text.slice(place + 1)
    const letter = pick([...'abcdefghijklmnopqrstuvwxyz0123456789-_ "\\[,\n\u00e9\u{1f3fa}'])
    return pick([
      before + letter + after,
      before + after,
      `${text} `,
      text + letter,
      '',
      text.toUpperCase(),
    ])
  }

  /**
   * @param {string} column
   * @param {Row[string]} value
   * @param {readonly Row[]} rows
   */
  const otherValue = (column, value, rows) => {
    const choices = rows.map((row) => row[column] ?? null)
    if (nullable.includes(column)) choices.push(null)
    const drawn =
      random() < 0.3
        ? pick(choices)
        : typeof value === 'number' || (value === null && numbers.includes(column))
          ? otherNumber(Number(value))
          : otherText(String(value ?? 'null'))
    return drawn ?? null
  }

  /** @param {Table} table */
  const changeColumn = (table) => {
    const row = pick(trail[table])
    const column = pick(Object.keys(row))
    const value = otherValue(column, row[column] ?? null, trail[table])
    return [set(table, row, column, literal(value))]
  }

  /**
   * Exchanges values of a column by way of one that no row has.
   *
   * @param {Table} table
   * @param {string} column
   * @param {Row} one
   * @param {Row} two
   */
  const exchange = (table, column, one, two) => {
    const free = numbers.includes(column) ? '-77' : "'on its way'"
    if (column !== keys[table]) {
      return [
        set(table, one, column, literal(two[column])),
        set(table, two, column, literal(one[column])),
      ]
    }
    return [
      set(table, one, column, free),
      set(table, two, column, literal(one[column])),
      `update ${table} set ${column} = ${literal(two[column])} where ${column} = ${free}`,
    ]
  }

  /** @param {number} number */
  const removeBatch = (number) => [
    `delete from audit_seals where number = ${number}`,
    `delete from audit_entries where seal = ${number}`,
  ]

  const invented = () => {
    const [one, two] = pickTwo(entries)
    return { ...one, entry_id: `${String(two.entry_id).slice(0, 30)}${otherText('abcdef')}` }
  }

  /** @param {string} value SQL */
  const hideIn = (value) => {
    const row = pick(entries)
    const texts = Object.keys(row).filter(
      (column) => typeof row[column] === 'string' && column !== 'entry_id',
    )
    const column = pick(texts)
    return [set('audit_entries', row, column, value.replace('it', column))]
  }

  /** @type {[string, number, () => string[]][]} */
  const kinds = [
    ['a column of an entry', 40, () => changeColumn('audit_entries')],
    ['a column of a seal', 20, () => changeColumn('audit_seals')],
    ['a column of the head', 3, () => changeColumn('audit_head')],
    [
      'an entry removed',
      5,
      () => [`delete from audit_entries ${where('audit_entries', pick(entries))}`],
    ],
    ['an entry copied', 4, () => [insert('audit_entries', invented())]],
    [
      'an entry copied into another seal',
      4,
      () => [insert('audit_entries', { ...invented(), seal: otherNumber(pick(numbersOfSeals)) })],
    ],
    [
      'an entry moved to another seal',
      4,
      () => [set('audit_entries', pick(entries), 'seal', String(pick(numbersOfSeals)))],
    ],
    [
      'two entries exchange a value',
      8,
      () => {
        const [one, two] = pickTwo(entries)
        return exchange('audit_entries', pick(Object.keys(one)), one, two)
      },
    ],
    [
      'two seals exchange a value',
      4,
      () => {
        const [one, two] = pickTwo(seals)
        return exchange('audit_seals', pick(Object.keys(one)), one, two)
      },
    ],
    [
      'two batches exchange their places',
      2,
      () => {
        const [one, two] = pickTwo(seals)
        return [
          ...exchange('audit_seals', 'number', one, two),
          `update audit_entries set seal = case seal when ${one.number} then ${two.number} else ${one.number} end
         where seal in (${one.number}, ${two.number})`,
        ]
      },
    ],
    ['a seal removed', 2, () => [`delete from audit_seals where number = ${pick(numbersOfSeals)}`]],
    ['the last seal removed', 1, () => [`delete from audit_seals where number = ${last}`]],
    ['a seal invented', 1, () => [insert('audit_seals', { ...pick(seals), number: last + 1 })]],
    ['a batch removed', 2, () => removeBatch(pick(numbersOfSeals))],
    [
      'the last batches removed',
      2,
      () => {
        const from = last - Math.floor(random() * last)
        return [
          `delete from audit_seals where number >= ${from}`,
          `delete from audit_entries where seal >= ${from}`,
        ]
      },
    ],
    [
      'a batch removed and the later ones renumbered',
      1,
      () => {
        const gone = pick(numbersOfSeals)
        const later = numbersOfSeals.filter((number) => number > gone)
        return [
          ...removeBatch(gone),
          ...later.map(
            (number) => `update audit_seals set number = ${number - 1} where number = ${number}`,
          ),
          `update audit_entries set seal = seal - 1 where seal > ${gone}`,
        ]
      },
    ],
    [
      'a batch replaced by that of another trail',
      3,
      () => {
        const foreign = pick(other.audit_seals)
        const brought = other.audit_entries.filter(({ seal }) => seal === foreign.number)
        return [
          ...removeBatch(Number(foreign.number)),
          insert('audit_seals', foreign),
          ...brought.map((entry) => insert('audit_entries', entry)),
        ]
      },
    ],
    [
      'everything removed',
      0.2,
      () => ['delete from audit_seals', 'delete from audit_entries', 'delete from audit_head'],
    ],
  ]
  /** @type {[string, number, () => string[]][]} */
  const hidden = [
    ['text behind a NUL', 2, () => hideIn("it || char(0) || 'hidden'")],
    ['a text turned into bytes', 1, () => hideIn('cast(it as blob)')],
  ]
  const all = store === 'sqlite' ? [...kinds, ...hidden] : kinds
  const total = all.reduce((sum, [, weight]) => sum + weight, 0)
  let place = random() * total
  for (const [kind, weight, draw] of all) {
    place -= weight
    const isHidden = hidden.some(([name]) => name === kind)
    if (place < 0) return { kind, statements: draw(), isHidden }
  }
  throw new Error('no change was drawn')
}
