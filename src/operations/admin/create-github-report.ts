import { digestOf } from '../../domain/oauth/credential.js'
import { sha256Hex } from '../../lib/digest.js'
import { type Finding, revokeLeaked } from '../leaks/revoke-leaked.js'
import type { Operation } from '../operation.js'

/** Tokens looked up at once: GitHub puts no bound to a report. */
const SLICE = 1000

/**
 * Revokes what GitHub found in public and tells which were real. Answers hashes, so that no token goes back.
 * GitHub: code-security/secret-scanning-partner-program.
 */
export const createGithubReport: Operation<'createGithubReport'> = async (
  call,
  github,
  { body },
) => {
  const findings: Finding[] = []
  for (let at = 0; at < body.length; at += SLICE) {
    const digests = body.slice(at, at + SLICE).map(({ token }) => digestOf(token))
    findings.push(...(await revokeLeaked(call, github, digests)))
  }
  return body.map(({ token, type }, index) => ({
    token_hash: sha256Hex(token),
    token_type: type,
    label: findings[index]?.kind === 'unknown' ? 'false_positive' : 'true_positive',
  }))
}
