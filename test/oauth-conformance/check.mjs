// @ts-check

/**
 * MUST and SHOULD as the cited RFC says them (RFC 2119); an extension is a promise that no RFC asks for.
 * @typedef {'MUST' | 'SHOULD' | 'extension'} Level
 *
 * @typedef {'metadata' | 'revocation' | 'introspection' | 'resource' | 'other client' | 'refresh' | 'rotation' | 'pkce'
 *   | 'probe' | 'revokes access'} Need
 *
 * @typedef {object} Check
 * @property {string} id
 * @property {string} title
 * @property {string} source The section that says it.
 * @property {Level} level
 * @property {readonly Need[]} [needs] Without one of these the check is skipped, and said to be.
 * @property {(subject: import('./subject.mjs').Subject) => Promise<void>} run
 */

/** The subject does not do what the check asks for. */
export class Failure extends Error {
  /**
   * @param {string} expected
   * @param {string} got
   */
  constructor(expected, got) {
    super(`expected ${expected}, got ${got}`)
    this.expected = expected
    this.got = got
  }
}

/** The check does not apply to the subject. */
export class Skip extends Error {}

/**
 * @param {boolean} holds
 * @param {string} expected
 * @param {string | (() => string)} got
 * @returns {asserts holds}
 */
export function must(holds, expected, got) {
  if (!holds) throw new Failure(expected, typeof got === 'string' ? got : got())
}

/**
 * @param {string} reason
 * @returns {never}
 */
export function skip(reason) {
  throw new Skip(reason)
}
