import fc from 'fast-check'
import { expect } from 'vitest'
import { type Material, placeholder } from './material.js'

const head = (...lines: string[]): string => `${lines.join('\r\n')}\r\n\r\n`
const post = 'POST /v1/oauth/revoke HTTP/1.1'
const host = 'Host: 127.0.0.1'
const json = 'Content-Type: application/json'
const body = `{"token":"${placeholder('bystander', 'access', 'exact')}"}`

const malformed = fc.constantFrom(
  '',
  '\0',
  '\r\n\r\n\r\n',
  'GET\r\n\r\n',
  head('GET / HTTP/9.9', host),
  head('get /v1/oauth/revoke HTTP/1.1', host),
  head('POST /v1/oauth/revoke'),
  head(post),
  head(post, host, json, 'Content-Length: 5') + body,
  head(post, host, json, 'Content-Length: 5000') + body,
  head(post, host, json, 'Content-Length: -1') + body,
  head(post, host, json, 'Content-Length: 1e3') + body,
  head(post, host, json, 'Content-Length: 99999999999999999999') + body,
  head(post, host, json, 'Content-Length: 5', 'Content-Length: 6') + body,
  head(post, host, json, 'Content-Length: 5', 'Transfer-Encoding: chunked') + body,
  `${head(post, host, json, 'Transfer-Encoding: chunked')}zz\r\n${body}\r\n0\r\n\r\n`,
  `${head(post, host, json, 'Transfer-Encoding: chunked')}ffffffffffffffff\r\n${body}`,
  `${head(post, host, json, 'Transfer-Encoding: chunked')}5\r\n{"a":`,
  head(post, host, json, 'Transfer-Encoding: gzip, chunked') + body,
  head(post, host, 'Expect: 100-continue', json, `Content-Length: ${body.length}`),
  head(post, host, `X-Long: ${'x'.repeat(20_000)}`),
  head(post, host, ...Array.from({ length: 300 }, (_, n) => `X-${n}: ${n}`)),
  head(`GET /${'a'.repeat(20_000)} HTTP/1.1`, host),
  head('GET /v1/oauth/%zz HTTP/1.1', host),
  head('GET /%00 HTTP/1.1', host),
  head('GET //// HTTP/1.1', host),
  head('GET http://[::1 HTTP/1.1', host),
  head('CONNECT 127.0.0.1:80 HTTP/1.1', host),
  head('OPTIONS * HTTP/1.1', host),
  head('GET / HTTP/1.1', host, 'Upgrade: websocket', 'Connection: Upgrade'),
  `${head('PRI * HTTP/2.0')}SM\r\n\r\n`,
  head('GET / HTTP/1.1', host, 'Authorization : Basic x'),
  head('GET / HTTP/1.1', host, 'Bad\0Name: x'),
  head('GET / HTTP/1.1', host, 'X: a\0b'),
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n',
)

const noise = fc
  .uint8Array({ maxLength: 400 })
  .map((bytes) => Buffer.from(bytes).toString('latin1'))

/** A whole request with some of its bytes overwritten: nearer to the parser's edges than noise is. */
const damaged = fc
  .tuple(
    fc.constantFrom(body, '', '{}'),
    fc.array(fc.tuple(fc.nat(250), fc.nat(255)), { minLength: 1, maxLength: 6 }),
  )
  .map(([content, edits]) => {
    const whole = head(post, host, json, `Content-Length: ${content.length}`) + content
    const bytes = Buffer.from(whole, 'latin1')
    for (const [at, byte] of edits) if (at < bytes.length) bytes[at] = byte
    return bytes.toString('latin1')
  })

/** What a socket may be handed, one character for each byte. */
export const garbage: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: malformed },
  { weight: 2, arbitrary: noise },
  { weight: 5, arbitrary: damaged },
)

export const judgeGarbage = (answer: string, material: Material): void => {
  // Nothing is an answer, too: the connection was cut.
  if (answer === '') return
  expect(answer).toMatch(/^HTTP\/1\.1 [1234]\d\d /)
  // The demo's sign-in page shows the demo's password to whoever asks for the page.
  if (!answer.startsWith('HTTP/1.1 200 ')) expect(material.secretIn(answer)).toBeUndefined()
  const final = answer.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '')
  if (final !== '') expect(final).toMatch(/^x-notion-request-id: [0-9a-f-]{36}\r$/im)
}
