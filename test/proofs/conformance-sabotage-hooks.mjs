// @ts-check
import { sabotages } from './conformance-sabotages.mjs'

/** @type {readonly import('./conformance-sabotages.mjs').Change[]} */
let changes = []

/** @param {string} name */
export function initialize(name) {
  const found = sabotages[name]
  if (!found) throw new Error(`There is no sabotage "${name}".`)
  changes = found.changes
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  const loaded = await next(url, context)
  const meant = changes.filter(({ file }) => url.endsWith(`/dist/${file}`))
  if (meant.length === 0) return loaded
  let source = String(loaded.source)
  for (const { file, find, replace } of meant) {
    if (!source.includes(find)) throw new Error(`The sabotage finds no "${find}" in ${file}.`)
    source = source.replace(find, replace)
  }
  return { ...loaded, source }
}
