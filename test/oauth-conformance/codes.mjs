// @ts-check
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** How many codes are asked for at once: the first client needs most, and the command may be slow to start. */
const batch = { first: 100, other: 8 }
/** Servers let codes live for a minute at least. */
const freshMilliseconds = 30_000

/**
 * @typedef {object} Code A fresh authorization code.
 * @property {string} code
 * @property {string | undefined} verifier What answers its PKCE challenge, if it has one.
 * @property {URL | undefined} redirect The whole authorization response, if the command tells it.
 *
 * @typedef {{ clientId: string, clientSecret: string, redirectUri: string | undefined }} Client
 * @typedef {ReturnType<typeof createCodes>} Codes
 */

/** The command could not do its part: nothing can be said about the server. */
export class CommandError extends Error {}

/**
 * @param {string} command
 * @param {Record<string, string>} told
 */
async function linesOf(command, told) {
  const { OAUTH_CLIENT_SECRET, OAUTH_OTHER_CLIENT_SECRET, ...environment } = process.env
  const child = spawn(command, {
    shell: true,
    env: { ...environment, ...told },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  if (status !== 0) throw new CommandError(`The code command ended with ${status}. ${err}`)
  return out.split('\n').flatMap((line) => line.trim() || [])
}

/**
 * @param {string} line
 * @param {string | undefined} verifier
 * @returns {Code | undefined}
 */
function readLine(line, verifier) {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(line)) return { code: line, verifier, redirect: undefined }
  const redirect = new URL(line)
  const code = redirect.searchParams.get('code')
  return code === null ? undefined : { code, verifier, redirect }
}

/**
 * Authorization codes from the command, several at a time if it can.
 * @param {{ command: string, usual: string, pkce: boolean, issuer: string, keep: (secret: string, label: string) => void }} options
 */
export function createCodes({ command, usual, pkce, issuer, keep }) {
  /** @type {Map<string, { code: Code, at: number }[]>} */
  const shelves = new Map()

  /**
   * @param {Client} client
   * @param {boolean} challenged
   * @param {number} count
   */
  async function fetchCodes({ clientId, redirectUri }, challenged, count) {
    const verifier = challenged ? randomBytes(32).toString('base64url') : undefined
    const challenge =
      verifier === undefined ? '' : createHash('sha256').update(verifier).digest('base64url')
    const lines = await linesOf(command, {
      ISSUER: issuer,
      CLIENT_ID: clientId,
      REDIRECT_URI: redirectUri ?? '',
      CODE_COUNT: String(count),
      CODE_CHALLENGE: challenge,
      CODE_CHALLENGE_METHOD: challenge && 'S256',
    })
    const codes = lines.flatMap((line) => readLine(line, verifier) ?? [])
    const [first] = lines
    if (codes.length === 0) throw new CommandError(`The code command gave no code: ${first}`)
    for (const { code } of codes) keep(code, 'code')
    if (verifier !== undefined) keep(verifier, 'verifier')
    return codes.map((code) => ({ code, at: Date.now() }))
  }

  /**
   * @param {Client} client
   * @param {boolean} challenged
   */
  async function takeNext(client, challenged) {
    const key = `${client.clientId} ${challenged}`
    const shelf = (shelves.get(key) ?? []).filter(({ at }) => Date.now() - at < freshMilliseconds)
    if (shelf.length === 0) {
      const isUsual = client.clientId === usual && challenged === pkce
      shelf.push(...(await fetchCodes(client, challenged, isUsual ? batch.first : batch.other)))
    }
    const [next, ...rest] = shelf
    shelves.set(key, rest)
    if (!next) throw new CommandError('The code command gave no code.')
    return next.code
  }

  /** @type {Promise<unknown>} */
  let queue = Promise.resolve()
  return {
    /**
     * @param {Client} client
     * @param {boolean} [challenged]
     * @returns {Promise<Code>}
     */
    take(client, challenged = pkce) {
      const taken = queue.then(() => takeNext(client, challenged))
      queue = taken.catch(() => {})
      return taken
    },
  }
}
