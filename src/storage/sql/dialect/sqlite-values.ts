import type { Bindable } from '../statement.js'

/** A list is bound as JSON. */
export const boundInSqlite = (values: readonly Bindable[]): (string | number | null)[] =>
  values.map((value) =>
    value !== null && typeof value === 'object' ? JSON.stringify(value) : value,
  )
