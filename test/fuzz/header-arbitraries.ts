import fc from 'fast-check'
import type { Header } from './transport.js'

/** Valid credentials in one of the ways in which clients write them, or something else. */
export type Credentials =
  | { readonly kind: 'raw' | 'percent' | 'form' | 'everything' | 'lower' }
  | { readonly kind: 'wrong-secret' | 'other-client' | 'swapped' | 'truncated' }
  | { readonly kind: 'header'; readonly value: string }
  | { readonly kind: 'none' }

/** Bytes that HTTP lets a header hold. */
const headerText = fc
  .string({ unit: 'binary-ascii', maxLength: 80 })
  .map((text) => text.replace(/[^\t\x20-\x7e]/g, ''))

export const credentials: fc.Arbitrary<Credentials> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom<Credentials>(
      { kind: 'raw' },
      { kind: 'raw' },
      { kind: 'percent' },
      { kind: 'form' },
      { kind: 'everything' },
      { kind: 'lower' },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Credentials>(
      { kind: 'wrong-secret' },
      { kind: 'swapped' },
      { kind: 'truncated' },
      { kind: 'none' },
      { kind: 'header', value: 'Basic' },
      { kind: 'header', value: 'Basic !!!!' },
      { kind: 'header', value: 'Basic Og==' },
      { kind: 'header', value: `Basic ${'QUFB'.repeat(3000)}` },
      { kind: 'header', value: `Basic ${Buffer.from('%zz:%zz').toString('base64')}` },
      { kind: 'header', value: `Basic ${Buffer.from('\0:\0').toString('base64')}` },
    ),
  },
  { weight: 1, arbitrary: headerText.map((value): Credentials => ({ kind: 'header', value })) },
)

export const contentTypeFor = (suits: string): fc.Arbitrary<string | undefined> =>
  fc.oneof(
    { weight: 10, arbitrary: fc.constant(suits) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        `${suits}; charset=utf-8`,
        `${suits};charset=utf-16`,
        `${suits}; charset="iso-8859-1"`,
        suits.toUpperCase(),
        ` ${suits} ; q=1`,
      ),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        undefined,
        '',
        'application/json',
        'application/x-www-form-urlencoded',
        'text/plain',
        'multipart/form-data; boundary=x',
        'application/json+x',
        'application',
        '/',
        ';',
        '*/*',
      ),
    },
    { weight: 1, arbitrary: headerText },
  )

export const version = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom('2025-09-03', '2022-06-28', '2026-03-11') },
  { weight: 2, arbitrary: fc.constantFrom(undefined, '', '2025-09-04', 'latest', '__proto__') },
  { weight: 1, arbitrary: headerText },
)

const extraName = fc.constantFrom(
  'accept',
  'accept-encoding',
  'content-encoding',
  'expect-nothing',
  'forwarded',
  'cookie',
  'origin',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-http-method-override',
  'x-notion-request-id',
  'x-request-id',
  'range',
)

export const extraHeaders: fc.Arbitrary<readonly Header[]> = fc.array(
  fc.tuple(extraName, headerText),
  { maxLength: 4 },
)
