/** What may be bound: no booleans and no dates, so that both stores read a column alike. */
export type Bindable = string | number | null | readonly string[]

/** One SQL text for both stores, with `:name` for what is bound. */
export type Statement<P extends Record<string, Bindable>, R = never> = {
  /** Empty: it was composed for one question. */
  readonly name: string
  /** For SQLite: `?1`. */
  readonly numbered: string
  /** For PostgreSQL: `$1`. */
  readonly dollars: string
  readonly order: readonly (keyof P & string)[]
  /** Of commits asked for at once, one that begins with this statement goes before the others. */
  readonly goesFirst: boolean
  /**
   * A commit that begins with this statement may be asked for again when its outcome is not known: a second run changes
   * nothing that the first one did not, and its answer tells the caller as much as that of the first would have.
   */
  readonly repeatable: boolean
  /** Reads one row by texts, so often that requests in flight together may ask together. */
  readonly gathers: boolean
  /** Carries the row type; never present. */
  readonly row?: R
}

/**
 * A condition for a write that follows the guard of a commit: it keeps a commit whose guard changed nothing from being
 * an error where the whole commit is one statement.
 */
export const ifGuardHeld = 'true /* the guard held */'

/** `:name`; `in (:name...)` for any of a list; `rows :name as r (column type, ...)` for a table of rows. */
const PARAMETER =
  /\bin \(:([a-zA-Z]\w*)\.\.\.\)|\brows :([a-zA-Z]\w*) as (\w+)\s*\(([^)]*)\)|:([a-zA-Z]\w*)/g

/** The columns of a table of rows, in the words of each store. Both bind it as a JSON array of objects. */
const rowsInSqlite = (place: string, alias: string, columns: string): string => {
  const names = columns.split(',').map((column) => column.trim().split(' ')[0])
  const read = names.map((name) => `value ->> '$.${name}' as ${name}`)
  return `(select ${read.join(', ')} from json_each(${place})) as ${alias}`
}
const rowsInPostgres = (place: string, alias: string, columns: string): string =>
  `json_to_recordset(cast(${place} as json)) as ${alias} (${columns.trim()})`

/** SQLite compares texts by their bytes anyway, and does not know the name of it. */
export const IN_BYTES = ' collate "C"'

const registry = new Map<string, Statement<never, unknown>>()

/** Every statement of the program; the dialect check prepares each on both stores. */
export const allStatements = (): readonly Statement<never, unknown>[] => [...registry.values()]

/**
 * Declares a statement under a unique name. The text keeps to what SQLite ≥ 3.35 and PostgreSQL ≥ 15 both
 * understand alike; aliases in double quotes give the row its camelCase keys. A list of texts is bound as one value:
 * `id in (:ids...)`, which is no row when the list is empty. So is a table, as the JSON text of an array of objects:
 * `from rows :things as r (id text, size bigint)`.
 */
export const statement = <P extends Record<string, Bindable>, R = never>(
  name: string,
  text: string,
  traits: Partial<Pick<Statement<P>, 'goesFirst' | 'repeatable' | 'gathers'>> = {},
): Statement<P, R> => {
  const declared = spelledOut<P, R>(name, text, traits)
  if (registry.has(name)) throw new Error(`two statements are called ${name}`)
  registry.set(name, declared as unknown as Statement<never, unknown>)
  return declared
}

/** A statement that reads, composed for a question that is not known beforehand. It has no name. */
export const composed = <R>(text: string): Statement<Record<string, Bindable>, R> =>
  spelledOut('', text, {})

const spelledOut = <P extends Record<string, Bindable>, R>(
  name: string,
  text: string,
  {
    goesFirst = false,
    repeatable = false,
    gathers = false,
  }: Partial<Pick<Statement<P>, 'goesFirst' | 'repeatable' | 'gathers'>>,
): Statement<P, R> => {
  const order: string[] = []
  type Spelling = { mark: string; list: (place: string) => string; rows: typeof rowsInSqlite }
  const spell = ({ mark, list: ofList, rows: ofRows }: Spelling, spelling: string = text): string =>
    spelling.replace(
      PARAMETER,
      (_, list?: string, rows?: string, alias = '', columns = '', one?: string) => {
        const parameter = list ?? rows ?? one ?? ''
        if (!order.includes(parameter)) order.push(parameter)
        const place = `${mark}${order.indexOf(parameter) + 1}`
        if (rows !== undefined) return ofRows(place, alias, columns)
        return list === undefined ? place : ofList(place)
      },
    )
  return {
    name,
    numbered: spell(
      {
        mark: '?',
        list: (place) => `in (select value from json_each(${place}))`,
        rows: rowsInSqlite,
      },
      text.replaceAll(IN_BYTES, ''),
    ),
    dollars: spell({
      mark: '$',
      list: (place) => `= any (cast(${place} as text[]))`,
      rows: rowsInPostgres,
    }),
    order: order as (keyof P & string)[],
    goesFirst,
    repeatable,
    gathers,
  }
}

/** A statement with its values: one write of a commit. */
export type Write = { readonly statement: Statement<never, unknown>; readonly values: Bindable[] }

export const valuesOf = <P extends Record<string, Bindable>>(
  { order }: Statement<P, unknown>,
  parameters: P,
): Bindable[] => order.map((name) => parameters[name] as Bindable)

export const write = <P extends Record<string, Bindable>>(
  declared: Statement<P, unknown>,
  parameters: P,
): Write => ({
  statement: declared as unknown as Statement<never, unknown>,
  values: valuesOf(declared, parameters),
})
