// @ts-check
import { Agent, request } from 'node:http'

/** @typedef {import('./grants.mjs').Client} Client */
/** @typedef {{ status: number, body: Record<string, unknown> }} Answer */

const timeoutMilliseconds = 15_000
const version = '2025-09-03'

/**
 * Talks to one server over connections that are kept.
 * @param {string} url
 * @param {Client} client
 * @param {number} connections
 */
export function createApiClient(url, client, connections) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const basic = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')

  /**
   * Rejects when no complete answer arrived.
   * @param {'GET' | 'POST'} method
   * @param {string} path
   * @param {string} authorization
   * @param {object} [body]
   * @returns {Promise<Answer>}
   */
  const send = (method, path, authorization, body) =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization,
        'notion-version': version,
        ...(body && { 'content-type': 'application/json' }),
      }
      const outgoing = request(url + path, { method, headers, agent }, (incoming) => {
        let text = ''
        incoming.setEncoding('utf8')
        incoming.on('data', (piece) => {
          text += piece
        })
        incoming.once('error', reject)
        incoming.once('close', () => {
          if (!incoming.complete) return reject(new Error('The answer was cut off.'))
          try {
            resolve({ status: incoming.statusCode ?? 0, body: JSON.parse(text) })
          } catch (error) {
            reject(error)
          }
        })
      })
      outgoing.setTimeout(timeoutMilliseconds, () => outgoing.destroy(new Error('No answer.')))
      outgoing.once('error', reject)
      outgoing.end(body && JSON.stringify(body))
    })

  return {
    /**
     * @param {'token' | 'introspect' | 'revoke'} endpoint
     * @param {object} body
     */
    oauth: (endpoint, body) => send('POST', `/v1/oauth/${endpoint}`, `Basic ${basic}`, body),
    /** @param {string} token */
    me: (token) => send('GET', '/v1/users/me', `Bearer ${token}`),
    close: () => agent.destroy(),
  }
}

/** @typedef {ReturnType<typeof createApiClient>} ApiClient */

/**
 * Runs the work over every item, at most `width` at a time.
 * @template T
 * @param {readonly T[]} items
 * @param {number} width
 * @param {(item: T) => Promise<void>} work
 */
export async function eachInParallel(items, width, work) {
  let next = 0
  const worker = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item)
  }
  await Promise.all(Array.from({ length: width }, worker))
}
