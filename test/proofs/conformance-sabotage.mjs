// @ts-check
import { register } from 'node:module'
import { sabotages } from './conformance-sabotages.mjs'

/**
 * Loaded into the server with `--import`: SABOTAGE names which of conformance-sabotages.mjs it gets. Never part of a
 * server that anybody uses.
 */
const name = process.env.SABOTAGE ?? ''
const found = sabotages[name]
if (!found) throw new Error(`There is no sabotage "${name}".`)
register('./sabotage-hooks.mjs', import.meta.url, { data: found.changes })
