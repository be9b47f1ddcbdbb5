// @ts-check
import { lostAnswer, replayAfterUse } from './races-verdict.mjs'

/** @typedef {import('./grants.mjs').Pair} Pair */
/** @typedef {import('./races-order.mjs').Verb} Verb */
/** @typedef {{ verb: Verb, pair?: Pair, kind?: 'access' | 'refresh' }} Act A request to be. */

/**
 * @typedef {object} Ring Where one race takes place.
 * @property {Pair} pair The grant's first.
 * @property {(count: number) => number} draw A whole number below the count.
 * @property {(...acts: Act[]) => Promise<(Pair | undefined)[]>} together Sends all at random distances of
 *   microseconds to milliseconds; answers the pairs received.
 */

/** @type {(pair: Pair) => Act} */
const refresh = (pair) => ({ verb: 'refresh', pair, kind: 'refresh' })
/** @type {(pair: Pair) => Act} */
const revokeAccess = (pair) => ({ verb: 'revoke', pair, kind: 'access' })
/** @type {(pair: Pair) => Act} */
const revokeRefresh = (pair) => ({ verb: 'revoke', pair, kind: 'refresh' })
/** @type {(pair: Pair) => Act} */
const bearer = (pair) => ({ verb: 'bearer', pair, kind: 'access' })
/** @type {Act} */
const disconnect = { verb: 'disconnect' }
/** @type {Act} */
const redeem = { verb: 'redeem' }

/** @type {(ring: Ring) => (pair: Pair) => Act} */
const revokeAny = (ring) => (ring.draw(2) === 0 ? revokeAccess : revokeRefresh)

/**
 * None to two calls of an onlooker who holds the grant's first pair.
 * @param {Ring} ring
 * @param {number} most
 * @returns {Act[]}
 */
const onlookers = ({ draw, pair }, most) =>
  Array.from({ length: draw(most + 1) }, () => {
    const asked = draw(3)
    if (asked === 0) return bearer(pair)
    return { verb: 'introspect', pair, kind: asked === 1 ? 'access' : 'refresh' }
  })

/**
 * The pair that a first refresh gives, undisturbed. Without one the race is over, and its verdict is plain.
 * @param {Ring} ring
 */
async function successor(ring) {
  const [pair] = await ring.together(refresh(ring.pair))
  return pair
}

/** @type {{ name: string, code: boolean, run: (ring: Ring) => Promise<unknown> }[]} */
export const kinds = [
  {
    name: 'refresh ‖ revoke by access token',
    code: false,
    run: (ring) =>
      ring.together(refresh(ring.pair), revokeAccess(ring.pair), ...onlookers(ring, 2)),
  },
  {
    name: 'refresh ‖ revoke by refresh token',
    code: false,
    run: (ring) =>
      ring.together(refresh(ring.pair), revokeRefresh(ring.pair), ...onlookers(ring, 2)),
  },
  {
    name: lostAnswer,
    code: false,
    run: (ring) => ring.together(refresh(ring.pair), refresh(ring.pair), ...onlookers(ring, 2)),
  },
  {
    name: 'lost answer ‖ revoke',
    code: false,
    run: (ring) =>
      ring.together(
        refresh(ring.pair),
        refresh(ring.pair),
        revokeAny(ring)(ring.pair),
        ...onlookers(ring, 1),
      ),
  },
  {
    name: 'code redeemed twice',
    code: true,
    run: (ring) => ring.together(redeem, redeem, ...(ring.draw(2) === 0 ? [redeem] : [])),
  },
  {
    name: 'refresh ‖ disconnect',
    code: false,
    run: (ring) => ring.together(refresh(ring.pair), disconnect, ...onlookers(ring, 2)),
  },
  {
    name: 'revoke ‖ revoke',
    code: false,
    run: (ring) =>
      ring.together(revokeAccess(ring.pair), revokeRefresh(ring.pair), ...onlookers(ring, 2)),
  },
  {
    name: 'repeat ‖ revoke of the new pair',
    code: false,
    async run(ring) {
      const pair = await successor(ring)
      if (!pair) return
      await ring.together(refresh(ring.pair), revokeAny(ring)(pair), ...onlookers(ring, 2))
    },
  },
  {
    name: 'repeat ‖ use of the new pair',
    code: false,
    async run(ring) {
      const pair = await successor(ring)
      if (!pair) return
      const use = ring.draw(2) === 0 ? bearer(pair) : refresh(pair)
      await ring.together(refresh(ring.pair), use, ...onlookers(ring, 1))
    },
  },
  {
    name: replayAfterUse,
    code: false,
    async run(ring) {
      const pair = await successor(ring)
      if (!pair) return
      await ring.together(ring.draw(2) === 0 ? bearer(pair) : refresh(pair))
      await ring.together(refresh(ring.pair), ...onlookers(ring, 2))
    },
  },
]
