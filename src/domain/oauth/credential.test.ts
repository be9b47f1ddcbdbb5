import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CREDENTIAL_ENTROPY,
  digestOf,
  digestOfSha256,
  hintOf,
  isWellFormedToken,
  kindOfCredential,
  spellCredential,
} from './credential.js'

const entropy = fc.uint8Array({ minLength: CREDENTIAL_ENTROPY, maxLength: CREDENTIAL_ENTROPY })

describe('a credential', () => {
  it.each([
    ['access', /^ntn_\d{11}[0-9A-Za-z]{35}$/, 50],
    ['refresh', /^nrt_\d{11}[0-9A-Za-z]{35}$/, 50],
    ['secret', /^secret_[0-9A-Za-z]{43}$/, 50],
  ] as const)(
    'of the kind %s has the documented shape, whatever the bytes',
    (kind, shape, length) => {
      fc.assert(
        fc.property(entropy, (bytes) => {
          const text = spellCredential(kind, bytes)
          expect(text).toMatch(shape)
          expect(text).toHaveLength(length)
          expect(isWellFormedToken(text)).toBe(kind !== 'secret')
        }),
      )
    },
  )

  it('is the same for the same bytes, and never the same for fresh ones', () => {
    const bytes = randomBytes(CREDENTIAL_ENTROPY)
    expect(spellCredential('access', bytes)).toBe(spellCredential('access', bytes))
    const spelled = Array.from({ length: 1000 }, () =>
      spellCredential('access', randomBytes(CREDENTIAL_ENTROPY)),
    )
    expect(new Set(spelled).size).toBe(1000)
  })

  it.each(['access', 'refresh', 'secret'] as const)('of the kind %s shows 200 bits', (kind) => {
    const zero = spellCredential(kind, new Uint8Array(CREDENTIAL_ENTROPY))
    for (let bit = 0; bit < 200; bit++) {
      const bytes = new Uint8Array(CREDENTIAL_ENTROPY)
      bytes[CREDENTIAL_ENTROPY - 1 - (bit >> 3)] = 1 << (bit & 7)
      expect(spellCredential(kind, bytes)).not.toBe(zero)
    }
  })

  it('is no longer well formed when one character is another', () => {
    const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    fc.assert(
      fc.property(entropy, fc.nat({ max: 49 }), fc.nat({ max: 61 }), (bytes, at, letter) => {
        const text = spellCredential('access', bytes)
        const changed = text.slice(0, at) + alphabet.charAt(letter) + text.slice(at + 1)
        expect(isWellFormedToken(changed)).toBe(changed === text)
      }),
    )
  })

  it.each(['', 'pizza', 'ntn_', `ntn_${'1'.repeat(11)}${'a'.repeat(35)}`, 'secret_abc'])(
    'is not "%s"',
    (text) => {
      expect(isWellFormedToken(text)).toBe(false)
    },
  )

  it('is not one with something around it', () => {
    const text = spellCredential('access', randomBytes(CREDENTIAL_ENTROPY))
    for (const wrong of [
      ` ${text}`,
      `${text}\n`,
      `${text}x`,
      text.toUpperCase(),
      text.slice(0, -1),
    ]) {
      expect(isWellFormedToken(wrong)).toBe(false)
    }
  })

  it.each(['access', 'refresh', 'secret'] as const)(
    'of the kind %s is told by its text',
    (kind) => {
      const text = spellCredential(kind, randomBytes(CREDENTIAL_ENTROPY))
      expect(kindOfCredential(text)).toBe(kind)
      for (const wrong of [`${text}x`, ` ${text}`, text.slice(1), text.replace(/.$/, '!'), '']) {
        expect(kindOfCredential(wrong)).toBeUndefined()
      }
      expect(kindOfCredential(text.replace(/^[a-z]+_/, 'sec_'))).toBeUndefined()
      const [a = '', b = ''] = text.slice(-8, -6)
      if (a !== b)
        expect(kindOfCredential(text.slice(0, -8) + b + a + text.slice(-6))).toBeUndefined()
    },
  )

  it('has the same digest as its SHA-256, however that is written', () => {
    const hex = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    for (const text of [
      hex,
      hex.toUpperCase(),
      'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=',
      digestOf('abc'),
    ]) {
      expect(digestOfSha256(text)).toBe(digestOf('abc'))
    }
  })

  it('is stored as a digest and shown by its last four characters', () => {
    expect(digestOf('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0')
    expect(hintOf('ntn_12345abcd')).toBe('abcd')
  })
})
