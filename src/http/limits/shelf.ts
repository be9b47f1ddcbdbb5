/**
 * A map of at most `capacity` keys, in two generations: when the young one has grown to its half, the old one is
 * forgotten at once. What was set lately stays.
 */
export const createShelf = <Value>(capacity: number) => {
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()
  return {
    get: (key: string) => young.get(key) ?? old.get(key),
    delete(key: string) {
      if (!young.delete(key)) old.delete(key)
    },
    set(key: string, value: Value) {
      old.delete(key)
      young.set(key, value)
      if (young.size < capacity / 2) return
      old = young
      young = new Map()
    },
    get size() {
      return young.size + old.size
    },
  }
}
