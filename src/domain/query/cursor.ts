import type { Place } from './sort.js'

/** Where the next page of a query begins, and how many rows the pages before it had. */
export type QueryCursor = { readonly place: Place; readonly count: number }

const KEY = /^[^\0]{0,250}$/su

/** The cursor as a client gets it: base64url, of no meaning to it. */
export const spellQueryCursor = ({ place, count }: QueryCursor): string =>
  Buffer.from(JSON.stringify([place.id, place.createdAt, count, ...place.keys])).toString(
    'base64url',
  )

/** Reads what {@link spellQueryCursor} wrote for a query of as many sorts; undefined: it did not. */
export const parseQueryCursor = (text: string, sorts: number): QueryCursor | undefined => {
  const parsed = parsedJson(Buffer.from(text, 'base64url').toString())
  if (!Array.isArray(parsed) || parsed.length !== 3 + sorts) return undefined
  const [id, createdAt, count, ...keys] = parsed as unknown[]
  const isRight =
    typeof id === 'string' &&
    /^[0-9a-f-]{36}$/.test(id) &&
    Number.isSafeInteger(createdAt) &&
    Number.isSafeInteger(count) &&
    keys.every((key) => key === null || (typeof key === 'string' && KEY.test(key)))
  if (!isRight) return undefined
  const place = { id, createdAt: createdAt as number, keys: keys as (string | null)[] }
  return { place, count: count as number }
}

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
