// @ts-check

/** @typedef {'revoke' | 'introspect' | 'bearer'} Operation */

/**
 * @typedef {object} Request
 * @property {'GET' | 'POST'} method
 * @property {string} path
 * @property {Record<string, string>} headers
 * @property {string} [body]
 */

export const notionVersion = '2025-09-03'

/**
 * @param {string} id
 * @param {string} secret
 */
export function basic(id, secret) {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
}

/**
 * @typedef {object} Client
 * @property {string} id
 * @property {string} secret
 */

/** The client of every server that takes one as it is given. @type {Client} */
export const benchmarkClient = {
  id: 'benchmark-client',
  secret: 'benchmark-secret-of-forty-eight-characters-length',
}

/**
 * The request as a Notion client sends it.
 * @param {Operation} operation
 * @param {string} token
 * @param {Client} [client]
 * @returns {Request}
 */
export function notionRequest(operation, token, client = benchmarkClient) {
  const shared = { accept: 'application/json', 'notion-version': notionVersion }
  if (operation === 'bearer') {
    const headers = { ...shared, authorization: `Bearer ${token}` }
    return { method: 'GET', path: '/v1/users/me', headers }
  }
  const authorization = basic(client.id, client.secret)
  return {
    method: 'POST',
    path: `/v1/oauth/${operation}`,
    headers: { ...shared, authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  }
}

/**
 * The request as RFC 7009, RFC 7662 and RFC 6750 have it. The hint spares the server a look-up.
 * @param {string} path
 * @param {Operation} operation
 * @param {string} token
 * @param {Client} [client]
 * @returns {Request}
 */
export function openIdRequest(path, operation, token, client = benchmarkClient) {
  const shared = { accept: 'application/json' }
  if (operation === 'bearer') {
    return { method: 'GET', path, headers: { ...shared, authorization: `Bearer ${token}` } }
  }
  return {
    method: 'POST',
    path,
    headers: {
      ...shared,
      authorization: basic(client.id, client.secret),
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ token, token_type_hint: 'access_token' }).toString(),
  }
}

/**
 * @param {Request} request
 * @param {string} host
 */
export function serialise({ method, path, headers, body }, host) {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const lines = Object.entries({ host, connection: 'keep-alive', ...headers, ...length })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return `${method} ${path} HTTP/1.1\r\n${head}\r\n${body ?? ''}`
}
