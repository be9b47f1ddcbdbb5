// @ts-check
import { must } from '../check.mjs'
import { unknownToken } from '../subject.mjs'
import { basic, isRefusal, mediaTypeOf, mustAnswer, mustNotBeKept, quote, send } from '../wire.mjs'

/** @typedef {import('../check.mjs').Check} Check */
/** @typedef {import('../wire.mjs').Answer} Answer */

/** @param {Answer} answer */
function mustBeInactive(answer) {
  mustAnswer(answer, 200)
  must(answer.body?.active === false, 'active: false', () => quote(answer))
}

/** An id of the request says nothing about the token. @param {Answer} answer */
function mustRevealNothing(answer) {
  mustBeInactive(answer)
  const told = Object.keys(answer.body ?? {}).filter(
    (name) => name !== 'active' && name !== 'request_id',
  )
  must(told.length === 0, 'active alone', () => quote(answer))
}

/** A moment between 2001 and 2286, if it counts seconds. @param {unknown} value */
const isSeconds = (value) =>
  Number.isInteger(value) && Number(value) > 1_000_000_000 && Number(value) < 10_000_000_000

/** @type {Check[]} */
export const introspectionChecks = [
  {
    id: 'introspect-active',
    title: 'A live access token is active: true',
    source: 'RFC 7662 §2.2',
    level: 'MUST',
    needs: ['introspection'],
    async run({ connect, introspect }) {
      const answer = await introspect((await connect()).access)
      mustAnswer(answer, 200)
      must(answer.body?.active === true, 'active: true', () => quote(answer))
    },
  },
  {
    id: 'introspect-media-type',
    title: 'The answer is application/json',
    source: 'RFC 7662 §2.2',
    level: 'MUST',
    needs: ['introspection'],
    async run({ introspect }) {
      const type = mediaTypeOf(await introspect(unknownToken()))
      must(type === 'application/json', 'application/json', type)
    },
  },
  {
    id: 'introspect-times',
    title: 'iat, exp and nbf, where they are told, are whole seconds since 1970',
    source: 'RFC 7662 §2.2',
    level: 'MUST',
    needs: ['introspection'],
    async run({ connect, introspect }) {
      const answer = await introspect((await connect()).access)
      for (const name of ['iat', 'exp', 'nbf']) {
        const value = answer.body?.[name]
        must(value === undefined || isSeconds(value), `${name} in seconds`, () => quote(answer))
      }
    },
  },
  {
    id: 'introspect-member-types',
    title:
      'scope, client_id, username, token_type, sub, iss and jti, where they are told, are texts',
    source: 'RFC 7662 §2.2',
    level: 'MUST',
    needs: ['introspection'],
    async run({ connect, introspect }) {
      const answer = await introspect((await connect()).access)
      for (const name of ['scope', 'client_id', 'username', 'token_type', 'sub', 'iss', 'jti']) {
        const value = answer.body?.[name]
        must(value === undefined || typeof value === 'string', `${name} as a text`, () =>
          quote(answer),
        )
      }
    },
  },
  {
    id: 'introspect-refresh-token',
    title: 'A live refresh token is active: true',
    source: 'RFC 7662 §2.1 (may)',
    level: 'extension',
    needs: ['introspection', 'refresh'],
    async run({ connect, introspect }) {
      const answer = await introspect((await connect()).refresh)
      must(answer.body?.active === true, 'active: true', () => quote(answer))
    },
  },
  {
    id: 'introspect-unknown',
    title: 'An unknown token is active: false, not an error',
    source: 'RFC 7662 §2.2, §2.3',
    level: 'MUST',
    needs: ['introspection'],
    async run({ introspect }) {
      mustBeInactive(await introspect(unknownToken()))
      mustBeInactive(await introspect('ключ-🗝️-%00-"\\'))
      mustBeInactive(await introspect('x'.repeat(4000)))
    },
  },
  {
    id: 'introspect-code',
    title: 'An authorization code is no active token',
    source: 'RFC 7662 §2.2',
    level: 'MUST',
    needs: ['introspection'],
    async run({ codes, client, introspect }) {
      mustBeInactive(await introspect((await codes.take(client)).code))
    },
  },
  {
    id: 'introspect-revoked-access',
    title: 'A revoked access token is active: false',
    source: 'RFC 7662 §2.2, §4',
    level: 'MUST',
    needs: ['introspection', 'revocation', 'revokes access'],
    async run({ connect, introspect, revoke, mustAcceptRevocation }) {
      const { access } = await connect()
      mustAcceptRevocation(await revoke(access))
      mustBeInactive(await introspect(access))
    },
  },
  {
    id: 'introspect-revoked-refresh',
    title: 'A revoked refresh token is active: false',
    source: 'RFC 7662 §2.2, §4',
    level: 'MUST',
    needs: ['introspection', 'revocation', 'refresh'],
    async run({ connect, introspect, revoke }) {
      const { refresh } = await connect()
      mustAnswer(await revoke(refresh), 200)
      mustBeInactive(await introspect(refresh))
    },
  },
  {
    id: 'introspect-spent-refresh',
    title: 'A spent refresh token is active: false',
    source: 'RFC 7662 §2.2',
    level: 'MUST',
    needs: ['introspection', 'rotation'],
    async run({ connect, introspect, refreshed }) {
      const { refresh } = await connect()
      await refreshed(refresh)
      mustBeInactive(await introspect(refresh))
    },
  },
  {
    id: 'introspect-unknown-tells-nothing',
    title: 'Of an unknown token nothing but active: false is told',
    source: 'RFC 7662 §2.2',
    level: 'SHOULD',
    needs: ['introspection'],
    async run({ introspect }) {
      mustRevealNothing(await introspect(unknownToken()))
    },
  },
  {
    id: 'introspect-revoked-tells-nothing',
    title: 'Of a revoked token nothing but active: false is told',
    source: 'RFC 7662 §2.2',
    level: 'SHOULD',
    needs: ['introspection', 'revocation', 'refresh'],
    async run({ connect, introspect, revoke }) {
      const { access, refresh } = await connect()
      await revoke(access)
      await revoke(refresh)
      mustRevealNothing(await introspect(access))
      mustRevealNothing(await introspect(refresh))
    },
  },
  {
    id: 'introspect-other-client',
    title: "Another client's token is active: false, and nothing else is told",
    source: 'RFC 7662 §2.2, §4 (who may see what is policy)',
    level: 'extension',
    needs: ['introspection', 'other client'],
    async run({ connect, introspect, other }) {
      const { access, refresh } = await connect()
      mustRevealNothing(await introspect(access, {}, { client: other }))
      if (refresh) mustRevealNothing(await introspect(refresh, {}, { client: other }))
    },
  },
  {
    id: 'introspect-wrong-hint',
    title: 'A live access token is found with token_type_hint=refresh_token',
    source: 'RFC 7662 §2.1',
    level: 'MUST',
    needs: ['introspection'],
    async run({ connect, introspect }) {
      const { access } = await connect()
      const answer = await introspect(access, { token_type_hint: 'refresh_token' })
      must(answer.body?.active === true, 'active: true', () => quote(answer))
    },
  },
  {
    id: 'introspect-unknown-hint',
    title: 'A live access token is found with an unknown token_type_hint',
    source: 'RFC 7662 §2.1',
    level: 'MUST',
    needs: ['introspection'],
    async run({ connect, introspect }) {
      const { access } = await connect()
      const answer = await introspect(access, { token_type_hint: 'x-unknown-type' })
      must(answer.body?.active === true, 'active: true', () => quote(answer))
    },
  },
  {
    id: 'introspect-refresh-wrong-hint',
    title: 'A live refresh token is found with token_type_hint=access_token',
    source: 'RFC 7662 §2.1',
    level: 'MUST',
    needs: ['introspection', 'refresh'],
    async run({ connect, introspect, survey }) {
      const { refresh } = await connect()
      if (!survey.introspectsRefreshTokens) return
      const answer = await introspect(refresh, { token_type_hint: 'access_token' })
      must(answer.body?.active === true, 'active: true', () => quote(answer))
    },
  },
  {
    id: 'introspect-changes-nothing',
    title: 'Looking at a pair leaves it as it was',
    source: 'RFC 7662 §2',
    level: 'extension',
    needs: ['introspection', 'refresh'],
    async run({ connect, introspect, mustRefresh }) {
      const { access, refresh } = await connect()
      const looks = [access, refresh, access, refresh].map((token) => introspect(token))
      await Promise.all(looks)
      await mustRefresh(refresh)
    },
  },
  {
    id: 'introspect-missing-token',
    title: 'A request without a token is refused as invalid_request',
    source: 'RFC 7662 §2.1 (the error is unspecified)',
    level: 'extension',
    needs: ['introspection'],
    async run({ post }) {
      const answer = await post('introspection', {})
      must(
        answer.status === 400 && answer.body?.error === 'invalid_request',
        '400 with error invalid_request',
        () => quote(answer),
      )
    },
  },
  {
    id: 'introspect-by-get',
    title: 'GET is refused, so that no token stands in a URL',
    source: 'RFC 7662 §4 (may)',
    level: 'extension',
    needs: ['introspection'],
    async run({ endpoints, client, connect }) {
      const url = new URL(String(endpoints.introspection))
      url.searchParams.set('token', (await connect()).access)
      const authorization = basic(client.clientId, client.clientSecret)
      const answer = await send(url, { headers: { authorization } })
      must(isRefusal(answer), 'a refusal (4xx)', () => quote(answer))
    },
  },
  {
    id: 'introspect-not-kept',
    title: 'The answer to an introspection says Cache-Control: no-store',
    source: 'RFC 7662 §4 (caching is left to the resource)',
    level: 'extension',
    needs: ['introspection'],
    async run({ introspect }) {
      mustNotBeKept(await introspect(unknownToken()))
    },
  },
]
