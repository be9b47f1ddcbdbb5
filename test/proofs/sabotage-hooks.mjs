// @ts-check

/**
 * Changes files of the built server while they are loaded; registered with the changes as data.
 * @typedef {{ file: string, find: string, replace: string }} Change `file` under dist/.
 */

/** @type {readonly Change[]} */
let changes = []

/** @param {readonly Change[]} given */
export function initialize(given) {
  changes = given
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
