// @ts-check
import { notionRequest, notionVersion } from '../../bench/requests.mjs'
import { bodyOf } from './lean-client.mjs'

/** @typedef {import('../../bench/requests.mjs').Request} Request */
/** @typedef {import('./grants.mjs').Client} Client */
/** @typedef {import('./grants.mjs').Pair} Pair */
/** @typedef {import('./lean-client.mjs').Answer} Answer */

/**
 * The requests of one client, as the official SDK sends them.
 * @param {Client} client
 */
export function createRequests({ clientId, clientSecret }) {
  const own = { id: clientId, secret: clientSecret }
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  /**
   * @param {object} body
   * @returns {Request}
   */
  const token = (body) => ({
    method: 'POST',
    path: '/v1/oauth/token',
    headers: { authorization, 'notion-version': notionVersion, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return {
    /** @param {string} credential */
    bearer: (credential) => notionRequest('bearer', credential),
    /** @param {string} credential */
    introspect: (credential) => notionRequest('introspect', credential, own),
    /** @param {string} credential */
    revoke: (credential) => notionRequest('revoke', credential, own),
    /** @param {string} credential */
    refresh: (credential) => token({ grant_type: 'refresh_token', refresh_token: credential }),
    /**
     * @param {string} code
     * @param {string} redirectUri
     */
    redeem: (code, redirectUri) =>
      token({ grant_type: 'authorization_code', code, redirect_uri: redirectUri }),
  }
}

/** @typedef {ReturnType<typeof createRequests>} Requests */

/**
 * The pair of a token answer that is a success.
 * @param {Answer} answer
 * @returns {Pair | undefined}
 */
export function pairIn(answer) {
  if (answer.status !== 200) return undefined
  const { access_token, refresh_token } = bodyOf(answer)
  return { access: String(access_token), refresh: String(refresh_token) }
}

/**
 * A form as a signed-in browser submits it.
 * @param {string} path
 * @param {string} cookie
 * @param {Record<string, string>} fields
 * @returns {Request}
 */
export const formRequest = (path, cookie, fields) => ({
  method: 'POST',
  path,
  headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields).toString(),
})
