import { hash, timingSafeEqual } from 'node:crypto'

/** SHA-256 of a text in base64url: 43 characters. */
export const sha256 = (text: string): string => hash('sha256', text, 'base64url')

/** SHA-256 of a text in hexadecimal, as other programs print it: 64 characters. */
export const sha256Hex = (text: string): string => hash('sha256', text, 'hex')

/** Compares two texts of equal length without telling by time where they differ. */
export const equalInConstantTime = (left: string, right: string): boolean => {
  const a = Buffer.from(left)
  const b = Buffer.from(right)
  return a.length === b.length && timingSafeEqual(a, b)
}
