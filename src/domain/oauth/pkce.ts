import { equalInConstantTime, sha256 } from '../../lib/digest.js'

/** A challenge of method S256: the base64url of a SHA-256. RFC 7636 §4.2. */
export const isCodeChallenge = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text)

/**
 * Does the verifier answer the challenge of the authorization request? A verifier without a challenge is refused
 * as well, or a stripped challenge would go unseen (RFC 9700 §2.1.1).
 */
export const answersChallenge = (
  challenge: string | null,
  verifier: string | undefined,
): boolean =>
  challenge === null
    ? verifier === undefined
    : verifier !== undefined && equalInConstantTime(sha256(verifier), challenge)
