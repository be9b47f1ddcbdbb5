import type { RollupFunction } from '../../contract/objects/properties.js'
import type { Block } from './block.js'
import type { DateValue } from './date-value.js'
import type { Media } from './media.js'
import type { Property } from './property.js'
import type { RichText } from './rich-text.js'

/** A file of a property, by its name. */
export type NamedFile = Media & { readonly name: string }

/** Somebody says of a page that it holds. A day or a time at its end: it holds until then. */
export type Verification = {
  readonly state: 'verified'
  readonly verified_by: string
  readonly date: DateValue
}

export type Place = {
  readonly lat: number
  readonly lon: number
  readonly name?: string | null
  readonly address?: string | null
  readonly aws_place_id?: string | null
  readonly google_place_id?: string | null
}

/** Who made a row and when, and its number. */
export type Stamped = Pick<
  Block,
  'blockId' | 'createdAt' | 'createdBy' | 'editedAt' | 'editedBy'
> & { readonly number: number | null }

/** A value of a related page, with what else it takes to show it. */
export type RolledItem = {
  readonly property: Property
  readonly value: Value
  readonly stamped: Stamped
}

/** What a rollup came to. */
export type Rolled = { readonly function: RollupFunction } & (
  | { readonly rolled: 'number'; readonly number: number | null }
  | { readonly rolled: 'date'; readonly date: DateValue | null }
  | { readonly rolled: 'array'; readonly items: readonly RolledItem[] }
  | { readonly rolled: 'unsupported' }
)

/** What a formula came to. */
export type FormulaResult =
  | { readonly result: 'string'; readonly string: string | null }
  | { readonly result: 'number'; readonly number: number | null }
  | { readonly result: 'boolean'; readonly boolean: boolean }
  | { readonly result: 'date'; readonly date: DateValue | null }
  | { readonly result: 'unsupported' }

/**
 * The value of a property by its type: texts; a number; the id of an option or ids of options; a date; ids of users;
 * files; a truth; one text; a verification; a place. Null or missing: empty. Ids of related pages, rollups and results of
 * formulas are not kept with the page but come to it when it is read.
 */
export type Value =
  | readonly RichText[]
  | readonly string[]
  | readonly NamedFile[]
  | DateValue
  | Verification
  | Place
  | Rolled
  | FormulaResult
  | number
  | string
  | boolean
  | null

/** Values by the slots of their properties. */
export type Values = Readonly<Record<string, Value>>

/** When it is over, in milliseconds, a day at its own end; undefined: never. */
export const endOf = ({ date: { end } }: Verification): number | undefined =>
  end === null ? undefined : Date.parse(end) + (end.includes('T') ? 0 : 86_400_000)

export const isExpired = (verification: Verification, now: number): boolean =>
  (endOf(verification) ?? Number.POSITIVE_INFINITY) <= now
