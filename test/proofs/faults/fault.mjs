// @ts-check

/**
 * @typedef {object} Fault One kind of fault that can be switched on and off between a node and its store.
 * @property {string} name
 * @property {boolean} isOutage Whether the store cannot be reached at all while it is on.
 * @property {boolean} isHarmless Whether the node should get over it without a single error.
 * @property {(quota: number) => Promise<void>} start Injects `quota` at most, or everything until it is stopped.
 * @property {(struck: number) => number} injected How many since the start; `struck` requests were sent meanwhile.
 * @property {() => Promise<void>} stop
 */

/**
 * A fault that every request meets while it is on.
 * @param {string} name
 * @param {{ start: () => Promise<unknown>, stop: () => Promise<unknown>, isOutage?: boolean, isHarmless?: boolean }} parts
 * @returns {Fault}
 */
export const lastingFault = (name, { start, stop, isOutage = false, isHarmless = false }) => ({
  name,
  isOutage,
  isHarmless,
  async start() {
    await start()
  },
  injected: (struck) => struck,
  async stop() {
    await stop()
  },
})
