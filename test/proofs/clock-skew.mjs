// @ts-check

/**
 * Loaded into a server with `--import`: its clock runs beside the machine's by the milliseconds in the query of this
 * module's URL, as on a node whose time was never set.
 */
const skew = Number(new URL(import.meta.url).search.slice(1))
if (!Number.isInteger(skew)) throw new Error('The skew is a whole number of milliseconds.')
const { now } = Date
Date.now = () => now() + skew
