import type { Type } from './types.js'
import type { FormulaValue, PageRef } from './values.js'

/** What a formula asks for while it is computed. */
export type Session = {
  /** Milliseconds. */
  readonly now: number
  /** Counts work. Errors: `FormulaLimit` when there was too much of it. */
  spend(steps: number): void
  /** The value of a property of a page. */
  property(page: PageRef, propertyId: string): FormulaValue
  /** Name and email of a person or a bot, as far as they may be seen. */
  person(id: string): { readonly name: string | null; readonly email: string | null }
  titleOf(page: PageRef): string
}

/** A kind of value that a function takes. */
export type Kind = 'text' | 'number' | 'boolean' | 'date' | 'person' | 'page' | 'list' | 'any'

/** What a function takes in one place: a kind, or one of several, as in `text | list`. */
export type Takes = Kind | `${Kind} | ${Kind}`

/** A function of the language. Functions that take parts of the formula itself are in `forms.ts`. */
export type FormulaFunction = {
  readonly name: string
  /** What it takes, in order; the first is what stands before the dot. */
  readonly takes: readonly Takes[]
  /** How many of them it needs at least. */
  readonly needs: number
  /** The last may be repeated. */
  readonly repeats?: boolean
  readonly gives: Type | ((types: readonly Type[]) => Type)
  /** One sentence for the reference. */
  readonly does: string
  readonly run: (operands: readonly FormulaValue[], session: Session) => FormulaValue
}

/** A function with its name; `takes` is what it needs, `more` what may follow. */
export const define = (
  name: string,
  does: string,
  takes: readonly Takes[],
  gives: FormulaFunction['gives'],
  run: FormulaFunction['run'],
  more: { readonly optional?: readonly Takes[]; readonly repeats?: boolean } = {},
): FormulaFunction => ({
  name,
  does,
  takes: [...takes, ...(more.optional ?? [])],
  needs: takes.length,
  repeats: more.repeats ?? false,
  gives,
  run,
})
