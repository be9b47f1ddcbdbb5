// @ts-check

import { pairOf } from '../crash-traffic.mjs'
import { redirectUri } from '../grants.mjs'

/** @typedef {import('../crash-client.mjs').ApiClient} ApiClient */
/** @typedef {import('../grants.mjs').Pair} Pair */
/** @typedef {import('../grants.mjs').PreparedGrant} PreparedGrant */
/** @typedef {import('./browser.mjs').Browser} Browser */
/** @typedef {import('./wire-faults.mjs').Random} Random */

/** What can be known of a promise from its answers. @typedef {'no' | 'maybe' | 'yes'} Known */

/**
 * @typedef {object} Life What the answers so far have said about one grant.
 * @property {string} grantId
 * @property {string | undefined} code One that was not redeemed to our knowledge.
 * @property {Pair[]} pairs Given with 200, the newest last.
 * @property {Known} spent Whether the newest pair, or the code, has been spent by a request without a good answer.
 * @property {Known} ended
 * @property {string[]} lies Answers that cannot be true.
 */

/**
 * @typedef {object} Means
 * @property {ApiClient} api
 * @property {Browser} browser
 * @property {(answer: Promise<{ status: number }>) => Promise<void>} observe
 */

/**
 * @param {PreparedGrant} grant
 * @returns {Life}
 */
export const lifeOf = (grant) => ({
  grantId: grant.grantId,
  code: grant.kind === 'redeem' ? grant.code : undefined,
  pairs: grant.kind === 'redeem' ? [] : [grant.pair],
  spent: 'no',
  ended: 'no',
  lies: [],
})

const noAnswer = { status: 0, body: /** @type {Record<string, unknown>} */ ({}) }
const isFailure = (/** @type {number} */ status) => status === 0 || status >= 500

/**
 * @template T
 * @param {Means} means
 * @param {Promise<T & { status: number }>} request
 * @returns {Promise<(T & { status: number }) | typeof noAnswer>}
 */
async function ask(means, request) {
  const answer = request.catch(() => noAnswer)
  await means.observe(answer)
  return answer
}

/** @typedef {(life: Life, means: Means, random: Random) => Promise<void>} Step */

/** @type {Step} */
const revoke = async (life, means, random) => {
  const pair = life.pairs.at(-1)
  if (!pair || life.spent !== 'no') return
  const token = random() < 0.5 ? pair.access : pair.refresh
  const { status } = await ask(means, means.api.oauth('revoke', { token }))
  if (status === 200) life.ended = 'yes'
  else if (!isFailure(status)) life.lies.push(`revoke answered ${status}`)
  else if (life.ended === 'no') life.ended = 'maybe'
}

/** @type {Step} */
const disconnect = async (life, means) => {
  if (life.pairs.length === 0) return
  const before = life.ended
  const request = means.browser.disconnect(life.grantId)
  const { status, location } = { location: '', ...(await ask(means, request)) }
  if (isFailure(status)) {
    if (before === 'no') life.ended = 'maybe'
  } else if (status === 303 && location.startsWith('/connections')) life.ended = 'yes'
  else life.lies.push(`disconnect answered ${status} ${location}`)
}

/** @type {Step} */
export const refresh = async (life, means) => {
  const pair = life.pairs.at(-1)
  if (!pair) return
  const body = { grant_type: 'refresh_token', refresh_token: pair.refresh }
  const answer = await ask(means, means.api.oauth('token', body))
  if (isFailure(answer.status)) life.spent = 'maybe'
  else take(life, answer, 'refresh')
}

/** @type {Step} */
export const redeem = async (life, means) => {
  const { code } = life
  if (code === undefined) return
  const body = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
  const answer = await ask(means, means.api.oauth('token', body))
  // A code that was taken without an answer is refused the second time, and its grant dies (RFC 6749 §4.1.2).
  if (isFailure(answer.status)) life.spent = 'maybe'
  else if (answer.status === 400 && life.spent === 'maybe') {
    Object.assign(life, { code: undefined, spent: 'no', ended: 'yes' })
  } else take(life, answer, 'redemption')
}

/**
 * @param {Life} life
 * @param {{ status: number, body: Record<string, unknown> }} answer
 * @param {string} name
 */
function take(life, { status, body }, name) {
  if (status === 200) {
    life.pairs.push(pairOf(body))
    life.code = undefined
    life.spent = 'no'
    if (life.ended === 'yes') life.lies.push(`${name} of a dead grant answered 200`)
  } else if (life.ended === 'no')
    life.lies.push(`${name} of a live grant answered ${status} ${body.code}`)
  else Object.assign(life, { spent: 'no', ended: 'yes' })
}

/** @type {Step} */
const call = async (life, means) => {
  const pair = life.pairs.at(-1)
  if (!pair) return
  const { status } = await ask(means, means.api.me(pair.access))
  if (isFailure(status)) return
  if (status !== 200 && status !== 401) life.lies.push(`a call answered ${status}`)
  judgeSign(life, status === 200, 'a call')
}

/** @type {Step} */
const introspect = async (life, means, random) => {
  const pair = life.pairs.at(-1)
  if (!pair) return
  const token = random() < 0.5 ? pair.access : pair.refresh
  const { status, body } = await ask(means, means.api.oauth('introspect', { token }))
  if (isFailure(status)) return
  if (status !== 200) life.lies.push(`introspection answered ${status}`)
  judgeSign(life, body.active === true, 'introspection')
}

/**
 * @param {Life} life
 * @param {boolean} lives
 * @param {string} said
 */
function judgeSign(life, lives, said) {
  if (lives && life.ended === 'yes') life.lies.push(`${said} says that a dead grant lives`)
  if (!lives && life.ended === 'no' && life.spent === 'no') {
    life.lies.push(`${said} says that a live grant is dead`)
  }
}

/** Ways in which clients and people use a connection. @type {readonly (readonly Step[])[]} */
const stories = [
  [revoke, call],
  [revoke, introspect],
  [refresh, call],
  [refresh, revoke, call],
  [call, refresh, refresh],
  [refresh, disconnect, introspect],
  [disconnect, call],
  [call, introspect],
]

/** @type {readonly Step[]} */
const connecting = [redeem, call, revoke]

/**
 * Tells one story of a grant. What fails is asked for once more every other time, as a client would.
 * @param {Life} life
 * @param {Means} means
 * @param {Random} random
 */
export async function live(life, means, random) {
  const chosen = stories[Math.floor(random() * stories.length)] ?? []
  for (const step of life.code === undefined ? chosen : connecting) {
    await step(life, means, random)
    const isUnsure = life.spent === 'maybe' || life.ended === 'maybe'
    if (isUnsure && random() < 0.5) await step(life, means, random)
  }
}
