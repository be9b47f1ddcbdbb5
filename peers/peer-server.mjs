// @ts-check
import { once } from 'node:events'
import { createServer } from 'node:http'

/**
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 * @typedef {{ clientId: string, clientSecret: string, redirectUri: string }} Client
 *
 * @typedef {object} Peer
 * @property {string} issuer
 * @property {readonly Client[]} clients
 * @property {string} resourceUrl
 * @property {(request: Request, response: Response) => unknown} handle
 * @property {(asked: URLSearchParams) => Promise<string>} authorize The redirect of a consent to this request.
 * @property {() => Promise<void>} close
 */

export const redirectUri = 'https://client.example.com/callback'
export const scope = 'openid offline_access'

/**
 * An authorization request from what was asked of `codeUrl`.
 * @param {URLSearchParams} query
 * @param {readonly Client[]} clients
 */
function requestOf(query, clients) {
  const asked = new URLSearchParams({
    client_id: query.get('client_id') || String(clients[0]?.clientId),
    redirect_uri: query.get('redirect_uri') || redirectUri,
    response_type: 'code',
    scope,
    state: query.get('state') ?? 'peer',
  })
  const challenge = query.get('code_challenge')
  if (challenge) {
    asked.set('code_challenge', challenge)
    asked.set('code_challenge_method', 'S256')
  }
  return asked
}

/**
 * Serves a peer on a free port and prints where, until SIGTERM, SIGINT or the end of standard input.
 * @param {(url: string) => Promise<Peer>} createPeer
 */
export async function servePeer(createPeer) {
  /** @type {Peer | undefined} */
  let peer
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (!peer) return response.writeHead(503).end()
    if (pathname !== '/code') return peer.handle(request, response)
    try {
      const asked = requestOf(searchParams, peer.clients)
      for (let n = Number(searchParams.get('count') ?? 1); n > 0; n -= 1) {
        response.write(`${await peer.authorize(asked)}\n`)
      }
      response.end()
    } catch (fault) {
      console.error(fault)
      response.destroy()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const url = `http://127.0.0.1:${port}`
  const created = await createPeer(url)
  peer = created
  const { issuer, clients, resourceUrl, close } = created

  const stop = async () => {
    server.close()
    server.closeAllConnections()
    await close()
    process.exit()
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  process.stdin.once('end', stop).once('close', stop).resume()
  console.log(JSON.stringify({ issuer, url, clients, codeUrl: `${url}/code`, resourceUrl }))
}
