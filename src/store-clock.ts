import type { Clock } from './ports/clock.js'
import type { Store } from './ports/store.js'

/** Milliseconds between two comparisons: a machine's clock that was set is followed after as long. */
const INTERVAL = 15_000

/** How often the store is asked for one comparison: the quickest answer tells most exactly. */
const TRIES = 4

/** An answer that took longer, in milliseconds, says too little to change anything by it. */
const SLOWEST = 1000

/**
 * The time of the store, the same on every node whatever the clock of its machine says, without asking for each use.
 * Exact to half a round trip. Until `signal` aborts, it is compared again from time to time; an answer that is slow or
 * does not come leaves it as it was. Errors: of the store, in the first comparison only.
 */
export const followStore = async (
  store: Pick<Store, 'now'>,
  local: Clock,
  signal?: AbortSignal,
): Promise<Clock> => {
  let offset = 0

  const compare = async (slowest: number): Promise<void> => {
    for (let tries = 0; tries < TRIES; tries++) {
      const began = performance.now()
      const now = await store.now()
      const took = performance.now() - began
      if (took > slowest) continue
      slowest = took
      offset = Math.round(now + took / 2 - local())
    }
  }

  await compare(Number.POSITIVE_INFINITY)
  if (signal) {
    const timer = setInterval(() => compare(SLOWEST).catch(() => {}), INTERVAL).unref()
    signal.addEventListener('abort', () => clearInterval(timer))
  }
  return () => local() + offset
}
