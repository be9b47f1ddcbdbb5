// @ts-check
import { must, skip } from '../check.mjs'
import { unknownToken } from '../subject.mjs'
import { basic, isRefusal, mustAnswer, mustBeRefused, quote, send } from '../wire.mjs'

/** @typedef {import('../check.mjs').Check} Check */
/** @typedef {import('../discovery.mjs').EndpointName} EndpointName */

/** @type {Record<EndpointName, { source: string, parameters: () => Record<string, string> }>} */
const places = {
  token: {
    source: 'RFC 6749 §3.2.1, §5.2',
    parameters: () => ({ grant_type: 'refresh_token', refresh_token: unknownToken() }),
  },
  revocation: { source: 'RFC 7009 §2.1, §2.2.1', parameters: () => ({ token: unknownToken() }) },
  introspection: { source: 'RFC 7662 §2.1, §2.3', parameters: () => ({ token: unknownToken() }) },
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

/** A client that got through is told about its unknown token. @param {EndpointName} name @param {import('../wire.mjs').Answer} answer */
function mustPass(name, answer) {
  if (name === 'token') {
    must(answer.body?.error === 'invalid_grant', 'invalid_grant', () => quote(answer))
  } else {
    must(
      answer.status !== 401 && answer.body?.error !== 'invalid_client',
      'an authenticated client',
      () => quote(answer),
    )
  }
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
  const { source, parameters } = places[name]
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
      async run({ post }) {
        mustRefuseClient(await post(name, parameters(), { authorization: null }), false)
      },
    },
    {
      id: `${name}-wrong-secret`,
      title: `A wrong secret is refused with 401 and WWW-Authenticate ${at}`,
      source,
      level: 'MUST',
      needs,
      async run({ post, client }) {
        const authorization = basic(client.clientId, `${client.clientSecret}x`)
        mustRefuseClient(await post(name, parameters(), { authorization }), true)
      },
    },
    {
      id: `${name}-unknown-client`,
      title: `An unknown client is refused with 401 and WWW-Authenticate ${at}`,
      source,
      level: 'MUST',
      needs,
      async run({ post, client }) {
        const authorization = basic('no-such-client', client.clientSecret)
        mustRefuseClient(await post(name, parameters(), { authorization }), true)
      },
    },
    {
      id: `${name}-other-secret`,
      title: `The secret of another client is refused ${at}`,
      source,
      level: 'MUST',
      needs: [...needs, 'other client'],
      async run({ post, client, other }) {
        const authorization = basic(client.clientId, other.clientSecret)
        mustRefuseClient(await post(name, parameters(), { authorization }), true)
      },
    },
    {
      id: `${name}-basic-encoded`,
      title: `Form-encoded credentials are decoded ${at}`,
      source: 'RFC 6749 §2.3.1',
      level: 'MUST',
      needs,
      async run({ post, client }) {
        const pair = `${escapeMore(client.clientId)}:${escapeMore(client.clientSecret)}`
        const authorization = `Basic ${Buffer.from(pair).toString('base64')}`
        mustPass(name, await post(name, parameters(), { authorization }))
      },
    },
    {
      id: `${name}-basic-lower-case`,
      title: `The scheme's name may be in lower case ${at}`,
      source: 'RFC 9110 §11.1',
      level: 'MUST',
      needs,
      async run({ post, client }) {
        const { clientId, clientSecret } = client
        const authorization = basic(clientId, clientSecret).replace('Basic', 'basic')
        mustPass(name, await post(name, parameters(), { authorization }))
      },
    },
    {
      id: `${name}-body-credentials`,
      title: `Credentials in the body are understood or refused as such ${at}`,
      source: 'RFC 6749 §2.3.1, §5.2',
      level: 'MUST',
      needs,
      async run({ post, client, note }) {
        const { clientId: client_id, clientSecret: client_secret } = client
        const body = { ...parameters(), client_id, client_secret }
        const answer = await post(name, body, { authorization: null })
        if (isRefusal(answer) && answer.body?.error !== 'invalid_grant') {
          mustRefuseClient(answer, false)
          note('the body alone is refused')
        } else mustPass(name, answer)
      },
    },
    {
      id: `${name}-query-credentials`,
      title: `Credentials in the query are not accepted ${at}`,
      source: 'RFC 6749 §2.3.1',
      level: 'MUST',
      needs,
      async run({ endpoints, client }) {
        const url = new URL(endpoints[name] ?? skip('no endpoint'))
        url.searchParams.set('client_id', client.clientId)
        url.searchParams.set('client_secret', client.clientSecret)
        const body = new URLSearchParams(parameters())
        mustRefuseClient(await send(url, { method: 'POST', body }), false)
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
