// @ts-check
import { basic } from './requests.mjs'

/**
 * Asks a token endpoint as RFC 6749 has it. Throws what it said if that was not a token.
 * @param {string | URL} url
 * @param {import('./requests.mjs').Client} client
 * @param {Record<string, string>} form
 * @returns {Promise<string>} The access token.
 */
export async function requestToken(url, client, form) {
  const headers = { authorization: basic(client.id, client.secret) }
  const response = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(form) })
  const answer = /** @type {any} */ (await response.json())
  if (!response.ok) throw new Error(`No token: ${JSON.stringify(answer)}`)
  return answer.access_token
}
