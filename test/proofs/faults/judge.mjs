// @ts-check
import { signsOfLife } from '../crash-verdict.mjs'
import { redeem, refresh } from './life.mjs'

/** @typedef {import('../crash-client.mjs').ApiClient} ApiClient */
/** @typedef {import('./life.mjs').Life} Life */
/** @typedef {import('./life.mjs').Means} Means */

/**
 * @typedef {object} Finding
 * @property {'false 200' | 'half state' | 'lie'} kind
 * @property {string} text
 */

const all = 3

/**
 * Compares what the recovered server does with what was answered while its store failed.
 * @param {Life} life
 * @param {Means} means
 * @returns {Promise<Finding[]>}
 */
export async function judge(life, means) {
  /** @type {Finding[]} */
  const found = life.lies.map((text) => ({
    kind: text.includes('dead grant') ? 'false 200' : 'lie',
    text,
  }))
  const former = life.pairs.slice(0, -1)
  const newest = life.pairs.at(-1)
  const signs = await Promise.all(life.pairs.map((pair) => signsOfLife(means.api, pair)))
  const ofNewest = signs.at(-1) ?? 0
  if (former.length > 0 && signs.slice(0, -1).some((count) => count > 0)) {
    found.push({ kind: 'half state', text: 'a pair lives beside the one that replaced it' })
  }
  if (life.ended === 'yes') {
    if (ofNewest > 0) found.push({ kind: 'false 200', text: `ended, yet ${ofNewest} of 3 work` })
    return life.spent === 'maybe' ? [...found, ...(await askAgain(life, means))] : found
  }
  if (newest && ofNewest > 0 && ofNewest < all) {
    found.push({ kind: 'half state', text: `${ofNewest} of 3 uses work` })
  } else if (newest && ofNewest === 0 && life.ended === 'no' && life.spent === 'no') {
    found.push({ kind: 'false 200', text: 'a pair that was given does not work' })
  }
  if (life.spent === 'maybe' && ofNewest === 0) found.push(...(await askAgain(life, means)))
  return found
}

/**
 * A client that lost an answer asks again: a refresh gives the pair it missed, a code works or is refused for good.
 * @param {Life} life
 * @param {Means} means
 * @returns {Promise<Finding[]>}
 */
async function askAgain(life, means) {
  const known = life.pairs.length
  const lies = life.lies.length
  const wasCode = life.code !== undefined
  await (wasCode ? redeem : refresh)(life, means, Math.random)
  /** @type {Finding[]} */
  const found = life.lies.slice(lies).map((text) => ({ kind: 'half state', text }))
  const missed = life.pairs.at(-1)
  if (life.pairs.length === known) {
    return life.spent === 'maybe' ? [{ kind: 'lie', text: 'failed after the recovery' }] : found
  }
  if (missed && (await signsOfLife(means.api, missed)) < all) {
    found.push({ kind: 'half state', text: 'a pair fetched again does not work' })
  }
  return found
}
