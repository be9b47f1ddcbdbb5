import fc from 'fast-check'
import {
  type Credentials,
  contentTypeFor,
  credentials,
  extraHeaders,
  version,
} from './header-arbitraries.js'
import { type Change, type Holding, type Owner, placeholder } from './material.js'
import type { Header } from './transport.js'

export type Endpoint = 'token' | 'introspect' | 'revoke'

export type Payload =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }

export type FuzzRequest = {
  readonly method: string
  readonly query: string
  readonly credentials: Credentials
  readonly version: string | undefined
  readonly contentType: string | undefined
  readonly extra: readonly Header[]
  readonly payload: Payload
  readonly chunked: boolean
}

export const BODY_LIMIT = 64 * 1024

const printable = fc.string({ unit: 'grapheme-ascii', maxLength: 60 })

/** Texts that have broken parsers, databases and templates before. */
export const hostileText = fc.oneof(
  fc.constantFrom(
    '\0',
    'a\0b',
    '\ud800',
    '\udfff\ud800',
    '\ufeff',
    '\u2028',
    '🏺'.repeat(30),
    '<x-injected>',
    "' or 1=1 --",
    '{{7*7}}',
    '$1',
    ':token',
    '%s%n',
    '__proto__',
    'constructor',
    '../../etc/passwd',
    'null',
    '9'.repeat(400),
    'x'.repeat(5000),
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  printable,
)

const change = fc.constantFrom<Change>(
  'exact',
  'exact',
  'flip',
  'cut',
  'longer',
  'case',
  'padded',
  'swapped',
)

/** A secret or a near miss of one. The bystander's own are only shown where that cannot harm it. */
const secretFor = (endpoint: Endpoint): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom<Owner>('victim', 'victim', 'bystander', 'foreign'),
      fc.constantFrom<keyof Holding>('access', 'refresh', 'code'),
      change,
    )
    .map(([owner, what, how]) => {
      const harmless = owner !== 'bystander' || how !== 'exact' || endpoint === 'introspect'
      return placeholder(owner, what, harmless ? how : 'flip')
    })

const scalarFor = (endpoint: Endpoint): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 6, arbitrary: secretFor(endpoint) },
    { weight: 2, arbitrary: hostileText },
    {
      weight: 2,
      arbitrary: fc.constantFrom<unknown>(
        '',
        null,
        true,
        0,
        -1,
        1e308,
        Number.MAX_SAFE_INTEGER + 1,
        [],
        {},
        [['deep']],
        'authorization_code',
        'refresh_token',
      ),
    },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  )

/** The one that the codes were asked for with. */
export const REDIRECT = 'http://localhost:9999/cb'

/** Exact more often than not, so that even a short run sees what a right request does. */
const mostlyExact = fc.oneof(fc.constant<Change>('exact'), change)

const right = fc
  .tuple(fc.constantFrom<keyof Holding>('access', 'refresh'), mostlyExact)
  .map(([what, how]): Record<string, unknown> => ({ token: placeholder('victim', what, how) }))

/** One member away from a right request, or right: chance alone would hardly ever get that far. */
const nearlyRight: fc.Arbitrary<Record<string, unknown>> = fc
  .tuple(
    fc.constantFrom<Owner>('victim', 'victim', 'victim', 'foreign'),
    mostlyExact,
    fc.boolean(),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant({}) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          { redirect_uri: `${REDIRECT}/` },
          { code_verifier: 'x'.repeat(43) },
          { grant_type: 'refresh_token ' },
          { external_account: { key: 'k', name: 'n' } },
        ),
      },
    ),
  )
  .map(([owner, how, byCode, more]) =>
    byCode
      ? {
          grant_type: 'authorization_code',
          code: placeholder(owner, 'code', how),
          redirect_uri: REDIRECT,
          ...more,
        }
      : {
          grant_type: 'refresh_token',
          refresh_token: placeholder(owner, 'refresh', how),
          ...more,
        },
  )

const membersFor = (endpoint: Endpoint): fc.Arbitrary<Record<string, unknown>> => {
  const scalar = scalarFor(endpoint)
  const stray = fc.dictionary(
    fc.oneof(fc.constantFrom('token_type_hint', 'client_id', 'client_secret', 'x'), hostileText),
    scalar,
    { maxKeys: 3 },
  )
  const own: fc.Arbitrary<Record<string, unknown>> =
    endpoint === 'token'
      ? fc.record(
          {
            grant_type: fc.oneof(
              {
                weight: 8,
                arbitrary: fc.constantFrom('authorization_code', 'refresh_token', 'password'),
              },
              { weight: 1, arbitrary: scalar },
            ),
            code: scalar,
            refresh_token: scalar,
            redirect_uri: fc.oneof(fc.constant(REDIRECT), fc.constant(REDIRECT), scalar),
            code_verifier: scalar,
            external_account: fc.oneof(scalar, fc.constant({ key: 'k', name: 'n' })),
          },
          { requiredKeys: ['grant_type'] },
        )
      : fc.record({ token: scalar }, { requiredKeys: [] })
  const anything = fc.tuple(stray, own).map(([more, members]) => ({ ...more, ...members }))
  const near = endpoint === 'token' ? nearlyRight : right
  return fc.oneof({ weight: 2, arbitrary: near }, { weight: 3, arbitrary: anything })
}

const deep = fc
  .tuple(fc.integer({ min: 1, max: 30_000 }), fc.constantFrom('[', '{"token":'))
  .map(([depth, open]) => open.repeat(depth))

/** What `JSON.stringify` would never write. */
const oddJsonFor = (endpoint: Endpoint): fc.Arbitrary<string> =>
  secretFor(endpoint).chain((secret) =>
    fc.oneof(
      deep,
      fc.constantFrom(
        '',
        '{',
        'null',
        'true',
        '"text"',
        `"${secret}"`,
        `["${secret}"]`,
        `{"token":["${secret}"]}`,
        `{"token":{"a":"${secret}"}}`,
        `{"token":"${secret}"`,
        `{"token":"${secret}","token":1}`,
        `{"external_account":"${secret}","grant_type":"refresh_token"}`,
        `{"grant_type":"${secret}"}`,
        `{"__proto__":{"token":"${secret}"}}`,
        `{"constructor":{"prototype":{"token":"${secret}"}}}`,
        '{"__proto__":null,"token":1e999}',
        '{"token":"\\ud800"}',
        `\ufeff{"token":"x"}`,
        `{"token":"x"}trailing`,
        `{'token':'x'}`,
        'NaN',
      ),
    ),
  )

const formOf = (members: Record<string, unknown>): string =>
  Object.entries(members)
    .map(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value)
      // Placeholders keep their spelling: what they become needs no escaping.
      const spelled = (part: string) =>
        part.startsWith('@@') ? part : new URLSearchParams([['', part]]).toString().slice(1)
      return `${spelled(name)}=${spelled(text)}`
    })
    .join('&')

const oddFormFor = (endpoint: Endpoint): fc.Arbitrary<string> =>
  secretFor(endpoint).chain((secret) =>
    fc.oneof(
      fc.constantFrom(
        '',
        '&',
        '=',
        '&&&===',
        'token',
        'token=',
        'token=%',
        'token=%zz',
        'token=%00',
        'token=%ff%fe',
        'token=%ed%a0%80',
        `token=${secret}&token=${secret}`,
        `token=${secret}&token=`,
        `token[]=${secret}`,
        `__proto__=${secret}&token=${secret}`,
        `to%6ben=${secret}`,
        `${secret}=token`,
        `${secret}=1&${secret}=2`,
        `grant_type=refresh_token&refresh_token=${secret}`,
        `grant_type=${secret}`,
        `token=${secret};token=2`,
      ),
      fc.integer({ min: 1, max: 5000 }).map((n) => 'a=1&'.repeat(n)),
      printable,
    ),
  )

const sized = fc
  .constantFrom(BODY_LIMIT - 12, BODY_LIMIT - 1, BODY_LIMIT, BODY_LIMIT + 1, BODY_LIMIT * 3)
  .map((size) => `{"token":"${'x'.repeat(size - 12)}"}`)

const payloadFor = (endpoint: Endpoint): fc.Arbitrary<readonly [Payload, string]> => {
  const members = membersFor(endpoint)
  const text = (arbitrary: fc.Arbitrary<string>, suits: string) =>
    arbitrary.map((found): readonly [Payload, string] => [{ kind: 'text', text: found }, suits])
  const json = 'application/json'
  const form = 'application/x-www-form-urlencoded'
  return fc.oneof(
    {
      weight: 8,
      arbitrary: text(
        members.map((found) => JSON.stringify(found)),
        json,
      ),
    },
    { weight: 6, arbitrary: text(members.map(formOf), form) },
    { weight: 4, arbitrary: text(oddJsonFor(endpoint), json) },
    { weight: 4, arbitrary: text(oddFormFor(endpoint), form) },
    { weight: 1, arbitrary: text(sized, json) },
    {
      weight: 2,
      arbitrary: fc
        .uint8Array({ maxLength: 300 })
        .map((bytes): readonly [Payload, string] => [{ kind: 'bytes', bytes }, json]),
    },
  )
}

const method = fc.oneof(
  { weight: 20, arbitrary: fc.constant('POST') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'LOCK'),
  },
)

export const query = fc.oneof(
  { weight: 12, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('?', '?token=1', '?a=%zz', '?a=%00', '?__proto__[a]=1', '?a&a&a'),
  },
)

/** A request to one of the endpoints that clients call. */
export const requestTo = (endpoint: Endpoint): fc.Arbitrary<FuzzRequest> =>
  payloadFor(endpoint).chain(([payload, suits]) =>
    fc.record({
      method,
      query,
      credentials,
      version,
      contentType: contentTypeFor(suits),
      extra: extraHeaders,
      payload: fc.constant(payload),
      chunked: fc.boolean(),
    }),
  )
