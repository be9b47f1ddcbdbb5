/**
 * Lets `width` pieces of work run at once and as many as `waiting` more stand in line. Answers undefined, and does not
 * begin the work, when the line is full.
 */
export const createTurns = (width: number, waiting: number) => {
  let running = 0
  const line: (() => void)[] = []
  const turn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running < width) running += 1
    else await new Promise<void>((resolve) => line.push(resolve))
    try {
      return await work()
    } finally {
      const next = line.shift()
      // The place goes from hand to hand, so that nobody who comes meanwhile takes it.
      if (next) next()
      else running -= 1
    }
  }
  return <T>(work: () => Promise<T>): Promise<T> | undefined =>
    running >= width && line.length >= waiting ? undefined : turn(work)
}
