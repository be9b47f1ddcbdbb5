// @ts-check
import { must } from '../check.mjs'
import { unknownToken } from '../subject.mjs'
import { basic, mustAnswer, mustBeRefused, quote } from '../wire.mjs'

/** @typedef {import('../check.mjs').Check} Check */
/** @typedef {import('../discovery.mjs').EndpointName} EndpointName */

/** @typedef {import('../subject.mjs').Subject} Subject */

/**
 * @typedef {object} Place
 * @property {string} source
 * @property {(subject: Subject) => Promise<Record<string, string | undefined>>} requestOf What a client that gets
 *   through is answered with 200.
 */

/** @type {Record<EndpointName, Place>} */
const places = {
  token: {
    source: 'RFC 6749 §3.2.1, §5.2',
    async requestOf({ codes, client }) {
      const { code, verifier: code_verifier } = await codes.take(client)
      const { redirectUri: redirect_uri } = client
      return { grant_type: 'authorization_code', code, redirect_uri, code_verifier }
    },
  },
  revocation: {
    source: 'RFC 7009 §2.1, §2.2.1',
    requestOf: async ({ connect }) => ({ token: (await connect()).refresh || unknownToken() }),
  },
  introspection: {
    source: 'RFC 7662 §2.1, §2.3',
    requestOf: async () => ({ token: unknownToken() }),
  },
}

/**
 * @param {import('../wire.mjs').Answer} answer
 * @param {boolean} challenged
 */
function mustRefuseClient(answer, challenged) {
  must(
    [400, 401].includes(answer.status) &&
      ['invalid_client', 'invalid_request'].includes(String(answer.body?.error)),
    '401 (or 400) with error invalid_client',
    () => quote(answer),
  )
  if (!challenged) return
  const header = answer.headers.get('www-authenticate')
  must(answer.status === 401, '401, as the client used the Authorization header', () =>
    quote(answer),
  )
  must(/^basic\b/i.test(header ?? ''), 'WWW-Authenticate: Basic', String(header))
}

/** Every octet but letters and digits escaped, and the first one too: form encoding allows it. @param {string} text */
const escapeMore = (text) =>
  [...Buffer.from(text)]
    .map((byte, index) => {
      const letter = String.fromCharCode(byte)
      const plain = index > 0 && /[A-Za-z0-9]/.test(letter)
      return plain ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')

/** @param {EndpointName} name @returns {Check[]} */
function checksOf(name) {
  const { source, requestOf } = places[name]
  /** @type {Check['needs']} */
  const needs = name === 'token' ? [] : [name]
  const at = `at the ${name} endpoint`
  return [
    {
      id: `${name}-no-credentials`,
      title: `A request without credentials is refused ${at}`,
      source,
      level: 'MUST',
      needs,
      async run(subject) {
        const request = await requestOf(subject)
        mustRefuseClient(await subject.post(name, request, { authorization: null }), false)
      },
    },
    {
      id: `${name}-wrong-secret`,
      title: `A wrong secret is refused with 401 and WWW-Authenticate ${at}`,
      source,
      level: 'MUST',
      needs,
      async run(subject) {
        const { clientId, clientSecret } = subject.client
        const authorization = basic(clientId, `${clientSecret}x`)
        const request = await requestOf(subject)
        mustRefuseClient(await subject.post(name, request, { authorization }), true)
      },
    },
    {
      id: `${name}-unknown-client`,
      title: `An unknown client is refused with 401 and WWW-Authenticate ${at}`,
      source,
      level: 'MUST',
      needs,
      async run(subject) {
        const authorization = basic('no-such-client', subject.client.clientSecret)
        const request = await requestOf(subject)
        mustRefuseClient(await subject.post(name, request, { authorization }), true)
      },
    },
    {
      id: `${name}-other-secret`,
      title: `The secret of another client is refused ${at}`,
      source,
      level: 'MUST',
      needs: [...needs, 'other client'],
      async run(subject) {
        const authorization = basic(subject.client.clientId, subject.other.clientSecret)
        const request = await requestOf(subject)
        mustRefuseClient(await subject.post(name, request, { authorization }), true)
      },
    },
    {
      id: `${name}-basic-encoded`,
      title: `Form-encoded credentials are decoded ${at}`,
      source: 'RFC 6749 §2.3.1',
      level: 'MUST',
      needs,
      async run(subject) {
        const { clientId, clientSecret } = subject.client
        const pair = `${escapeMore(clientId)}:${escapeMore(clientSecret)}`
        const authorization = `Basic ${Buffer.from(pair).toString('base64')}`
        mustAnswer(await subject.post(name, await requestOf(subject), { authorization }), 200)
      },
    },
    {
      id: `${name}-basic-lower-case`,
      title: `The scheme's name may be in lower case ${at}`,
      source: 'RFC 9110 §11.1',
      level: 'MUST',
      needs,
      async run(subject) {
        const { clientId, clientSecret } = subject.client
        const authorization = basic(clientId, clientSecret).replace('Basic', 'basic')
        mustAnswer(await subject.post(name, await requestOf(subject), { authorization }), 200)
      },
    },
    {
      id: `${name}-body-credentials`,
      title: `Credentials in the body are understood or refused as such ${at}`,
      source: 'RFC 6749 §2.3.1, §5.2',
      level: 'MUST',
      needs,
      async run(subject) {
        const { clientId: client_id, clientSecret: client_secret } = subject.client
        const body = { ...(await requestOf(subject)), client_id, client_secret }
        const answer = await subject.post(name, body, { authorization: null })
        if (answer.status === 200) return
        mustRefuseClient(answer, false)
        subject.note('credentials in the body alone are refused')
      },
    },
    {
      id: `${name}-query-credentials`,
      title: `Credentials in the query are not accepted ${at}`,
      source: 'RFC 6749 §2.3.1',
      level: 'MUST',
      needs,
      async run(subject) {
        const { clientId: client_id, clientSecret: client_secret } = subject.client
        const request = await requestOf(subject)
        const query = `?${new URLSearchParams({ client_id, client_secret })}`
        const answer = await subject.post(name, request, { authorization: null, query })
        mustRefuseClient(answer, false)
      },
    },
  ]
}

/** @type {Check[]} */
export const authenticationChecks = [
  ...checksOf('token'),
  ...checksOf('revocation'),
  ...checksOf('introspection'),
  {
    id: 'revocation-refused-client-no-effect',
    title: 'A client that is refused revokes nothing',
    source: 'RFC 7009 §2.1',
    level: 'MUST',
    needs: ['revocation', 'probe'],
    async run({ client, connect, revoke, mustLive }) {
      const { access, refresh } = await connect()
      const authorization = basic(client.clientId, `${client.clientSecret}x`)
      for (const token of [access, refresh].filter(Boolean)) {
        mustBeRefused(await revoke(token, {}, { authorization }))
        mustBeRefused(await revoke(token, {}, { authorization: null }))
      }
      await mustLive(access)
    },
  },
  {
    id: 'revocation-mixed-credentials',
    title: "Another client's id in the body beside Basic does not act as that client",
    source: 'RFC 6749 §2.3; RFC 7009 §2.1',
    level: 'MUST',
    needs: ['revocation', 'other client', 'probe'],
    async run({ client, other, connect, revoke, mustLive }) {
      const { access } = await connect(other)
      await revoke(access, { client_id: other.clientId }, { client })
      await mustLive(access, "the other client's token", other)
    },
  },
  {
    id: 'token-refused-client-keeps-code',
    title: 'A code that came with a wrong secret still works for its client',
    source: 'no RFC; a stranger must not be able to spend it',
    level: 'extension',
    async run({ client, codes, redeem }) {
      const code = await codes.take(client)
      const authorization = basic(client.clientId, `${client.clientSecret}x`)
      mustBeRefused(await redeem(code, {}, { authorization }))
      mustAnswer(await redeem(code), 200, "the client's own use")
    },
  },
]
