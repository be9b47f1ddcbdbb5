/** What one list keeps of another: the first index of each pair in one, the second in the other, both ascending. */
export type Kept = readonly (readonly [number, number])[]

/** More pairs than this are not compared: what differs in the middle is made anew. */
const MAX_PAIRS = 4_000_000

/** The longest list of texts that both have, in their order. */
export const matchBlocks = (before: readonly string[], after: readonly string[]): Kept => {
  const kept: [number, number][] = []
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) {
    kept.push([start, start])
    start += 1
  }
  let end = 0
  const room = Math.min(before.length, after.length) - start
  while (end < room && before.at(-1 - end) === after.at(-1 - end)) end += 1
  const rows = before.length - start - end
  const columns = after.length - start - end
  if (rows * columns <= MAX_PAIRS) {
    for (const [row, column] of longest(
      before.slice(start, start + rows),
      after.slice(start, start + columns),
    )) {
      kept.push([start + row, start + column])
    }
  }
  for (let left = end; left > 0; left--) kept.push([before.length - left, after.length - left])
  return kept
}

const longest = (before: readonly string[], after: readonly string[]): [number, number][] => {
  const width = after.length + 1
  const lengths = new Uint32Array((before.length + 1) * width)
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
    }
  }
  const pairs: [number, number][] = []
  for (let row = 0, column = 0; row < before.length && column < after.length; ) {
    if (before[row] === after[column]) {
      pairs.push([row, column])
      row += 1
      column += 1
    } else if (at(row + 1, column) >= at(row, column + 1)) row += 1
    else column += 1
  }
  return pairs
}
