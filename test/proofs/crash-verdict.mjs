// @ts-check
import { eachInParallel } from './crash-client.mjs'
import { askFor, inFlight, pairOf } from './crash-traffic.mjs'

/** @typedef {import('./crash-client.mjs').ApiClient} ApiClient */
/** @typedef {import('./grants.mjs').Pair} Pair */
/** @typedef {import('./grants.mjs').PreparedGrant} PreparedGrant */
/** @typedef {import('./crash-traffic.mjs').Sent} Sent */

/**
 * @typedef {object} Verdict
 * @property {number} acknowledged Revokes that were answered with 200.
 * @property {number} undone Of these, those whose grant lives again.
 * @property {number} unanswered Revokes under way when the server died.
 * @property {number} unansweredDead Of these, those that took effect; the others are wholly alive.
 * @property {number} others Refreshes and redemptions that were answered with 200.
 * @property {number} broken Grants that are half dead, or whose answered pair does not work.
 */

/** @returns {Verdict} */
export const emptyVerdict = () => ({
  acknowledged: 0,
  undone: 0,
  unanswered: 0,
  unansweredDead: 0,
  others: 0,
  broken: 0,
})

/**
 * How many of the pair's three uses still work: none of them, or all.
 * @param {ApiClient} api
 * @param {Pair} pair
 */
export async function signsOfLife(api, { access, refresh }) {
  const [first, second, call] = await Promise.all([
    api.oauth('introspect', { token: access }),
    api.oauth('introspect', { token: refresh }),
    api.me(access),
  ])
  if (call.status !== 200 && call.status !== 401) {
    throw new Error(`GET /v1/users/me answered ${call.status} after the restart.`)
  }
  return Number(first.body.active) + Number(second.body.active) + Number(call.status === 200)
}

const allSigns = 3

/**
 * @param {ApiClient} api
 * @param {Sent} sent
 * @param {Verdict} verdict
 */
async function judge(api, { grant, answered, pair }, verdict) {
  if (grant.kind === 'revoke') {
    const signs = await signsOfLife(api, grant.pair)
    if (answered) {
      verdict.acknowledged += 1
      if (signs > 0) verdict.undone += 1
      return
    }
    verdict.unanswered += 1
    if (signs === 0) verdict.unansweredDead += 1
    else if (signs < allSigns) verdict.broken += 1
    return
  }
  if (answered && pair) {
    verdict.others += 1
    const formerLives =
      grant.kind === 'refresh' &&
      (await api.oauth('introspect', { token: grant.pair.access })).body.active
    if (formerLives || (await signsOfLife(api, pair)) < allSigns) verdict.broken += 1
    return
  }
  if (grant.kind === 'refresh') {
    const tokens = [grant.pair.access, grant.pair.refresh]
    const states = await Promise.all(tokens.map((token) => api.oauth('introspect', { token })))
    if (states[0]?.body.active !== states[1]?.body.active) verdict.broken += 1
  }
  // A client that lost the answer asks again: a refresh gives it the same pair, a taken code is refused.
  const again = await api.oauth(...askFor(grant, false))
  const refused = grant.kind === 'redeem' && again.body.code === 'invalid_grant'
  const works = again.status === 200 && (await signsOfLife(api, pairOf(again.body))) === allSigns
  if (!works && !refused) verdict.broken += 1
}

/**
 * Asks the restarted server about every request of a round, and about grants that no request touched.
 * @param {ApiClient} api
 * @param {readonly Sent[]} sent
 * @param {readonly PreparedGrant[]} untouched
 */
export async function judgeRound(api, sent, untouched) {
  const verdict = emptyVerdict()
  await eachInParallel(sent, inFlight, (one) => judge(api, one, verdict))
  await eachInParallel(untouched, inFlight, async (grant) => {
    if (grant.kind === 'redeem') return
    if ((await signsOfLife(api, grant.pair)) < allSigns) verdict.broken += 1
  })
  return verdict
}
