// @ts-check

/** @typedef {import('../../../dist/ports/store.js').Store} Store */

/**
 * @typedef {object} Ground A node, the store under it, and the faults that can be put between them.
 * @property {'sqlite' | 'postgres'} store
 * @property {import('../../../bench/server-process.mjs').ServerProcess} node
 * @property {import('./fault.mjs').Fault[]} faults
 * @property {<T>(work: (store: Store) => Promise<T>) => Promise<T>} withStore The same store, past the faults.
 * @property {() => Promise<void>} settled Nothing that the node asked for is under way any more.
 * @property {() => Promise<number>} halfPairs Pairs of which the store holds one token.
 * @property {() => Promise<void>} remove
 */

export {}
