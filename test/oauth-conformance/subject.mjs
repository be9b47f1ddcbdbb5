// @ts-check
import { randomBytes } from 'node:crypto'
import { must, skip } from './check.mjs'
import { CommandError } from './codes.mjs'
import { basic, mustAnswer, mustBeRefused, quote, send } from './wire.mjs'

/**
 * @typedef {import('./codes.mjs').Client} Client
 * @typedef {import('./codes.mjs').Code} Code
 * @typedef {import('./wire.mjs').Answer} Answer
 * @typedef {import('./discovery.mjs').EndpointName} EndpointName
 * @typedef {Record<string, string | undefined> | [string, string][]} Parameters
 *
 * @typedef {object} How What is unlike the usual in a request.
 * @property {Client} [client]
 * @property {string | null} [authorization] Instead of the client's own; null: none.
 * @property {Record<string, string>} [headers]
 * @property {boolean} [json] In Notion's dialect.
 * @property {string} [query] After the URL.
 *
 * @typedef {object} Tokens What one consent gave.
 * @property {string} access
 * @property {string} refresh Empty if there is none.
 * @property {Answer} answer
 *
 * @typedef {object} Sight What is seen of a token somewhere.
 * @property {string} where
 * @property {boolean} alive
 * @property {Answer} answer
 *
 * @typedef {object} Survey What the server can do, as its first answers tell.
 * @property {boolean} refreshes
 * @property {boolean} rotates
 * @property {boolean} introspectsRefreshTokens
 * @property {boolean} revokesAccessTokens
 *
 * @typedef {Awaited<ReturnType<typeof createSubject>>} Subject
 */

export const notionVersion = '2025-09-03'

/** A token that no server has issued. */
export const unknownToken = () => randomBytes(32).toString('base64url')

/** @param {Parameters} parameters */
const entriesOf = (parameters) =>
  Array.isArray(parameters)
    ? parameters
    : Object.entries(parameters).flatMap(([name, value]) =>
        value === undefined ? [] : [/** @type {[string, string]} */ ([name, value])],
      )

/**
 * The server under test, as a client sees it.
 * @param {import('./options.mjs').Options} options
 * @param {import('./discovery.mjs').Metadata | undefined} metadata
 * @param {Record<EndpointName, string | undefined>} endpoints
 * @param {import('./codes.mjs').Codes} codes
 * @param {import('./redaction.mjs').Vault} vault
 */
export async function createSubject(options, metadata, endpoints, codes, vault) {
  const { client, other, resource, resourceHeaders } = options

  /** @param {Answer} answer */
  const keepTokens = (answer) => {
    for (const name of ['access_token', 'refresh_token', 'id_token']) {
      vault.keep(answer.body?.[name], name.replace('_', ' '))
    }
    return answer
  }

  /**
   * @param {EndpointName} name
   * @param {Parameters} parameters
   * @param {How} [how]
   * @returns {Promise<Answer>}
   */
  async function post(name, parameters, how = {}) {
    const url = endpoints[name] ?? skip(`no ${name} endpoint is known`)
    const { clientId, clientSecret } = how.client ?? client
    const authorization =
      how.authorization === undefined ? basic(clientId, clientSecret) : how.authorization
    const form = new URLSearchParams(entriesOf(parameters)).toString()
    const body = how.json ? JSON.stringify(Object.fromEntries(entriesOf(parameters))) : form
    const answer = await send(url + (how.query ?? ''), {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': how.json ? 'application/json' : 'application/x-www-form-urlencoded',
        ...(how.json ? { 'notion-version': notionVersion } : {}),
        ...(authorization === null ? {} : { authorization }),
        ...how.headers,
      },
      body,
    })
    return keepTokens(answer)
  }

  /**
   * @param {Code} code
   * @param {Record<string, string | undefined>} [more] Parameters instead of the usual ones; undefined: left out.
   * @param {How} [how]
   */
  const redeem = ({ code, verifier }, more = {}, how = {}) =>
    post(
      'token',
      {
        grant_type: 'authorization_code',
        code,
        redirect_uri: (how.client ?? client).redirectUri,
        code_verifier: verifier,
        ...more,
      },
      how,
    )

  /** @param {Answer} answer @returns {Tokens} */
  const tokensOf = (answer) => {
    mustAnswer(answer, 200, 'a token request')
    const { access_token: access, refresh_token: refresh } = answer.body ?? {}
    must(typeof access === 'string', 'an access_token', () => quote(answer))
    return { access, refresh: typeof refresh === 'string' ? refresh : '', answer }
  }

  /** @param {Client} [as] */
  const connect = async (as = client) =>
    tokensOf(await redeem(await codes.take(as), {}, { client: as }))

  /**
   * @param {string} refreshToken
   * @param {Record<string, string>} [more]
   * @param {How} [how]
   */
  const refresh = (refreshToken, more = {}, how = {}) =>
    post('token', { grant_type: 'refresh_token', refresh_token: refreshToken, ...more }, how)

  /** The pair after a refresh; a server that does not rotate leaves the refresh token as it is. @param {string} token */
  const refreshed = async (token) => {
    const next = tokensOf(await refresh(token))
    return { ...next, refresh: next.refresh || token }
  }

  /**
   * @param {string} token
   * @param {Record<string, string>} [more]
   * @param {How} [how]
   */
  const revoke = (token, more = {}, how = {}) => post('revocation', { token, ...more }, how)

  /**
   * @param {string} token
   * @param {Record<string, string>} [more]
   * @param {How} [how]
   */
  const introspect = (token, more = {}, how = {}) => post('introspection', { token, ...more }, how)

  /** @param {Record<string, string>} headers @param {string} [query] */
  const ask = (headers, query = '') =>
    send(`${resource ?? skip('no --resource')}${query}`, {
      headers: { ...resourceHeaders, ...headers },
    })

  /** @param {string} token */
  const use = (token) => ask({ authorization: `Bearer ${token}` })

  /** @type {Survey} */
  const survey = {
    refreshes: false,
    rotates: false,
    introspectsRefreshTokens: false,
    revokesAccessTokens: true,
  }

  /**
   * @param {string} token
   * @param {Client} [as]
   * @returns {Promise<Sight>}
   */
  const seenByIntrospection = async (token, as) => {
    const answer = await introspect(token, {}, as ? { client: as } : {})
    mustAnswer(answer, 200, 'an introspection')
    return { where: 'introspection', alive: answer.body?.active === true, answer }
  }

  /** @param {string} token @returns {Promise<Sight>} */
  const seenByResource = async (token) => {
    const answer = await use(token)
    return { where: 'the resource', alive: answer.status < 300, answer }
  }

  /** Looks at an access token wherever it can be seen. @param {string} token @param {Client} [as] */
  const lookAtAccess = (token, as) => {
    const sights = []
    if (endpoints.introspection) sights.push(seenByIntrospection(token, as))
    if (resource) sights.push(seenByResource(token))
    if (sights.length === 0) skip('neither an introspection endpoint nor --resource')
    return Promise.all(sights)
  }

  /** @param {string} token */
  const isAccessAlive = async (token) => (await lookAtAccess(token)).some(({ alive }) => alive)

  /** Whether a refresh token lives; a spent one may be punished for being shown. @param {string} token */
  const isRefreshAlive = async (token) =>
    survey.introspectsRefreshTokens
      ? (await seenByIntrospection(token)).alive
      : (await refresh(token)).status === 200

  /** @param {string} token @param {string} [what] @param {Client} [as] */
  const mustLive = async (token, what = 'the access token', as = undefined) => {
    for (const { where, alive, answer } of await lookAtAccess(token, as)) {
      must(alive, `${what} to live, as ${where} sees it`, () => quote(answer))
    }
  }

  /** @param {string} token @param {string} [what] @param {Client} [as] */
  const mustBeDead = async (token, what = 'the access token', as = undefined) => {
    for (const { where, alive, answer } of await lookAtAccess(token, as)) {
      must(!alive, `${what} to be dead, as ${where} sees it`, () => quote(answer))
    }
  }

  /** @param {string} token @param {string} [what] @param {Client} [as] */
  const mustRefresh = async (token, what = 'the refresh token to work', as = undefined) => {
    const answer = await refresh(token, {}, as ? { client: as } : {})
    must(answer.status === 200, what, () => quote(answer))
    const next = tokensOf(answer)
    return { ...next, refresh: next.refresh || token }
  }

  /** @param {string} token @param {string} [what] */
  const mustNotRefresh = async (token, what = 'the refresh token to be dead') => {
    if (survey.introspectsRefreshTokens) {
      const { alive, answer } = await seenByIntrospection(token)
      must(!alive, `${what}, as introspection sees it`, () => quote(answer))
    }
    mustBeRefused(await refresh(token), `${what}, and its use refused (4xx)`)
  }

  /** An answer of 200, or the check does not apply: access tokens need not be revocable. @param {Answer} answer */
  const mustAcceptRevocation = (answer) => {
    if (answer.body?.error === 'unsupported_token_type') skip('access tokens cannot be revoked')
    mustAnswer(answer, 200, 'the revocation')
  }

  /** @type {Map<string, Promise<unknown>>} */
  const experiments = new Map()
  /** @type {string[]} */
  const notes = []

  return {
    client,
    /** Present in every check that needs it. */
    other: /** @type {Client} */ (other),
    options,
    metadata: /** @type {import('./discovery.mjs').Metadata} */ (metadata),
    endpoints,
    survey,
    codes,
    post,
    redeem,
    tokensOf,
    connect,
    refresh,
    refreshed,
    revoke,
    introspect,
    ask,
    use,
    lookAtAccess,
    isAccessAlive,
    isRefreshAlive,
    mustLive,
    mustBeDead,
    mustRefresh,
    mustNotRefresh,
    mustAcceptRevocation,
    /** A remark that stands beside the result. @param {string} text */
    note: (text) => void notes.push(text),
    takeNotes: () => notes.splice(0),
    /**
     * An experiment that several checks judge.
     * @template T
     * @param {string} name
     * @param {() => Promise<T>} experiment
     * @returns {Promise<T>}
     */
    once(name, experiment) {
      const running = experiments.get(name) ?? experiment()
      experiments.set(name, running)
      return /** @type {Promise<T>} */ (running)
    },
    /** Connects once and learns what the server can do. */
    async explore() {
      const first = await redeem(await codes.take(client))
      if (first.status !== 200) {
        throw new CommandError(`A fresh code could not be redeemed: ${quote(first)}`)
      }
      const { access, refresh: token } = tokensOf(first)
      survey.refreshes = token !== ''
      if (token !== '' && endpoints.introspection) {
        survey.introspectsRefreshTokens = (await introspect(token)).body?.active === true
      }
      const next = token === '' ? undefined : (await refresh(token)).body
      const renewed = next?.refresh_token
      survey.rotates = typeof renewed === 'string' && renewed !== token
      if (endpoints.revocation) {
        const { body } = await revoke(String(next?.access_token ?? access))
        survey.revokesAccessTokens = body?.error !== 'unsupported_token_type'
      }
    },
  }
}
