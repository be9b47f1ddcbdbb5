import { expect } from 'vitest'
import type { Server } from '../../src/server.js'
import { basic, type Client, get, postForm, postJson, type Tokens, VERSION } from './server.js'

/** The two dialects of the OAuth endpoints: Notion's JSON and RFC 6749's form. */
export const dialects = ['json', 'form'] as const
export type Dialect = (typeof dialects)[number]

export const oauthPaths = ['token', 'introspect', 'revoke'] as const
export type OAuthPath = (typeof oauthPaths)[number]

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** POSTs to an OAuth endpoint in the dialect. */
export const post = (
  dialect: Dialect,
  server: Server,
  client: Client,
  path: OAuthPath,
  body: Record<string, string>,
): Promise<Response> =>
  dialect === 'json' ? postJson(server, client, path, body) : postForm(server, client, path, body)

export const mediaTypeOf: Record<Dialect, string> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
}

/** The body of a request in the dialect. */
export const encode = (dialect: Dialect, body: Record<string, string>): string =>
  dialect === 'json' ? JSON.stringify(body) : new URLSearchParams(body).toString()

/** POSTs exactly this body; a header that is `undefined` is left out. */
export const send = (
  server: Server,
  path: OAuthPath,
  headers: Record<string, string | undefined>,
  body: string,
): Promise<Response> => {
  const sent = Object.entries(headers).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  // Bytes, because fetch would name a media type of its own for a text.
  return fetch(`${server.url}/v1/oauth/${path}`, {
    method: 'POST',
    headers: sent,
    body: Buffer.from(body),
  })
}

/** The headers of a well-formed request of the client in the dialect. */
export const headersOf = (dialect: Dialect, client: Client): Record<string, string> => ({
  authorization: basic(client),
  'content-type': mediaTypeOf[dialect],
  ...(dialect === 'json' ? { 'notion-version': VERSION } : {}),
})

/** Checks what every answer of an OAuth endpoint carries and answers its body. */
export const readOAuth = async (
  response: Response,
  status: number,
): Promise<Record<string, unknown>> => {
  const text = await response.text()
  expect(response.status, text).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('pragma')).toBe('no-cache')
  const requestId = response.headers.get('x-notion-request-id')
  expect(requestId).toMatch(UUID)
  expect(response.headers.get('www-authenticate')).toBe(
    status === 401 ? 'Basic realm="OAuth", charset="UTF-8"' : null,
  )
  const body = JSON.parse(text) as Record<string, unknown>
  if ('request_id' in body) expect(body.request_id).toBe(requestId)
  return body
}

/** Checks a refusal to the letter and answers its message. */
export const expectRefusal = async (
  response: Response,
  dialect: Dialect,
  status: number,
  code: string,
): Promise<string> => {
  const body = await readOAuth(response, status)
  if (dialect === 'form') {
    expect(Object.keys(body)).toEqual(['error', 'error_description', 'request_id'])
    expect(body.error).toBe(code)
    // RFC 6749 §5.2: printable ASCII without quote and backslash.
    expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
    return String(body.error_description)
  }
  expect(Object.keys(body)).toEqual(['object', 'status', 'code', 'message'])
  expect(body).toMatchObject({ object: 'error', status, code })
  expect(body.message).toMatch(/./)
  return String(body.message)
}

/** Checks the one success of revoke: a body of `request_id` and nothing else. */
export const expectRevoked = async (response: Response): Promise<void> => {
  expect(Object.keys(await readOAuth(response, 200))).toEqual(['request_id'])
}

export const introspect = async (
  server: Server,
  client: Client,
  token: string,
): Promise<Record<string, unknown>> =>
  readOAuth(await postJson(server, client, 'introspect', { token }), 200)

export const refresh = (server: Server, client: Client, refreshToken: string): Promise<Response> =>
  postJson(server, client, 'token', { grant_type: 'refresh_token', refresh_token: refreshToken })

/** Refreshes and answers the new pair. */
export const refreshed = async (
  server: Server,
  client: Client,
  refreshToken: string,
): Promise<Tokens> => {
  const body = await readOAuth(await refresh(server, client, refreshToken), 200)
  return body as unknown as Tokens
}

/** Checks that both tokens of a pair open what they should. */
export const expectAlive = async (
  server: Server,
  client: Client,
  tokens: Pick<Tokens, 'access_token' | 'refresh_token'>,
): Promise<void> => {
  expect((await get(server, tokens.access_token, '/v1/users/me')).status).toBe(200)
  expect(await introspect(server, client, tokens.access_token)).toMatchObject({ active: true })
  expect(await introspect(server, client, tokens.refresh_token)).toMatchObject({ active: true })
}

/** Checks that neither token of a pair opens anything. */
export const expectDead = async (
  server: Server,
  client: Client,
  tokens: Pick<Tokens, 'access_token' | 'refresh_token'>,
): Promise<void> => {
  const call = await get(server, tokens.access_token, '/v1/users/me')
  expect(call.status).toBe(401)
  expect(await call.json()).toMatchObject({
    code: 'unauthorized',
    message: 'API token is invalid.',
  })
  for (const token of [tokens.access_token, tokens.refresh_token]) {
    const told = await introspect(server, client, token)
    expect(Object.keys(told)).toEqual(['active', 'request_id'])
    expect(told.active).toBe(false)
  }
  const again = await refresh(server, client, tokens.refresh_token)
  await expectRefusal(again, 'json', 400, 'invalid_grant')
}
