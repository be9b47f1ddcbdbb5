// @ts-check

/** @typedef {import('./grants.mjs').Pair} Pair */

/**
 * @typedef {object} Held A grant as its client knows it. Its changes are made one at a time; calls go on beside them.
 * @property {Pair} pair
 * @property {{ pair: Pair, since: number } | undefined} former The pair before, and when the answer came that ended it.
 * @property {number | undefined} endedAt When the answer came after which nothing of it may open anything.
 * @property {string} endedBy
 * @property {boolean} changing
 * @property {number} changes
 * @property {boolean} repeated Whether an answer was lost, so that a request of the client may arrive twice.
 */

/** @param {Pair} pair @returns {Held} */
export const held = (pair) => ({
  pair,
  former: undefined,
  endedAt: undefined,
  endedBy: '',
  changing: false,
  changes: 0,
  repeated: false,
})

/**
 * @typedef {object} Call One request with a token of a grant, as it stood when it was sent.
 * @property {Held} grant
 * @property {string} what
 * @property {Pair} pair
 * @property {number} sentAt
 * @property {number} changes
 * @property {number} node
 */

/**
 * @typedef {object} Judgement
 * @property {number} judged Requests that were sent after the end of what they presented.
 * @property {number} survivors Of these, those that were accepted.
 * @property {number} wronglyDead Tokens refused though nothing had ended them.
 * @property {number} lostGrants Grants that ended because a request arrived twice.
 * @property {string[]} examples
 */

/** @returns {Judgement} */
export const emptyJudgement = () => ({
  judged: 0,
  survivors: 0,
  wronglyDead: 0,
  lostGrants: 0,
  examples: [],
})

const examplesKept = 5

/**
 * Judges an answer as it comes, so that nothing needs to be kept but the grants themselves.
 * @param {Judgement} judgement
 * @param {Call} call
 * @param {boolean} accepted
 * @returns {boolean} Whether the grant turns out to have ended.
 */
export function judgeCall(judgement, { grant, what, pair, sentAt, changes, node }, accepted) {
  const { endedAt, endedBy, former } = grant
  const note = (/** @type {string} */ text) => {
    if (judgement.examples.length < examplesKept) judgement.examples.push(text)
  }
  const end = former?.pair === pair ? Math.min(former.since, endedAt ?? Infinity) : endedAt
  if (end !== undefined && sentAt > end) {
    judgement.judged += 1
    if (!accepted) return false
    judgement.survivors += 1
    const by = end === endedAt ? endedBy : 'a refresh'
    note(`${what} on node ${node} accepted, sent ${(sentAt - end).toFixed(1)} ms after ${by}`)
    return false
  }
  const undisturbed = !grant.changing && changes === grant.changes && pair === grant.pair
  if (accepted || endedAt !== undefined || !undisturbed) return false
  if (grant.repeated) judgement.lostGrants += 1
  else {
    judgement.wronglyDead += 1
    note(`${what} on node ${node} refused for no reason`)
  }
  return true
}
