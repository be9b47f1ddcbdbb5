import type { StoredPart } from './file-upload.js'

/** From the first byte to the last one, both included. */
export type ByteRange = { readonly first: number; readonly last: number }

/**
 * The range that a `Range` header asks for. `whole`: none, or one that is not understood (RFC 9110 §14.2);
 * `unsatisfiable`: beyond the end.
 */
export const rangeIn = (
  header: string | undefined,
  size: number,
): ByteRange | 'whole' | 'unsatisfiable' => {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (from === undefined || to === undefined || (from === '' && to === '')) return 'whole'
  if (from === '') {
    const count = Math.min(Number(to), size)
    return count === 0 ? 'unsatisfiable' : { first: size - count, last: size - 1 }
  }
  const first = Number(from)
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (to !== '' && Number(to) < first) return 'whole'
  return first >= size ? 'unsatisfiable' : { first, last }
}

/** What a range takes of each part, in order. */
export const slicesOf = (
  parts: readonly StoredPart[],
  { first, last }: ByteRange,
): (ByteRange & { readonly key: string })[] => {
  let offset = 0
  return parts.flatMap(({ key, size }) => {
    const from = Math.max(first - offset, 0)
    const to = Math.min(last - offset, size - 1)
    offset += size
    return from <= to ? [{ key, first: from, last: to }] : []
  })
}
