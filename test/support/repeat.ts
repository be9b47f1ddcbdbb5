/** The statuses of as many answers, asked for one after the other. */
export const statuses = async (
  count: number,
  ask: () => Promise<{ readonly status: number }>,
): Promise<number[]> => {
  const found: number[] = []
  for (let asked = 0; asked < count; asked += 1) found.push((await ask()).status)
  return found
}

export const times = (count: number, status: number): number[] =>
  Array.from({ length: count }, () => status)
