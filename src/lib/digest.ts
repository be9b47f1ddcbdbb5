import { hash, timingSafeEqual } from 'node:crypto'

/** SHA-256 of a text in base64url: 43 characters. */
export const sha256 = (text: string): string => hash('sha256', text, 'base64url')

/** Compares two texts of equal length without telling by time where they differ. */
export const equalInConstantTime = (left: string, right: string): boolean => {
  const a = Buffer.from(left)
  const b = Buffer.from(right)
  return a.length === b.length && timingSafeEqual(a, b)
}
