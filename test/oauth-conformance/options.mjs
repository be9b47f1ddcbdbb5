// @ts-check
import { parseArgs } from 'node:util'

export const usage = `Usage: node run.mjs --issuer <URL> --client-id <id> --code-cmd <command> [options]

Checks from outside how an OAuth 2.0 server issues, refreshes, introspects and revokes tokens.

  --issuer <URL>                 its metadata is discovered from here; not needed beside the next
  --token-endpoint <URL>         instead of the metadata's, or if there is none; likewise
  --revocation-endpoint <URL>
  --introspection-endpoint <URL>
  --client-id <id>               a confidential client; its secret is read from OAUTH_CLIENT_SECRET
  --other-client-id <id>         a second one; its secret is read from OAUTH_OTHER_CLIENT_SECRET
  --redirect-uri <URI>           the redirect URI that the codes are asked with
  --other-redirect-uri <URI>     the second client's (the same)
  --code-cmd <command>           a shell command that prints fresh authorization codes, or the redirects that carry
                                 them, one per line. It is told ISSUER, CLIENT_ID, REDIRECT_URI, CODE_CHALLENGE and
                                 CODE_CHALLENGE_METHOD, and may print up to CODE_COUNT of them at once
  --pkce                         the command sends the CODE_CHALLENGE that it is told
  --resource <URL>               takes GET with an access token
  --resource-header <name: value>  a header that it needs besides; may be repeated
  --only <text>                  only checks whose id contains the text; several texts with commas
  --rounds <n>                   rounds of each race (50)
  --parallel <n>                 simultaneous requests of each race (20)
  --fail-on <level>              exit code 1 if a check fails that is must, should or extension (must)
  --json, --markdown             how the results are printed
  --list                         prints the checks and sends nothing
  --help                         this text

Secrets are read from the environment and never printed.
Exit code: 0 nothing failed, 1 something failed, 2 the checks could not be run.`

/**
 * @typedef {import('./codes.mjs').Client} Client
 * @typedef {object} Options
 * @property {string | undefined} issuer
 * @property {Partial<Record<import('./discovery.mjs').EndpointName, string>>} endpoints
 * @property {Client} client
 * @property {Client | undefined} other
 * @property {string} codeCommand
 * @property {boolean} pkce
 * @property {string | undefined} resource
 * @property {Record<string, string>} resourceHeaders
 * @property {string[]} only
 * @property {number} rounds
 * @property {number} parallel
 * @property {import('./check.mjs').Level[]} failOn
 * @property {'text' | 'json' | 'markdown'} format
 */

/** The command line is not as it should be. */
export class UsageError extends Error {}

/** @param {string} name @param {string | undefined} text */
function required(name, text) {
  if (!text) throw new UsageError(`--${name} is missing. See --help.`)
  return text
}

/** @param {string} name @param {string} text */
function positive(name, text) {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new UsageError(`--${name} takes a number from 1 to 9999.`)
  return Number(text)
}

/** @param {string} name */
function secretOf(name) {
  const secret = process.env[name]
  if (!secret) throw new UsageError(`The environment variable ${name} is missing.`)
  return secret
}

/** @param {string} text @returns {[string, string]} */
function headerOf(text) {
  const colon = text.indexOf(':')
  if (colon < 1) throw new UsageError('--resource-header takes "name: value".')
  return [text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim()]
}

/** @type {Record<string, import('./check.mjs').Level[]>} */
const levels = {
  must: ['MUST'],
  should: ['MUST', 'SHOULD'],
  extension: ['MUST', 'SHOULD', 'extension'],
}

/** @param {readonly string[]} args */
function valuesOf(args) {
  try {
    const text = /** @type {const} */ ({ type: 'string' })
    const flag = /** @type {const} */ ({ type: 'boolean', default: false })
    return parseArgs({
      args: [...args],
      options: {
        issuer: text,
        'token-endpoint': text,
        'revocation-endpoint': text,
        'introspection-endpoint': text,
        'client-id': text,
        'other-client-id': text,
        'redirect-uri': text,
        'other-redirect-uri': text,
        'code-cmd': text,
        pkce: flag,
        resource: text,
        'resource-header': { type: 'string', multiple: true, default: [] },
        only: { type: 'string', default: '' },
        rounds: { type: 'string', default: '50' },
        parallel: { type: 'string', default: '20' },
        'fail-on': { type: 'string', default: 'must' },
        json: flag,
        markdown: flag,
        list: flag,
        help: flag,
      },
    }).values
  } catch (fault) {
    throw new UsageError(`${/** @type {Error} */ (fault).message} See --help.`)
  }
}

/**
 * @param {readonly string[]} args
 * @returns {Options | 'help' | 'list'}
 */
export function readOptions(args) {
  const values = valuesOf(args)
  if (values.help) return 'help'
  if (values.list) return 'list'
  const redirectUri = values['redirect-uri']
  const otherId = values['other-client-id']
  const failOn = levels[values['fail-on']]
  if (!failOn) throw new UsageError('--fail-on takes must, should or extension.')
  const given = {
    token: values['token-endpoint'],
    revocation: values['revocation-endpoint'],
    introspection: values['introspection-endpoint'],
  }
  return {
    issuer: given.token === undefined ? required('issuer', values.issuer) : values.issuer,
    endpoints: Object.fromEntries(Object.entries(given).filter(([, url]) => url !== undefined)),
    client: {
      clientId: required('client-id', values['client-id']),
      clientSecret: secretOf('OAUTH_CLIENT_SECRET'),
      redirectUri,
    },
    other:
      otherId === undefined
        ? undefined
        : {
            clientId: otherId,
            clientSecret: secretOf('OAUTH_OTHER_CLIENT_SECRET'),
            redirectUri: values['other-redirect-uri'] ?? redirectUri,
          },
    codeCommand: required('code-cmd', values['code-cmd']),
    pkce: values.pkce,
    resource: values.resource,
    resourceHeaders: Object.fromEntries(values['resource-header'].map(headerOf)),
    only: values.only.split(',').filter(Boolean),
    rounds: positive('rounds', values.rounds),
    parallel: positive('parallel', values.parallel),
    failOn,
    format: values.json ? 'json' : values.markdown ? 'markdown' : 'text',
  }
}
