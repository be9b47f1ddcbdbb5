import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readingsOfBasic } from './basic-credentials.js'

const read = (given: string | undefined) => [...readingsOfBasic(given)]

const header = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

describe('an Authorization: Basic header', () => {
  it('is read literally first', () => {
    expect(read(header('id:a%2Bb+c'))).toEqual([
      { clientId: 'id', clientSecret: 'a%2Bb+c' },
      { clientId: 'id', clientSecret: 'a+b+c' },
      { clientId: 'id', clientSecret: 'a+b c' },
    ])
  })

  it('is read once where no decoding changes it', () => {
    expect(read(header('id:plain'))).toEqual([{ clientId: 'id', clientSecret: 'plain' }])
  })

  it('is split at the first colon', () => {
    expect(read(header('id:a:b'))[0]).toEqual({ clientId: 'id', clientSecret: 'a:b' })
  })

  it('is read literally alone where it cannot be decoded', () => {
    expect(read(header('id:100%'))).toEqual([{ clientId: 'id', clientSecret: '100%' }])
  })

  it.each([
    undefined,
    '',
    'Basic',
    'Basic ',
    'Basic !',
    'Bearer aWQ6eA==',
    'BasicaWQ6eA==',
    header('no colon'),
    header(':secret'),
  ])('that is "%s" has no reading', (text) => {
    expect(read(text)).toEqual([])
  })

  it('gives back every pair in every encoding that clients use', () => {
    const id = fc.uuid()
    const secret = fc.string({ unit: 'grapheme', minLength: 1 })
    const form = (text: string) => new URLSearchParams({ t: text }).toString().slice(2)
    const spellings = [(text: string) => text, encodeURIComponent, form]
    fc.assert(
      fc.property(id, secret, fc.constantFrom(...spellings), (clientId, clientSecret, spell) => {
        const readings = readingsOfBasic(header(`${spell(clientId)}:${spell(clientSecret)}`))
        expect(readings).toContainEqual({ clientId, clientSecret })
      }),
    )
  })
})
