// @ts-check
import { eachInParallel } from './crash-client.mjs'
import { redirectUri } from './grants.mjs'

/** @typedef {import('./crash-client.mjs').ApiClient} ApiClient */
/** @typedef {import('./grants.mjs').Pair} Pair */
/** @typedef {import('./grants.mjs').PreparedGrant} PreparedGrant */
/** @typedef {{ grant: PreparedGrant, answered: boolean, pair?: Pair }} Sent */

export const inFlight = 32

/**
 * What one grant's turn asks of the server.
 * @param {PreparedGrant} grant
 * @param {boolean} byRefreshToken
 * @returns {['token' | 'revoke', object]}
 */
export function askFor(grant, byRefreshToken) {
  switch (grant.kind) {
    case 'revoke':
      return ['revoke', { token: byRefreshToken ? grant.pair.refresh : grant.pair.access }]
    case 'refresh':
      return ['token', { grant_type: 'refresh_token', refresh_token: grant.pair.refresh }]
    case 'redeem':
      return [
        'token',
        { grant_type: 'authorization_code', code: grant.code, redirect_uri: redirectUri },
      ]
  }
}

/**
 * @param {Record<string, unknown>} body
 * @returns {Pair}
 */
export const pairOf = (body) => ({
  access: String(body.access_token),
  refresh: String(body.refresh_token),
})

/**
 * Streams requests, one per grant, until the grants or the server are at their end.
 * @param {ApiClient} api
 * @param {readonly PreparedGrant[]} grants
 * @param {{ firstAnswer: () => void, stopped: () => boolean }} signals
 * @returns {Promise<{ sent: Sent[], untouched: PreparedGrant[] }>}
 */
export async function streamRequests(api, grants, { firstAnswer, stopped }) {
  /** @type {Sent[]} */
  const sent = []
  /** @type {PreparedGrant[]} */
  const untouched = []
  let gone = false
  await eachInParallel(grants, inFlight, async (grant) => {
    if (gone || stopped()) {
      untouched.push(grant)
      return
    }
    const [endpoint, body] = askFor(grant, sent.length % 2 === 1)
    /** @type {Sent} */
    const record = { grant, answered: false }
    sent.push(record)
    const answer = await api.oauth(endpoint, body).catch(() => undefined)
    if (answer?.status === 200) {
      record.answered = true
      if (endpoint === 'token') record.pair = pairOf(answer.body)
      firstAnswer()
    } else if (answer === undefined || answer.status >= 500) {
      gone = true
    } else {
      throw new Error(`A live grant was refused: ${answer.status} ${answer.body.message}`)
    }
  })
  return { sent, untouched }
}
