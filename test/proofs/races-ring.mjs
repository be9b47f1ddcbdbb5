// @ts-check
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import { redirectUri } from './grants.mjs'
import { bodyOf } from './lean-client.mjs'
import { formRequest, pairIn } from './wire.mjs'

/** @typedef {import('./browser-session.mjs').BrowserSession} BrowserSession */
/** @typedef {import('./grants.mjs').Pair} Pair */
/** @typedef {import('./grants.mjs').PreparedGrant} PreparedGrant */
/** @typedef {import('./lean-client.mjs').Answer} Answer */
/** @typedef {import('./lean-client.mjs').LeanClient} LeanClient */
/** @typedef {import('./races-kinds.mjs').Act} Act */
/** @typedef {import('./races-order.mjs').Deed} Deed */
/** @typedef {import('./random.mjs').Draw} Draw */
/** @typedef {import('./wire.mjs').Requests} Requests */

/** @typedef {{ client: LeanClient, requests: Requests, session: BrowserSession, draw: Draw }} Side The clients' side of a race. */

/** @param {Pair | undefined} pair */
export const nameOf = (pair) => pair?.access.slice(-6) ?? ''

/**
 * From no distance at all over parts of a millisecond to a few.
 * @param {Draw} draw
 */
async function jitter(draw) {
  const chance = draw(10)
  if (chance < 4) return
  if (chance < 8) for (let turns = draw(6); turns > 0; turns -= 1) await nextTurn()
  else await delay(1 + draw(4))
}

/**
 * @param {Side} side
 * @param {PreparedGrant} grant
 * @param {Act} act
 */
function requestFor({ requests, session }, grant, { verb, pair, kind = 'access' }) {
  const token = pair?.[kind] ?? ''
  switch (verb) {
    case 'bearer':
    case 'introspect':
    case 'revoke':
    case 'refresh':
      return requests[verb](token)
    case 'redeem':
      return requests.redeem(grant.kind === 'redeem' ? grant.code : '', redirectUri)
    case 'disconnect': {
      const path = `/connections/${grant.grantId}/disconnect`
      return formRequest(path, session.cookie, { _csrf: session.csrf })
    }
  }
}

/**
 * @param {Act['verb']} verb
 * @param {Answer} answer
 */
function isAccepted(verb, answer) {
  if (verb === 'disconnect') return answer.status === 303
  return answer.status === 200 && (verb !== 'introspect' || bodyOf(answer).active === true)
}

/**
 * Keeps account of one grant: every request, every answer, every pair that anybody received.
 * @param {Side} side
 * @param {PreparedGrant} grant
 */
export function createRing(side, grant) {
  const { client, draw } = side
  /** @type {Deed[]} */
  let deeds = []
  const pairs = new Map(grant.kind === 'redeem' ? [] : [[nameOf(grant.pair), grant.pair]])

  /** @param {Act} act */
  const send = async (act) => {
    const answer = await client.send(requestFor(side, grant, act))
    const { verb, pair, kind = 'access' } = act
    const { sentAt, receivedAt, status } = answer
    const received = verb === 'refresh' || verb === 'redeem' ? pairIn(answer) : undefined
    if (received) pairs.set(nameOf(received), received)
    const accepted = isAccepted(verb, answer)
    const got = nameOf(received)
    deeds.push({ verb, pair: nameOf(pair), kind, sentAt, receivedAt, status, accepted, got })
    return received
  }

  return {
    pair: grant.kind === 'redeem' ? { access: '', refresh: '' } : grant.pair,
    draw,
    /** @param {Act[]} acts */
    together: (...acts) =>
      Promise.all(
        acts.map(async (act) => {
          await jitter(draw)
          return send(act)
        }),
      ),
    /** Tries every credential of every pair, one after the other; the newest refresh token first, then the spent. */
    async probe() {
      const received = [...pairs.values()].reverse()
      for (const pair of received) {
        await send({ verb: 'introspect', pair, kind: 'access' })
        await send({ verb: 'introspect', pair, kind: 'refresh' })
        await send({ verb: 'bearer', pair })
      }
      for (const pair of received) await send({ verb: 'refresh', pair, kind: 'refresh' })
    },
    /** What was done since this was last asked. */
    takeDeeds() {
      const done = deeds
      deeds = []
      return done
    },
  }
}
