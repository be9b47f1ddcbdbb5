import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isSigned, parseSigningKeys } from './signing-key.js'

/** As GitHub published them. */
const published = {
  public_keys: [
    {
      key_identifier: '90a421169f0a406205f1563a953312f0be898d3c7b6c06b681aa86a874555f4a',
      key: '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE9MJJHnMfn2+H4xL4YaPDA4RpJqUq\nkCmRCBnYERxZanmcpzQSXs1X/AljlKkbJ8qpVIW4clayyef9gWhFbNHWAA==\n-----END PUBLIC KEY-----\n',
      is_current: false,
    },
    {
      key_identifier: 'bcb53661c06b4728e59d897fb6165d5c9cda0fd9cdf9d09ead458168deb7518c',
      key: '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYAGMWO8XgCamYKMJS6jc/qgvSlAd\nAjPuDPRcXU22YxgBrz+zoN19MzuRyW87qEt9/AmtoNP5GrobzUvQSyJFVw==\n-----END PUBLIC KEY-----\n',
      is_current: true,
    },
  ],
}

/** The example of GitHub's documentation, signed by GitHub. code-security/secret-scanning-partner-program. */
const example = {
  keyId: 'bcb53661c06b4728e59d897fb6165d5c9cda0fd9cdf9d09ead458168deb7518c',
  signature:
    'MEQCIQDaMKqrGnE27S0kgMrEK0eYBmyG0LeZismAEz/BgZyt7AIfXt9fErtRS4XaeSt/AO1RtBY66YcAdjxji410VQV4xg==',
  body: Buffer.from(
    '[{"source":"commit","token":"some_token","type":"some_type","url":"https://example.com/base-repo-url/"}]',
  ),
}

describe("GitHub's signature", () => {
  const keys = parseSigningKeys(JSON.stringify(published))

  it('of the documented example holds', () => {
    expect(isSigned(keys, example, example.body)).toBe(true)
  })

  it('holds for these very bytes, this key and this signature alone', () => {
    const spaced = Buffer.from(example.body.toString().replace('[{', '[ {'))
    expect(isSigned(keys, example, spaced)).toBe(false)
    expect(isSigned(keys, example, Buffer.alloc(0))).toBe(false)
    const [other] = published.public_keys
    expect(isSigned(keys, { ...example, keyId: other?.key_identifier ?? '' }, example.body)).toBe(
      false,
    )
    expect(isSigned(keys, { ...example, keyId: 'unknown' }, example.body)).toBe(false)
    expect(isSigned([], example, example.body)).toBe(false)
    for (const signature of [
      '',
      'AAAA',
      'not base64!',
      `${example.signature.slice(0, -8)}AAAAAA==`,
    ]) {
      expect(isSigned(keys, { ...example, signature }, example.body)).toBe(false)
    }
  })
})

describe('the list of keys', () => {
  const pem = (type: 'secp384r1' | 'rsa'): string => {
    const { publicKey } =
      type === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve: type })
    return publicKey.export({ type: 'spki', format: 'pem' }).toString()
  }

  it.each([
    ['no JSON', '<html>', /JSON/],
    ['null', 'null', 'public_keys should be a list with at least one key'],
    ['an empty list', '{"public_keys":[]}', 'public_keys should be a list with at least one key'],
    [
      'a key without a name',
      '{"public_keys":[{"key":"x"}]}',
      'public_keys[0] should have a key_identifier and a key',
    ],
    [
      'what is no key',
      '{"public_keys":[{"key_identifier":"a","key":"x"}]}',
      'public_keys[0].key should be a P-256 public key in PEM',
    ],
    [
      'another curve',
      JSON.stringify({ public_keys: [{ key_identifier: 'a', key: pem('secp384r1') }] }),
      'public_keys[0].key should be a P-256 public key in PEM',
    ],
    [
      'another kind',
      JSON.stringify({ public_keys: [{ key_identifier: 'a', key: pem('rsa') }] }),
      'public_keys[0].key should be a P-256 public key in PEM',
    ],
  ])('is refused when it is %s', (_, text, message) => {
    expect(() => parseSigningKeys(text)).toThrow(message)
  })
})
