import type { Bindable } from '../statement.js'

/** A list is bound as JSON. Throws for half a character: the driver would end the process. */
export const boundInSqlite = (values: readonly Bindable[]): (string | number | null)[] =>
  values.map((value) => {
    if (value !== null && typeof value === 'object') return JSON.stringify(value)
    if (typeof value === 'string' && !value.isWellFormed()) {
      throw new TypeError('A text with half a character cannot be kept.')
    }
    return value
  })
