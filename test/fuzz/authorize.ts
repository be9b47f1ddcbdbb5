import fc from 'fast-check'
import { expect } from 'vitest'
import { hostileText } from './arbitraries.js'
import { extraHeaders } from './header-arbitraries.js'
import { type Material, placeholder } from './material.js'
import type { Answer, Header, Outgoing, Transport } from './transport.js'

const PATH = '/v1/oauth/authorize'
const REDIRECT = 'http://localhost:9999/cb'

export type AuthorizeFuzz = {
  readonly method: string
  readonly query: string
  readonly fields: string
  readonly signedIn: boolean
  readonly csrf: 'right' | 'wrong' | 'none'
  readonly contentType: string
  readonly extra: readonly Header[]
}

/** The cookies of a signed-in browser and the token of the forms that it was shown. */
export type Browser = { readonly cookies: string; readonly csrf: string }

const CLIENT = '@@client@@'

const parameter = fc.oneof(
  hostileText,
  fc.constant(placeholder('bystander', 'access', 'exact')),
  fc.constantFrom(
    '',
    CLIENT,
    REDIRECT,
    'https://stranger.example/cb',
    '//stranger.example',
    'code',
  ),
)

const parameters = fc
  .record(
    {
      client_id: fc.oneof(
        { weight: 8, arbitrary: fc.constant(CLIENT) },
        { weight: 1, arbitrary: parameter },
      ),
      response_type: fc.oneof(
        { weight: 8, arbitrary: fc.constant('code') },
        { weight: 1, arbitrary: parameter },
      ),
      redirect_uri: fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(REDIRECT, 'http://localhost:1/cb') },
        {
          weight: 3,
          arbitrary: fc.constantFrom(
            `${REDIRECT}/`,
            `${REDIRECT}?next=https://stranger.example`,
            `${REDIRECT}#fragment`,
            'http://localhost:9999@stranger.example/cb',
            'http://localhost.stranger.example/cb',
            'http://stranger.example\\@localhost:9999/cb',
            'javascript:alert(1)//localhost/cb',
            'http://localhost:99999/cb',
          ),
        },
        { weight: 1, arbitrary: parameter },
      ),
      owner: fc.oneof(
        { weight: 8, arbitrary: fc.constant('user') },
        { weight: 1, arbitrary: parameter },
      ),
      state: parameter,
      code_challenge: parameter,
      code_challenge_method: fc.oneof(fc.constantFrom('S256', 'plain'), parameter),
      workspace_id: parameter,
    },
    { requiredKeys: ['client_id', 'response_type', 'redirect_uri', 'owner'] },
  )
  .chain((found) =>
    fc.tuple(
      fc.constant(found),
      // Most requests go without a challenge: with a random one few would reach the consent.
      fc.boolean(),
    ),
  )
  .map(([found, plain]) => {
    const { code_challenge: _, code_challenge_method: __, ...others } = found
    const chosen: Record<string, string | undefined> = plain ? others : found
    return new URLSearchParams(
      Object.entries(chosen).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ).toString()
  })

const oddQuery = fc.constantFrom(
  '',
  '&',
  '%',
  'client_id=%zz',
  'client_id=%00',
  'client_id[]=1',
  '__proto__[x]=1',
  `client_id=${CLIENT}&client_id=${CLIENT}`,
  `client_id=${CLIENT}&redirect_uri=${encodeURIComponent(REDIRECT)}&state=1&state=2`,
  'a=1&'.repeat(2000),
  `client_id=${'1'.repeat(9000)}`,
)

const queryText = fc.oneof(
  { weight: 8, arbitrary: parameters },
  { weight: 2, arbitrary: oddQuery },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: 'grapheme-ascii', maxLength: 100 })
      .map((text) => text.replace(/[^\x21-\x7e]|#/g, '')),
  },
)

export const authorizeRequest: fc.Arbitrary<AuthorizeFuzz> = fc.record({
  method: fc.oneof(
    { weight: 8, arbitrary: fc.constant('GET') },
    { weight: 8, arbitrary: fc.constant('POST') },
    { weight: 1, arbitrary: fc.constantFrom('HEAD', 'PUT', 'DELETE', 'OPTIONS') },
  ),
  query: queryText,
  fields: fc
    .tuple(
      fc.constantFrom('decision=allow', 'decision=cancel', 'decision=allow&decision=x', ''),
      fc.oneof(
        fc.constant(''),
        fc.constant('&page_id=x&page_id=%00'),
        queryText.map((q) => `&${q}`),
      ),
    )
    .map(([decision, more]) => decision + more),
  signedIn: fc.oneof(
    { weight: 3, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
  csrf: fc.constantFrom('right', 'right', 'wrong', 'none'),
  contentType: fc.oneof(
    { weight: 8, arbitrary: fc.constant('application/x-www-form-urlencoded') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('application/json', 'text/plain', '', ';', 'multipart/form-data'),
    },
  ),
  extra: extraHeaders.map((headers) => headers.filter(([name]) => name !== 'cookie')),
})

/** Opens the consent page as a signed-in person, for the cookie and the token that guard its form. */
export const signInto = async (
  transport: Transport,
  { client, session }: Material,
): Promise<Browser> => {
  const query = new URLSearchParams({
    client_id: client.clientId,
    response_type: 'code',
    redirect_uri: REDIRECT,
    owner: 'user',
  })
  const page = await transport.send({
    method: 'GET',
    path: `${PATH}?${query}`,
    headers: [['cookie', `tessera_session=${session}`]],
    body: Buffer.alloc(0),
    chunked: false,
  })
  const csrf = /name="_csrf"\s+value="([^"]+)"/.exec(page.text)?.[1]
  const cookie = page.headers['set-cookie']?.[0]?.split(';')[0]
  if (csrf === undefined || cookie === undefined) throw new Error('the consent page has no form')
  return { cookies: `${cookie}; tessera_session=${session}`, csrf }
}

export const outgoingAuthorize = (
  request: AuthorizeFuzz,
  material: Material,
  { cookies, csrf }: Browser,
): Outgoing => {
  const fill = (text: string) =>
    material.fill(text.replaceAll(/%40%40/g, '@@')).replaceAll(CLIENT, material.client.clientId)
  const cookie = request.signedIn ? cookies : cookies.split('; ')[0]
  const query = fill(request.query)
  const tokens = { right: `&_csrf=${encodeURIComponent(csrf)}`, wrong: '&_csrf=x', none: '' }
  const fields = `${query}&${fill(request.fields)}${tokens[request.csrf]}`
  const sendsBody = request.method === 'POST'
  const contentType: Header[] = sendsBody ? [['content-type', request.contentType]] : []
  return {
    method: request.method,
    path: query === '' ? PATH : `${PATH}?${query}`,
    headers: [...request.extra, ['cookie', cookie ?? ''], ...contentType],
    body: Buffer.from(sendsBody ? fields : ''),
    chunked: false,
  }
}

const REGISTERED = /^http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?\/cb[?&]/
const answers = new Set([200, 303, 400, 403, 413, 415])

export const judgeAuthorize = (
  { method, signedIn, csrf, fields }: AuthorizeFuzz,
  { status, headers, text }: Answer,
): void => {
  expect(answers).toContain(status)
  expect(headers['x-notion-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  expect(text).not.toContain('<x-injected>')
  const { location } = headers
  if (status === 303) {
    if (location?.startsWith('/login?return_to=')) expect(signedIn).toBe(false)
    else expect(location).toMatch(REGISTERED)
  } else {
    expect(location).toBeUndefined()
  }
  if (status === 200 && method === 'GET') expect(signedIn).toBe(true)
  if (status === 200) expect(method).toBe('GET')
  if (/[?&]code=/.test(location ?? '')) {
    expect({ method, signedIn, csrf }).toEqual({ method: 'POST', signedIn: true, csrf: 'right' })
    expect(fields).toContain('decision=allow')
  }
}
