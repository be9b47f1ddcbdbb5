import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openPair, sealPair } from './sealed-pair.js'

const pair = { accessToken: 'ntn_access', refreshToken: 'nrt_refresh' }
const seal = () => sealPair(pair, 'nrt_spent', 'grant', randomBytes(12))

describe('a sealed pair', () => {
  it('opens with the spent token of the same grant', () => {
    expect(openPair(seal(), 'nrt_spent', 'grant')).toEqual(pair)
  })

  it.each([
    ['another token', 'nrt_other', 'grant'],
    ['another grant', 'nrt_spent', 'other'],
    ['no token', '', 'grant'],
  ])('does not open with %s', (_, token, grant) => {
    expect(() => openPair(seal(), token, grant)).toThrow()
  })

  it('does not open when one of its bytes is another', () => {
    const sealed = Buffer.from(seal(), 'base64url')
    for (const index of sealed.keys()) {
      const changed = Buffer.from(sealed)
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index)
      expect(() => openPair(changed.toString('base64url'), 'nrt_spent', 'grant')).toThrow()
    }
  })

  it('does not open when it is cut short', () => {
    for (const length of [0, 1, 12, 28, 40]) {
      expect(() => openPair(seal().slice(0, length), 'nrt_spent', 'grant')).toThrow()
    }
  })

  it('shows nothing of the pair and differs every time', () => {
    const [one, two] = [seal(), seal()]
    expect(one).not.toBe(two)
    expect(Buffer.from(one, 'base64url').toString('latin1')).not.toContain('ntn_')
  })
})
