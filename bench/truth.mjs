// @ts-check

/** @typedef {import('./requests.mjs').Operation} Operation */
/** @typedef {import('./subjects.mjs').Running} Running */
/** @typedef {import('./subjects.mjs').Subject} Subject */

/** How many tokens of a run are looked at one by one. */
const SAMPLE_SIZE = 48

/**
 * @param {readonly string[]} tokens
 * @returns {string[]} Spread evenly, first and last among them.
 */
export function sampleOf(tokens) {
  const size = Math.min(SAMPLE_SIZE, tokens.length)
  const last = tokens.length - 1
  return Array.from({ length: size }, (_, index) =>
    String(tokens[Math.round((index * last) / Math.max(1, size - 1))]),
  )
}

/**
 * Whether the server treats the token as live: what a client sees, not what the store says.
 * @param {Subject} subject
 * @param {string} url
 * @param {Operation} operation
 * @param {string} token
 */
async function isAccepted(subject, url, operation, token) {
  const { method, path, headers, body } = subject.request(operation, token)
  const response = await fetch(new URL(path, url), { method, headers, body: body ?? null })
  const text = await response.text()
  if (response.status >= 500) throw new Error(`${operation} answered ${response.status}: ${text}`)
  return response.ok && text.includes(subject.mustContain[operation] ?? '')
}

/**
 * Asks every node about every token, by introspection and by use. Throws if one of them is not as expected.
 * @param {Subject} subject
 * @param {Running} running
 * @param {readonly string[]} tokens
 * @param {'live' | 'dead'} expected
 */
export async function verify(subject, running, tokens, expected) {
  const ways = subject.operations.filter((operation) => operation !== 'revoke')
  for (const operation of ways) {
    for (const url of running.urls) {
      let wrong = 0
      for (const token of tokens) {
        const accepted = await isAccepted(subject, url, operation, token)
        if (accepted !== (expected === 'live')) wrong += 1
      }
      if (wrong > 0) {
        throw new Error(`${wrong} of ${tokens.length} tokens are not ${expected} by ${operation}.`)
      }
    }
  }
}

/**
 * A revocation endpoint answers 200 for an unknown token as well, so the store is counted before and after.
 * @param {number | undefined} before
 * @param {number | undefined} after
 * @param {number} sent
 */
export function checkCount(before, after, sent) {
  if (before === undefined || after === undefined || before - after === sent) return
  throw new Error(`${sent} tokens were revoked, but ${before - after} went out of use.`)
}
