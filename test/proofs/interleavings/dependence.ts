/** The tables that a statement touches, read out of its text. */
export type Footprint = {
  readonly touches: ReadonlySet<string>
  readonly changes: ReadonlySet<string>
}

const known = new Map<string, Footprint>()

const tablesAfter = (words: RegExp, text: string): string[] =>
  [...text.matchAll(words)].map((match) => match[1] ?? '')

export const footprintOf = (texts: readonly string[]): Footprint => {
  const text = texts.join(' ; ')
  let found = known.get(text)
  if (!found) {
    const changes = tablesAfter(/\b(?:update|insert\s+into|delete\s+from)\s+(\w+)/gi, text)
    const reads = tablesAfter(/\b(?:from|join)\s+(\w+)/gi, text)
    found = { touches: new Set([...changes, ...reads]), changes: new Set(changes) }
    known.set(text, found)
  }
  return found
}

/**
 * Do two statements commute, whatever rows they meet: neither changes a table that the other touches? Coarser than
 * rows, so what is called independent is.
 */
export const areIndependent = (left: Footprint, right: Footprint): boolean =>
  !meets(left.changes, right.touches) && !meets(right.changes, left.touches)

export const meets = (left: ReadonlySet<string>, right: ReadonlySet<string>): boolean =>
  [...left].some((table) => right.has(table))
