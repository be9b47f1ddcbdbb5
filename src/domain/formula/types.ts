/**
 * What a formula can come to. `nothing` is the type of what is always empty; `any` fits everywhere: what it is shows
 * when it is computed.
 */
export type Type =
  | { readonly kind: 'text' | 'number' | 'boolean' | 'date' | 'person' | 'nothing' | 'any' }
  | { readonly kind: 'page'; readonly dataSourceId: string }
  | { readonly kind: 'list'; readonly of: Type }

export const TEXT: Type = { kind: 'text' }
export const NUMBER: Type = { kind: 'number' }
export const BOOLEAN: Type = { kind: 'boolean' }
export const DATE: Type = { kind: 'date' }
export const PERSON: Type = { kind: 'person' }
export const NOTHING: Type = { kind: 'nothing' }
export const ANY: Type = { kind: 'any' }
export const listOf = (of: Type): Type => ({ kind: 'list', of })

/** A type as a message names it. */
export const nameOf = (type: Type): string =>
  type.kind === 'list' ? `list of ${nameOf(type.of)}` : type.kind

/** The type of what is one or the other. */
export const either = (one: Type, other: Type): Type => {
  if (one.kind === 'nothing') return other
  if (other.kind === 'nothing') return one
  if (one.kind === 'list' && other.kind === 'list') return listOf(either(one.of, other.of))
  if (one.kind === 'page' && other.kind === 'page') {
    return one.dataSourceId === other.dataSourceId ? one : ANY
  }
  return one.kind === other.kind ? one : ANY
}

/** What a list holds; something else is its only item. */
export const itemOf = (type: Type): Type => (type.kind === 'list' ? type.of : type)
