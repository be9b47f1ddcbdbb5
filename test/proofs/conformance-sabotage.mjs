// @ts-check
import { register } from 'node:module'

/**
 * Loaded into the server with `--import`: SABOTAGE names which of conformance-sabotages.mjs it gets. Never part of a
 * server that anybody uses.
 */
register('./conformance-sabotage-hooks.mjs', import.meta.url, { data: process.env.SABOTAGE })
