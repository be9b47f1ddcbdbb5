// @ts-check
import { send } from './wire.mjs'

/**
 * @typedef {'token' | 'revocation' | 'introspection'} EndpointName
 * @typedef {object} Metadata
 * @property {string} url
 * @property {import('./wire.mjs').Answer} answer
 * @property {Record<string, unknown>} members
 */

/**
 * Where the metadata of an issuer may stand. RFC 8414 §3.1 puts the well-known part before the issuer's path,
 * OpenID Connect Discovery §4 after it.
 * @param {string} issuer
 */
function placesOf(issuer) {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}${path}/.well-known/oauth-authorization-server`,
  ]
}

/**
 * @param {string} issuer
 * @returns {Promise<Metadata | undefined>}
 */
export async function discover(issuer) {
  for (const url of placesOf(issuer)) {
    const answer = await send(url, { headers: { accept: 'application/json' } })
    if (answer.status === 200 && answer.body) return { url, answer, members: answer.body }
  }
  return undefined
}
