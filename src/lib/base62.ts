import { crc32 } from 'node:zlib'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The integer that `bytes` spell, big-endian. */
export const integerOf = (bytes: Uint8Array): bigint =>
  bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`)

/** The `length` lowest digits of `value` in `radix` (10 or 62), and what is left above them. */
export const takeDigits = (
  value: bigint,
  radix: 10 | 62,
  length: number,
): { digits: string; rest: bigint } => {
  let rest = value
  let digits = ''
  for (let i = 0; i < length; i++) {
    digits = ALPHABET[Number(rest % BigInt(radix))] + digits
    rest /= BigInt(radix)
  }
  return { digits, rest }
}

/** The CRC-32 of a text as six base-62 digits. */
export const checksumOf = (text: string): string => takeDigits(BigInt(crc32(text)), 62, 6).digits
