// @ts-check
import { must } from '../check.mjs'
import { unknownToken } from '../subject.mjs'
import {
  basic,
  isRefusal,
  mediaTypeOf,
  mustAnswer,
  mustBeRefused,
  mustNotBeKept,
  mustRefuse,
  quote,
  send,
} from '../wire.mjs'

/** @typedef {import('../check.mjs').Check} Check */

/** What no server has issued as a token. */
const oddTokens = ['x', 'x'.repeat(4000), 'ключ-🗝️-%00-"\\', 'a token of words']
const unsignedJwt = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJub2JvZHkifQ.'

/** @type {[string, string][]} */
const hints = [
  ['access_token', 'access_token'],
  ['refresh_token', 'refresh_token'],
  ['unknown', 'x-unknown-type'],
  ['empty', ''],
]

/** @returns {Check[]} */
function hintChecks() {
  return hints.flatMap(([name, hint]) => [
    /** @type {Check} */ ({
      id: `revoke-access-hint-${name}`,
      title: `An access token is found with token_type_hint=${hint}`,
      source: 'RFC 7009 §2.1',
      level: 'MUST',
      needs: ['revocation', 'revokes access', 'probe'],
      async run({ connect, revoke, mustAcceptRevocation, mustBeDead }) {
        const { access } = await connect()
        mustAcceptRevocation(await revoke(access, { token_type_hint: hint }))
        await mustBeDead(access)
      },
    }),
    /** @type {Check} */ ({
      id: `revoke-refresh-hint-${name}`,
      title: `A refresh token is found with token_type_hint=${hint}`,
      source: 'RFC 7009 §2.1',
      level: 'MUST',
      needs: ['revocation', 'refresh'],
      async run({ connect, revoke, mustNotRefresh }) {
        const { refresh } = await connect()
        mustAnswer(await revoke(refresh, { token_type_hint: hint }), 200)
        await mustNotRefresh(refresh)
      },
    }),
  ])
}

/** @type {Check[]} */
export const revocationChecks = [
  {
    id: 'revoke-refresh',
    title: 'A refresh token can be revoked, and opens nothing afterwards',
    source: 'RFC 7009 §2, §2.1',
    level: 'MUST',
    needs: ['revocation', 'refresh'],
    async run({ connect, revoke, mustNotRefresh }) {
      const { refresh } = await connect()
      mustAnswer(await revoke(refresh), 200)
      await mustNotRefresh(refresh)
    },
  },
  {
    id: 'revoke-access-supported',
    title: 'Access tokens can be revoked',
    source: 'RFC 7009 §2',
    level: 'SHOULD',
    needs: ['revocation'],
    async run({ connect, revoke }) {
      mustAnswer(await revoke((await connect()).access), 200)
    },
  },
  {
    id: 'revoke-access',
    title: 'An access token whose revocation was answered with 200 is dead at once',
    source: 'RFC 7009 §2.1',
    level: 'MUST',
    needs: ['revocation', 'revokes access', 'probe'],
    async run({ connect, revoke, mustAcceptRevocation, mustLive, mustBeDead }) {
      const { access } = await connect()
      await mustLive(access, 'the access token before the revocation')
      mustAcceptRevocation(await revoke(access))
      await mustBeDead(access)
    },
  },
  {
    id: 'revoke-refreshed-access',
    title: 'An access token from a refresh can be revoked as well',
    source: 'RFC 7009 §2.1',
    level: 'MUST',
    needs: ['revocation', 'revokes access', 'refresh', 'probe'],
    async run({ connect, refreshed, revoke, mustAcceptRevocation, mustBeDead }) {
      const { access } = await refreshed((await connect()).refresh)
      mustAcceptRevocation(await revoke(access))
      await mustBeDead(access)
    },
  },
  {
    id: 'revoke-refresh-kills-access',
    title: 'Revoking the refresh token ends the access token of the grant',
    source: 'RFC 7009 §2.1',
    level: 'SHOULD',
    needs: ['revocation', 'revokes access', 'refresh', 'probe'],
    async run({ connect, revoke, mustLive, mustBeDead }) {
      const { access, refresh } = await connect()
      await mustLive(access, 'the access token before the revocation')
      mustAnswer(await revoke(refresh), 200)
      await mustBeDead(access)
    },
  },
  {
    id: 'revoke-refresh-kills-all-access',
    title: 'Revoking the refresh token ends every access token of the grant, the older ones too',
    source: 'RFC 7009 §2.1',
    level: 'SHOULD',
    needs: ['revocation', 'revokes access', 'refresh', 'probe'],
    async run({ connect, refreshed, revoke, mustBeDead }) {
      const first = await connect()
      const second = await refreshed(first.refresh)
      const third = await refreshed(second.refresh)
      mustAnswer(await revoke(third.refresh), 200)
      for (const { access } of [first, second, third]) await mustBeDead(access)
    },
  },
  {
    id: 'revoke-access-kills-refresh',
    title: 'Revoking the access token ends the refresh token of the grant',
    source: 'RFC 7009 §2.1 (may); Tessera: docs/oauth.md',
    level: 'extension',
    needs: ['revocation', 'revokes access', 'refresh'],
    async run({ connect, revoke, mustAcceptRevocation, mustNotRefresh }) {
      const { access, refresh } = await connect()
      mustAcceptRevocation(await revoke(access))
      await mustNotRefresh(refresh)
    },
  },
  {
    id: 'revoke-ends-replay',
    title: 'A revoked refresh token cannot fetch a pair again, however soon',
    source: 'RFC 7009 §2.1',
    level: 'MUST',
    needs: ['revocation', 'rotation'],
    async run({ connect, refreshed, revoke, mustNotRefresh }) {
      const { refresh } = await connect()
      const next = await refreshed(refresh)
      mustAnswer(await revoke(next.refresh), 200)
      await mustNotRefresh(refresh, 'the spent refresh token to be dead')
      await mustNotRefresh(next.refresh)
    },
  },
  {
    id: 'revoke-spent-refresh',
    title: 'Revoking a spent refresh token is answered with 200, and it opens nothing',
    source: 'RFC 7009 §2.1, §2.2',
    level: 'MUST',
    needs: ['revocation', 'rotation'],
    async run({ connect, refreshed, revoke, mustNotRefresh }) {
      const { refresh } = await connect()
      await refreshed(refresh)
      mustAnswer(await revoke(refresh), 200)
      await mustNotRefresh(refresh, 'the spent refresh token to be dead')
    },
  },
  {
    id: 'revoke-spent-refresh-spares-pair',
    title: 'Revoking a spent refresh token leaves the pair that replaced it alive',
    source: 'no RFC; Tessera: docs/oauth.md',
    level: 'extension',
    needs: ['revocation', 'rotation', 'probe'],
    async run({ connect, refreshed, revoke, mustLive, mustRefresh }) {
      const { refresh } = await connect()
      const next = await refreshed(refresh)
      mustAnswer(await revoke(refresh), 200)
      await mustLive(next.access, 'the newer access token')
      await mustRefresh(next.refresh, 'the newer refresh token to work')
    },
  },
  {
    id: 'revoke-second-grant-survives',
    title: 'Another consent of the same person for the same client lives on',
    source: 'no RFC; Tessera: docs/oauth.md',
    level: 'extension',
    needs: ['revocation', 'revokes access', 'refresh', 'probe'],
    async run({ connect, revoke, mustLive, mustRefresh }) {
      const [one, two, three] = [await connect(), await connect(), await connect()]
      await revoke(one.access)
      await revoke(two.refresh)
      await mustLive(three.access, "the other consent's access token")
      await mustRefresh(three.refresh, "the other consent's refresh token to work")
    },
  },
  {
    id: 'revoke-unknown',
    title: 'An unknown token is answered with 200',
    source: 'RFC 7009 §2.2',
    level: 'MUST',
    needs: ['revocation'],
    async run({ revoke }) {
      mustAnswer(await revoke(unknownToken()), 200)
    },
  },
  {
    id: 'revoke-odd-text',
    title: 'A text that can be no token is answered with 200: too short, too long, beyond ASCII',
    source: 'RFC 7009 §2.2',
    level: 'MUST',
    needs: ['revocation'],
    async run({ revoke }) {
      for (const text of oddTokens) mustAnswer(await revoke(text), 200)
    },
  },
  {
    id: 'revoke-jwt',
    title: 'What looks like a JWT is answered with 200, or as a type that cannot be revoked',
    source: 'RFC 7009 §2.2, §2.2.1',
    level: 'MUST',
    needs: ['revocation'],
    async run({ revoke }) {
      const answer = await revoke(unsignedJwt)
      if (answer.status !== 200) mustRefuse(answer, ['unsupported_token_type'])
    },
  },
  {
    id: 'revoke-used-code',
    title: 'An authorization code in place of a token is answered with 200',
    source: 'RFC 7009 §2.2',
    level: 'MUST',
    needs: ['revocation'],
    async run({ codes, client, revoke }) {
      mustAnswer(await revoke((await codes.take(client)).code), 200)
    },
  },
  {
    id: 'revoke-access-twice',
    title: 'An access token that is revoked already is answered with 200',
    source: 'RFC 7009 §2.2',
    level: 'MUST',
    needs: ['revocation', 'revokes access'],
    async run({ connect, revoke, mustAcceptRevocation }) {
      const { access } = await connect()
      mustAcceptRevocation(await revoke(access))
      mustAnswer(await revoke(access), 200, 'the second revocation')
      mustAnswer(await revoke(access, { token_type_hint: 'access_token' }), 200, 'the third')
    },
  },
  {
    id: 'revoke-refresh-twice',
    title: 'A refresh token that is revoked already is answered with 200',
    source: 'RFC 7009 §2.2',
    level: 'MUST',
    needs: ['revocation', 'refresh'],
    async run({ connect, revoke }) {
      const { refresh } = await connect()
      mustAnswer(await revoke(refresh), 200, 'the first revocation')
      mustAnswer(await revoke(refresh), 200, 'the second revocation')
      mustAnswer(await revoke(refresh, { token_type_hint: 'refresh_token' }), 200, 'the third')
    },
  },
  {
    id: 'revoke-both',
    title: 'Access and refresh token of one grant can be revoked one after the other',
    source: 'RFC 7009 §2.2',
    level: 'MUST',
    needs: ['revocation', 'revokes access', 'refresh'],
    async run({ connect, revoke, mustAcceptRevocation }) {
      const one = await connect()
      mustAnswer(await revoke(one.refresh), 200, 'the refresh token')
      mustAcceptRevocation(await revoke(one.access))
      const two = await connect()
      mustAcceptRevocation(await revoke(two.access))
      mustAnswer(await revoke(two.refresh), 200, 'the refresh token after the access token')
    },
  },
  {
    id: 'revoke-again-spares-others',
    title: 'Revoking a dead token again leaves other consents alone',
    source: 'RFC 7009 §2.2 (the purpose is achieved already); Tessera: docs/oauth.md',
    level: 'extension',
    needs: ['revocation', 'refresh', 'probe'],
    async run({ connect, revoke, mustLive, mustRefresh }) {
      const bystander = await connect()
      const { refresh } = await connect()
      await revoke(refresh)
      await revoke(refresh)
      await mustLive(bystander.access, "the other consent's access token")
      await mustRefresh(bystander.refresh, "the other consent's refresh token to work")
    },
  },
  ...hintChecks(),
  {
    id: 'revoke-missing-token',
    title: 'A request without a token is refused as invalid_request',
    source: 'RFC 7009 §2.1, §2.2.1; RFC 6749 §5.2',
    level: 'MUST',
    needs: ['revocation'],
    async run({ post }) {
      mustRefuse(await post('revocation', { token_type_hint: 'access_token' }), ['invalid_request'])
    },
  },
  {
    id: 'revoke-empty-token',
    title: 'An empty token is refused as invalid_request',
    source: 'RFC 7009 §2.2.1; RFC 6749 §3.2, §5.2',
    level: 'MUST',
    needs: ['revocation'],
    async run({ revoke }) {
      mustRefuse(await revoke(''), ['invalid_request'])
    },
  },
  {
    id: 'revoke-repeated-token',
    title: 'A repeated token is refused as invalid_request',
    source: 'RFC 7009 §2.2.1; RFC 6749 §5.2',
    level: 'MUST',
    needs: ['revocation'],
    async run({ post, connect }) {
      const { access } = await connect()
      const answer = await post('revocation', [
        ['token', access],
        ['token', unknownToken()],
      ])
      mustRefuse(answer, ['invalid_request'])
    },
  },
  {
    id: 'revoke-unknown-parameter',
    title: 'An unknown parameter does not hinder a revocation',
    source: 'RFC 7009 §2.1; RFC 6749 §3.2',
    level: 'MUST',
    needs: ['revocation', 'refresh'],
    async run({ connect, revoke, mustNotRefresh }) {
      const { refresh } = await connect()
      mustAnswer(await revoke(refresh, { x_unknown: 'pizza' }), 200)
      await mustNotRefresh(refresh)
    },
  },
  {
    id: 'revoke-error-shape',
    title: 'A refusal is JSON with an error',
    source: 'RFC 7009 §2.2.1; RFC 6749 §5.2',
    level: 'MUST',
    needs: ['revocation'],
    async run({ post }) {
      const answer = await post('revocation', {})
      mustBeRefused(answer)
      must(mediaTypeOf(answer) === 'application/json', 'application/json', mediaTypeOf(answer))
      must(typeof answer.body?.error === 'string', 'an error', () => quote(answer))
    },
  },
  {
    id: 'revoke-other-client-no-effect',
    title: "Another client's tokens survive an attempt to revoke them",
    source: 'RFC 7009 §2.1',
    level: 'MUST',
    needs: ['revocation', 'other client', 'refresh', 'probe'],
    async run({ connect, revoke, other, mustLive, mustRefresh }) {
      const { access, refresh } = await connect()
      for (const hint of ['access_token', 'refresh_token']) {
        await revoke(access, { token_type_hint: hint }, { client: other })
        await revoke(refresh, { token_type_hint: hint }, { client: other })
      }
      await mustLive(access)
      await mustRefresh(refresh)
    },
  },
  {
    id: 'revoke-other-client-is-told',
    title: "A client that tries to revoke another client's token is told that it was refused",
    source: 'RFC 7009 §2.1 ("the request is refused and the client is informed of the error")',
    level: 'MUST',
    needs: ['revocation', 'other client', 'refresh'],
    async run({ connect, revoke, other }) {
      const { access, refresh } = await connect()
      mustBeRefused(await revoke(access, {}, { client: other }), 'a refusal of the access token')
      mustBeRefused(await revoke(refresh, {}, { client: other }), 'a refusal of the refresh token')
    },
  },
  {
    id: 'revoke-other-client-then-own',
    title: 'After such an attempt its own client can still revoke the token',
    source: 'RFC 7009 §2.1',
    level: 'MUST',
    needs: ['revocation', 'other client', 'refresh', 'probe'],
    async run({ connect, revoke, other, mustBeDead, mustNotRefresh }) {
      const { access, refresh } = await connect()
      await revoke(refresh, {}, { client: other })
      mustAnswer(await revoke(refresh), 200)
      await mustNotRefresh(refresh)
      await revoke(access)
      await mustBeDead(access)
    },
  },
  {
    id: 'revoke-no-false-success',
    title: 'A JSON body is understood or refused; 200 is never said of a token that lives',
    source: 'RFC 7009 §2.1, §2.2',
    level: 'MUST',
    needs: ['revocation', 'revokes access', 'probe'],
    async run({ connect, revoke, mustBeDead }) {
      const { access } = await connect()
      const answer = await revoke(access, {}, { json: true })
      if (answer.status === 200) await mustBeDead(access)
      else must(isRefusal(answer), '200 or a refusal (4xx)', () => quote(answer))
    },
  },
  {
    id: 'revoke-by-get',
    title: 'GET revokes nothing',
    source: 'RFC 7009 §2.1 (the request is a POST)',
    level: 'extension',
    needs: ['revocation', 'probe'],
    async run({ connect, endpoints, client, mustLive, mustBeDead }) {
      const { access } = await connect()
      const url = new URL(String(endpoints.revocation))
      url.searchParams.set('token', access)
      const authorization = basic(client.clientId, client.clientSecret)
      const answer = await send(url, { headers: { authorization } })
      must(isRefusal(answer), 'a refusal (4xx)', () => quote(answer))
      await mustLive(access).catch(async (fault) => {
        await mustBeDead(access)
        throw fault
      })
    },
  },
  {
    id: 'revoke-not-kept',
    title: 'The answer to a revocation says Cache-Control: no-store',
    source: 'no RFC',
    level: 'extension',
    needs: ['revocation'],
    async run({ revoke }) {
      mustNotBeKept(await revoke(unknownToken()))
    },
  },
]
