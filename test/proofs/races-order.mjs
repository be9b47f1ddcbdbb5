// @ts-check

/** @typedef {'redeem' | 'refresh' | 'revoke' | 'bearer' | 'introspect' | 'disconnect'} Verb */

/**
 * @typedef {object} Deed One request and its answer.
 * @property {Verb} verb
 * @property {string} pair Names the pair whose token was presented; empty for a code and for the button.
 * @property {'access' | 'refresh'} kind Which of the pair was presented.
 * @property {number} sentAt
 * @property {number} receivedAt
 * @property {number} status
 * @property {boolean} accepted
 * @property {string} got Names the pair that was answered; empty if none was.
 */

/**
 * @typedef {object} State A grant as docs/oauth.md has it, one generation after the other.
 * @property {readonly string[]} pairs The pairs of generation 1, 2, …; none: the code is not redeemed.
 * @property {boolean} replayable Whether the newest refresh may be repeated.
 * @property {boolean} revoked
 * @property {readonly Deed[]} unfinished Refreshes that have replaced the pair and have not handed the next one over,
 *   and revocations that have found their token alive and have not ended the grant.
 */

/** A pair that nobody was told of. */
const untold = 'untold'

/**
 * The state after the first of two steps, where a deed may have taken two. A revocation judges the token when it reads
 * it and ends the grant later. A refresh that was refused may have replaced the pair before it found the grant ended;
 * until then the replaced tokens are as good as live to a revocation.
 * @param {State} state
 * @param {Deed} deed
 * @returns {State | undefined}
 */
function begin(state, deed) {
  const { pairs, unfinished, revoked } = state
  const live = !revoked && pairs.indexOf(deed.pair) === pairs.length - 1
  if (!live || unfinished.includes(deed)) return undefined
  if (deed.verb === 'revoke') return { ...state, unfinished: [...unfinished, deed] }
  if (deed.verb !== 'refresh' || deed.accepted) return undefined
  return { ...state, pairs: [...pairs, untold], unfinished: [...unfinished, deed] }
}

/**
 * The state after the deed, if its answer fits the state before it.
 * @param {State} state
 * @param {Deed} deed
 * @returns {State | undefined}
 */
function apply(state, deed) {
  const { pairs, replayable, revoked, unfinished } = state
  const { verb, accepted, got } = deed
  const ended = { ...state, revoked: true, replayable: false }
  if (verb === 'disconnect') return accepted ? ended : undefined
  if (verb === 'redeem') {
    if (revoked) return accepted ? undefined : state
    if (pairs.length > 0) return accepted ? undefined : ended
    return accepted ? { ...state, pairs: [got] } : undefined
  }
  if (unfinished.includes(deed)) {
    if (verb === 'revoke') return accepted ? ended : undefined
    return revoked ? state : undefined
  }
  const generation = pairs.indexOf(deed.pair) + 1
  if (generation === 0) return undefined
  const live = !revoked && generation === pairs.length
  const former = !revoked && generation === pairs.length - 1
  const spent = former && replayable && deed.kind === 'refresh'
  switch (verb) {
    case 'bearer':
      if (accepted !== live) return undefined
      return accepted ? { ...state, replayable: false } : state
    case 'introspect':
      return accepted === live ? state : undefined
    case 'revoke':
      if (!accepted) return undefined
      if (live || (former && pairs.at(-1) === untold)) return ended
      return spent ? { ...state, replayable: false } : state
    case 'refresh':
      if (revoked) return accepted ? undefined : state
      if (live) {
        if (!accepted || pairs.includes(got)) return undefined
        return { ...state, pairs: [...pairs, got], replayable: true }
      }
      if (spent) return accepted && got === pairs[generation] ? state : undefined
      return accepted ? undefined : ended
  }
}

/**
 * Is there an order in which the deeds, done one after the other, give exactly these answers? Deeds whose times do not
 * overlap keep their order.
 * @param {readonly Deed[]} deeds
 * @param {readonly string[]} pairs Those of the grant before.
 */
export function hasLegalOrder(deeds, pairs) {
  /**
   * @param {State} state
   * @param {readonly Deed[]} left
   * @returns {boolean}
   */
  const search = (state, left) => {
    if (left.length === 0) return true
    const horizon = Math.min(...left.map(({ receivedAt }) => receivedAt))
    for (const deed of left) {
      if (deed.sentAt > horizon) continue
      const after = apply(state, deed)
      const rest = left.filter((one) => one !== deed)
      if (after && search(after, rest)) return true
      const begun = begin(state, deed)
      if (begun && search(begun, left)) return true
    }
    return false
  }
  return search({ pairs, replayable: false, revoked: false, unfinished: [] }, deeds)
}
