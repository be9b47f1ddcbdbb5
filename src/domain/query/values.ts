import type { DateValue } from '../content/date-value.js'

/**
 * The value of a property as a query sees it, however it is stored.
 *
 * - `text`: title, rich text, URL, email, phone number; `''` is empty.
 * - `number`: number, unique id.
 * - `option`: select, status, by the option's name. `options`: multi-select, in the order of the value.
 * - `time`: created and last edited time, in milliseconds.
 * - `people`: people, created and last edited by; `relation`: pages. Ids with dashes, in lower case.
 * - `files`: their names.
 * - `verification`: null where a page never was verified.
 * - `formula`: what it gave. `rollup`: its aggregate, or the values that it shows.
 */
export type Value =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'number'; readonly number: number | null }
  | { readonly type: 'checkbox'; readonly checked: boolean }
  | { readonly type: 'option'; readonly name: string | null }
  | { readonly type: 'options'; readonly names: readonly string[] }
  | { readonly type: 'date'; readonly date: DateValue | null }
  | { readonly type: 'time'; readonly at: number }
  | { readonly type: 'people' | 'relation'; readonly ids: readonly string[] }
  | { readonly type: 'files'; readonly names: readonly string[] }
  | {
      readonly type: 'verification'
      readonly state: 'verified' | 'expired' | 'unverified' | null
      /** When it is over, in milliseconds; undefined: never. */
      readonly until?: number | undefined
    }
  | { readonly type: 'formula'; readonly result: Value }
  | { readonly type: 'rollup'; readonly result: Value | readonly Value[] }

/** A row as a query sees it. */
export type Row = {
  readonly id: string
  /** Milliseconds. */
  readonly createdAt: number
  readonly editedAt: number
  /** By the plain ids of properties; one that is missing is empty. */
  readonly values: ReadonlyMap<string, Value>
}

/** What a formula or an aggregate stands for; a list that a rollup shows stays a list. Undefined: nothing. */
export const settledOf = (value: Value | undefined): Value | readonly Value[] | undefined => {
  if (value?.type === 'formula') return settledOf(value.result)
  if (value?.type !== 'rollup') return value
  return isList(value.result) ? value.result : settledOf(value.result)
}

export const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value)

/** Has it nothing in it? A checkbox and a time always have. */
export const isEmpty = (value: Value | undefined): boolean => {
  switch (value?.type) {
    case undefined:
      return true
    case 'text':
      return value.text === ''
    case 'number':
      return value.number === null
    case 'option':
      return value.name === null
    case 'options':
    case 'files':
      return value.names.length === 0
    case 'date':
      return value.date === null
    case 'people':
    case 'relation':
      return value.ids.length === 0
    case 'verification':
      return value.state === null || value.state === 'unverified'
    case 'formula':
      return isEmpty(value.result)
    case 'rollup':
      return isList(value.result) ? value.result.length === 0 : isEmpty(value.result)
    case 'checkbox':
    case 'time':
      return false
  }
}

/** When a value is, in milliseconds: a day or a range at its start, in UTC. */
export const instantOf = (value: Value | undefined): number | undefined => {
  if (value?.type === 'time') return value.at
  return value?.type === 'date' && value.date !== null ? Date.parse(value.date.start) : undefined
}
