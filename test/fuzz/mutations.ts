import fc from 'fast-check'
import type { ContentRequest } from './content-requests.js'

type Json = Record<string, unknown>

/** A request after something was done to it. */
export type Mutated = {
  readonly method: string
  readonly path: string
  readonly version: string | undefined
  readonly contentType: string | undefined
  readonly body: string | undefined
}

const deep = (levels: number): unknown =>
  Array.from({ length: levels }).reduce<unknown>((inner) => ({ children: [inner] }), {})

/** What a value may become. */
const hostile: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, -1e308, 2 ** 53, 2 ** 63],
  ...['', ' ', 'a\u0000b', '\u0000', '\ud800', '\udfff tail', '\u202e', '🧱'.repeat(60)],
  ...['x'.repeat(2001), 'x'.repeat(70_000), '%', "'; drop table blocks; --", '{{', '__proto__'],
  ...['2026-02-30', '2026-13-01T00:00', '9999-12-31', '-271821-04-20', '0000-00-00', 'past_week'],
  ...['00000000-0000-0000-0000-000000000000', '12345678-1234-1234-1234-123456789abc', 'null'],
  ...['javascript:alert(1)', 'http://169.254.169.254/', 'file:///etc/passwd', '//x', 'https://'],
  ...[
    [],
    {},
    [[]],
    [null],
    { id: null },
    { type: 'paragraph' },
    { __proto__: null, constructor: 1 },
  ],
  ...[Array.from({ length: 101 }, () => ({ paragraph: { rich_text: [] } })), deep(5), deep(300)],
  { and: [{ or: [{ and: [{ or: [] }] }] }] },
  Array.from({ length: 101 }, () => ({ text: { content: 'x' } })),
]

const strangeKeys = ['__proto__', 'constructor', 'toString', '', 'a\u0000', 'type', 'object', 'id']

/** Every place in a body. */
const placesIn = (value: unknown, at: readonly (string | number)[] = []): (string | number)[][] => {
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((one, n) => [n, one])
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
      : []
  return [[...at], ...entries.flatMap(([key, inner]) => placesIn(inner, [...at, key]))]
}

const change = (
  body: Json,
  at: readonly (string | number)[],
  how: (parent: Json, key: string | number) => void,
): void => {
  const [key] = at.slice(-1)
  if (key === undefined) return
  const parent = at.slice(0, -1).reduce<unknown>((value, step) => (value as Json)[step], body)
  if (typeof parent === 'object' && parent !== null) how(parent as Json, key)
}

type Step = { readonly where: number; readonly what: number; readonly how: number }

const mutateBody = (body: Json, steps: readonly Step[]): Json => {
  const copy = structuredClone(body)
  for (const { where, what, how } of steps) {
    const places = placesIn(copy)
    const at = places[where % places.length] ?? []
    change(copy, at, (parent, key) => {
      const value = structuredClone(hostile[what % hostile.length])
      switch (how % 5) {
        case 0:
          if (Array.isArray(parent)) parent.splice(Number(key), 1)
          else delete parent[key]
          return
        case 1:
          if (Array.isArray(parent)) return
          Object.defineProperty(parent, strangeKeys[what % strangeKeys.length] ?? 'x', {
            value: parent[key],
            enumerable: true,
            configurable: true,
            writable: true,
          })
          return
        case 2:
          parent[key] = [parent[key]] as never
          return
        default:
          parent[key] = value as never
      }
    })
  }
  return copy
}

const strangePaths = [
  ...['', '/', '/..', '/%2e%2e', '%00', '?page_size=0', '?page_size=101', '?page_size=-1'],
  ...['?page_size=1e9', '?start_cursor=x', '?start_cursor=', '?start_cursor=%00', '?block_id=%FF'],
  ...[
    '?filter_properties=%00&filter_properties=title',
    '?page_size=1&page_size=2',
    '?__proto__=1',
    '#',
  ],
]

const mutatePath = (path: string, what: number, how: number): string => {
  switch (how % 6) {
    case 0:
      return path + (strangePaths[what % strangePaths.length] ?? '')
    case 1:
      return path.replace(/[0-9a-f-]{36}/, '00000000-0000-4000-8000-000000000000')
    case 2:
      return path.replace(
        /[0-9a-f-]{36}/,
        ['nope', '%00', '..', '%F0%9F%A7%B1', ''][what % 5] ?? '',
      )
    default:
      return path
  }
}

/** Bodies that no mutation leads to. */
const rawBodies = [
  '{"children":['.repeat(20_000),
  '['.repeat(200_000),
  `{"children":[${'{},'.repeat(50_000)}{}]}`,
  `{"a":${'9'.repeat(5000)}}`,
]

const step = fc.record({ where: fc.nat(), what: fc.nat(), how: fc.nat() })

const versions = [
  ...Array.from({ length: 12 }, () => '2025-09-03'),
  '2022-06-28',
  '2026-03-11',
  undefined,
  '2020-01-01',
]
const contentTypes = [
  ...Array.from({ length: 12 }, () => 'application/json'),
  'text/plain',
  undefined,
]

/** A real request with up to four things done to it. */
export const mutatedOf = (requests: readonly ContentRequest[]): fc.Arbitrary<Mutated> =>
  fc
    .record({
      request: fc.constantFrom(...requests),
      steps: fc.array(step, { minLength: 1, maxLength: 4 }),
      path: fc.record({ what: fc.nat(), how: fc.nat() }),
      version: fc.constantFrom(...versions),
      contentType: fc.constantFrom(...contentTypes),
      cut: fc.oneof(
        { weight: 30, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.nat(200) },
      ),
    })
    .map(({ request, steps, path, version, contentType, cut }) => {
      const mutated = request.body && JSON.stringify(mutateBody(request.body, steps))
      return {
        method: request.method,
        path: mutatePath(request.path, path.what, path.how),
        version,
        contentType: request.body && contentType,
        body: cut === undefined ? mutated : (rawBodies[cut] ?? mutated?.slice(0, cut)),
      }
    })
