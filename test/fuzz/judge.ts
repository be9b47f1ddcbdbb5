import { expect } from 'vitest'
import { publishedVersions } from '../../src/contract/versions.js'
import { BODY_LIMIT, type Endpoint, type FuzzRequest } from './arbitraries.js'
import type { Material } from './material.js'
import type { Answer, Header, Outgoing } from './transport.js'

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Word for word what the document of the revoke page allows. */
const documented: Readonly<Record<number, readonly string[]>> = {
  400: [
    'invalid_request',
    'invalid_grant',
    'unauthorized_client',
    'unsupported_grant_type',
    'invalid_scope',
  ],
  401: ['invalid_client'],
  403: ['test_env_error'],
}

const escapeAll = (text: string): string =>
  text.replace(
    /[^0-9A-Za-z]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )

const authorizationOf = (
  { credentials }: FuzzRequest,
  { client, other }: Material,
): string | undefined => {
  const { clientId: id, clientSecret: secret } = client
  const pair = (text: string, scheme = 'Basic') =>
    `${scheme} ${Buffer.from(text, 'utf8').toString('base64')}`
  switch (credentials.kind) {
    case 'raw':
      return pair(`${id}:${secret}`)
    case 'percent':
      return pair(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)
    case 'form':
      return pair(new URLSearchParams([[id, secret]]).toString().replace('=', ':'))
    case 'everything':
      return pair(`${escapeAll(id)}:${escapeAll(secret)}`)
    case 'lower':
      return pair(`${id}:${secret}`, 'basic')
    case 'wrong-secret':
      return pair(`${id}:${secret.slice(0, -1)}`)
    case 'other-client':
      return pair(`${id}:${other.clientSecret}`)
    case 'swapped':
      return pair(`${secret}:${id}`)
    case 'truncated':
      return pair(`${id}:${secret}`).slice(0, -6)
    case 'header':
      return credentials.value
    default:
      return undefined
  }
}

const rightful = new Set(['raw', 'percent', 'form', 'everything', 'lower'])

export const outgoingOf = (
  endpoint: Endpoint,
  request: FuzzRequest,
  material: Material,
): Outgoing => {
  const { payload, contentType, version, extra } = request
  const authorization = authorizationOf(request, material)
  const named: readonly (readonly [string, string | undefined])[] = [
    ['authorization', authorization],
    ['content-type', contentType],
    ['notion-version', version],
  ]
  const headers = named.filter((entry): entry is Header => entry[1] !== undefined)
  const body =
    payload.kind === 'bytes' ? Buffer.from(payload.bytes) : Buffer.from(material.fill(payload.text))
  return {
    method: request.method,
    path: `/v1/oauth/${endpoint}${request.query}`,
    headers: [...extra, ...headers],
    body,
    chunked: request.chunked,
  }
}

const mediaTypeOf = (contentType: string | undefined): string =>
  (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

/** RFC 7493 §2.1: half a character is none. */
const refusingHalves = (key: string, value: unknown): unknown => {
  if (!key.isWellFormed() || (typeof value === 'string' && !value.isWellFormed())) {
    throw new SyntaxError('half a character')
  }
  return value
}

/** The members of a body as the documents read it; undefined: it is malformed. */
const membersOf = (
  contentType: string | undefined,
  body: Buffer,
): Map<string, unknown> | undefined => {
  const text = body.toString('utf8')
  switch (mediaTypeOf(contentType)) {
    case JSON_TYPE:
      try {
        const value: unknown = text === '' ? {} : JSON.parse(text, refusingHalves)
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
        return new Map(Object.entries(value))
      } catch {
        return undefined
      }
    case FORM_TYPE: {
      const pairs = [...new URLSearchParams(text)]
      if (new Set(pairs.map(([name]) => name)).size < pairs.length) return undefined
      return new Map(pairs.filter(([, value]) => value !== ''))
    }
    default:
      return undefined
  }
}

/** What the request says, if it is one that the documents allow; undefined if it has to be refused. */
export const readingOf = (
  endpoint: Endpoint,
  request: FuzzRequest,
  { body }: Outgoing,
): Map<string, unknown> | undefined => {
  if (request.method !== 'POST' || !rightful.has(request.credentials.kind)) return undefined
  if (body.length > BODY_LIMIT) return undefined
  const members = membersOf(request.contentType, body)
  if (!members) return undefined
  const { version } = request
  const mayBeMissing = endpoint === 'token' || mediaTypeOf(request.contentType) === FORM_TYPE
  const versionHolds =
    version === undefined
      ? mayBeMissing
      : (publishedVersions as readonly string[]).includes(version.trim())
  return versionHolds ? members : undefined
}

/** What every answer to a client has to be, whatever was asked. */
export const judgeAnswer = (
  { method, contentType }: Pick<FuzzRequest, 'method' | 'contentType'>,
  { status, headers, text }: Answer,
): void => {
  expect(status).toBeLessThan(500)
  expect(headers['x-notion-request-id']).toMatch(UUID)
  if (method === 'HEAD') return
  expect(headers['content-type']).toBe('application/json; charset=utf-8')
  const body = JSON.parse(text)
  if (status === 200) {
    expect(headers['cache-control']).toBe('no-store')
    return
  }
  if (method !== 'POST') {
    expect(body).toEqual({
      object: 'error',
      status: 400,
      code: expect.stringMatching(/^(invalid_request_url|validation_error)$/),
      message: expect.any(String),
      request_id: headers['x-notion-request-id'],
    })
    return
  }
  const codes = documented[status] ?? []
  if (mediaTypeOf(contentType) === FORM_TYPE) {
    expect(Object.keys(body).sort()).toEqual(['error', 'error_description', 'request_id'])
    expect(codes).toContain(body.error)
    // RFC 6749 §5.2: these characters and no others.
    expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
    expect(body.request_id).toBe(headers['x-notion-request-id'])
  } else {
    const keys = Object.keys(body).filter((key) => key !== 'additional_data')
    expect(keys.sort()).toEqual(['code', 'message', 'object', 'status'])
    expect(body).toMatchObject({ object: 'error', status, message: expect.any(String) })
    expect(codes).toContain(body.code)
  }
  if (status === 401) expect(headers['www-authenticate']).toMatch(/^Basic /)
}
