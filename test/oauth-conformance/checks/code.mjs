// @ts-check
import { must, skip } from '../check.mjs'
import { CommandError } from '../codes.mjs'
import { unknownToken } from '../subject.mjs'
import {
  mediaTypeOf,
  mustAnswer,
  mustBeRefused,
  mustNotBeKept,
  mustRefuse,
  quote,
} from '../wire.mjs'

/** @typedef {import('../check.mjs').Check} Check */
/** @typedef {import('../subject.mjs').Subject} Subject */

const wrongVerifier = 'a-verifier-that-answers-no-challenge-at-all-0123456789'

/**
 * Redeems one code many times at once.
 * @param {Subject} subject
 */
const racedCode = (subject) =>
  subject.once('raced code', async () => {
    const code = await subject.codes.take(subject.client)
    const attempts = Array.from({ length: subject.options.parallel }, () => subject.redeem(code))
    return (await Promise.all(attempts)).filter(({ status }) => status === 200)
  })

/** @type {Check[]} */
export const codeChecks = [
  {
    id: 'code-redeem',
    title: 'A code gives an access token and its type',
    source: 'RFC 6749 §4.1.4, §5.1',
    level: 'MUST',
    async run({ connect }) {
      const { answer } = await connect()
      const type = answer.body?.token_type
      must(typeof type === 'string' && /^bearer$/i.test(type), 'token_type bearer', () =>
        quote(answer),
      )
    },
  },
  {
    id: 'token-media-type',
    title: 'Tokens come as application/json',
    source: 'RFC 6749 §5.1',
    level: 'MUST',
    async run({ connect }) {
      const type = mediaTypeOf((await connect()).answer)
      must(type === 'application/json', 'application/json', type)
    },
  },
  {
    id: 'token-no-store',
    title: 'An answer with tokens says Cache-Control: no-store',
    source: 'RFC 6749 §5.1',
    level: 'MUST',
    async run({ connect }) {
      mustNotBeKept((await connect()).answer)
    },
  },
  {
    id: 'token-no-cache',
    title: 'An answer with tokens says Pragma: no-cache',
    source: 'RFC 6749 §5.1',
    level: 'MUST',
    async run({ connect }) {
      const header = (await connect()).answer.headers.get('pragma')
      must(/\bno-cache\b/i.test(header ?? ''), 'Pragma: no-cache', String(header))
    },
  },
  {
    id: 'token-expires-in',
    title: 'expires_in, if it is told, is a number of seconds',
    source: 'RFC 6749 §5.1',
    level: 'MUST',
    async run({ connect }) {
      const { answer } = await connect()
      const value = answer.body?.expires_in
      must(value === undefined || typeof value === 'number', 'a number', () => quote(answer))
    },
  },
  {
    id: 'token-entropy',
    title: 'Tokens have room for 128 random bits',
    source: 'RFC 6749 §10.10',
    level: 'MUST',
    async run({ connect }) {
      const { access, refresh } = await connect()
      for (const token of [access, refresh].filter(Boolean)) {
        must(token.length * 6 >= 128, 'at least 22 characters', `${token.length}`)
      }
    },
  },
  {
    id: 'code-single-use',
    title: 'A code that was used is refused',
    source: 'RFC 6749 §4.1.2, §5.2',
    level: 'MUST',
    async run({ codes, client, redeem }) {
      const code = await codes.take(client)
      mustAnswer(await redeem(code), 200, 'the first use')
      mustRefuse(await redeem(code), ['invalid_grant'])
    },
  },
  {
    id: 'code-reuse-kills-access',
    title: 'Using a code twice revokes the access token that it gave',
    source: 'RFC 6749 §4.1.2',
    level: 'SHOULD',
    needs: ['probe'],
    async run({ codes, client, redeem, tokensOf, mustLive, mustBeDead }) {
      const code = await codes.take(client)
      const { access } = tokensOf(await redeem(code))
      await mustLive(access, 'the access token before the reuse')
      await redeem(code)
      await mustBeDead(access, 'the access token after the reuse')
    },
  },
  {
    id: 'code-reuse-kills-refresh',
    title: 'Using a code twice revokes the refresh token that it gave',
    source: 'RFC 6749 §4.1.2',
    level: 'SHOULD',
    needs: ['refresh'],
    async run({ codes, client, redeem, tokensOf, mustNotRefresh }) {
      const code = await codes.take(client)
      const { refresh } = tokensOf(await redeem(code))
      await redeem(code)
      await mustNotRefresh(refresh, 'the refresh token to be dead after the reuse')
    },
  },
  {
    id: 'code-reuse-kills-descendants',
    title: 'Using a code twice revokes the tokens of a later refresh too',
    source: 'RFC 6749 §4.1.2',
    level: 'SHOULD',
    needs: ['refresh', 'probe'],
    async run({ codes, client, redeem, tokensOf, refreshed, mustBeDead }) {
      const code = await codes.take(client)
      const { refresh } = tokensOf(await redeem(code))
      const { access } = await refreshed(refresh)
      await redeem(code)
      await mustBeDead(access, 'the refreshed access token after the reuse')
    },
  },
  {
    id: 'code-race-one-wins',
    title: 'Of many simultaneous uses of one code at most one succeeds',
    source: 'RFC 6749 §4.1.2',
    level: 'MUST',
    async run(subject) {
      const won = await racedCode(subject)
      must(won.length <= 1, 'at most one 200', `${won.length}`)
    },
  },
  {
    id: 'code-race-kills',
    title: 'Simultaneous uses of one code are reuse: no token of it is left alive',
    source: 'RFC 6749 §4.1.2',
    level: 'SHOULD',
    needs: ['probe'],
    async run(subject) {
      for (const answer of await racedCode(subject)) {
        await subject.mustBeDead(subject.tokensOf(answer).access, 'the token of the raced code')
      }
    },
  },
  {
    id: 'code-unknown',
    title: 'An unknown code is refused as invalid_grant',
    source: 'RFC 6749 §5.2',
    level: 'MUST',
    async run({ redeem, codes, client }) {
      const { verifier } = await codes.take(client)
      const made = { code: unknownToken(), verifier, redirect: undefined }
      mustRefuse(await redeem(made), ['invalid_grant'])
    },
  },
  {
    id: 'code-other-client',
    title: 'A code opens nothing to another client',
    source: 'RFC 6749 §4.1.3',
    level: 'MUST',
    needs: ['other client'],
    async run({ codes, client, other, redeem }) {
      const code = await codes.take(client)
      const { redirectUri } = client
      const answer = await redeem(code, { redirect_uri: redirectUri }, { client: other })
      mustBeRefused(answer)
    },
  },
  {
    id: 'code-redirect-uri-differs',
    title: 'A code is refused with another redirect URI than it was asked with',
    source: 'RFC 6749 §4.1.3',
    level: 'MUST',
    async run({ codes, client, redeem }) {
      const { redirectUri } = client
      if (redirectUri === undefined) skip('no --redirect-uri')
      const code = await codes.take(client)
      mustBeRefused(await redeem(code, { redirect_uri: `${redirectUri}/x` }))
    },
  },
  {
    id: 'code-redirect-uri-missing',
    title: 'A code is refused without the redirect URI that it was asked with',
    source: 'RFC 6749 §4.1.3',
    level: 'MUST',
    async run({ codes, client, redeem }) {
      if (client.redirectUri === undefined) skip('no --redirect-uri')
      mustBeRefused(await redeem(await codes.take(client), { redirect_uri: undefined }))
    },
  },
  {
    id: 'pkce-right-verifier',
    title: 'The verifier that answers the challenge is accepted',
    source: 'RFC 7636 §4.6; RFC 9700 §2.1.1',
    level: 'MUST',
    needs: ['pkce'],
    async run({ codes, client, redeem }) {
      mustAnswer(await redeem(await codes.take(client)), 200)
    },
  },
  {
    id: 'pkce-wrong-verifier',
    title: 'A wrong verifier is refused',
    source: 'RFC 7636 §4.6',
    level: 'MUST',
    needs: ['pkce'],
    async run({ codes, client, redeem }) {
      mustBeRefused(await redeem(await codes.take(client), { code_verifier: wrongVerifier }))
    },
  },
  {
    id: 'pkce-error',
    title: 'The refusal of a wrong verifier is a 400 with invalid_grant',
    source: 'RFC 7636 §4.6; RFC 6749 §5.2',
    level: 'MUST',
    needs: ['pkce'],
    async run({ codes, client, redeem }) {
      const answer = await redeem(await codes.take(client), { code_verifier: wrongVerifier })
      mustRefuse(answer, ['invalid_grant'])
    },
  },
  {
    id: 'pkce-missing-verifier',
    title: 'No verifier is refused where a challenge stood',
    source: 'RFC 7636 §4.6; RFC 9700 §2.1.1',
    level: 'MUST',
    needs: ['pkce'],
    async run({ codes, client, redeem }) {
      mustBeRefused(await redeem(await codes.take(client), { code_verifier: undefined }))
    },
  },
  {
    id: 'pkce-downgrade',
    title: 'A verifier is refused where no challenge stood',
    source: 'RFC 9700 §2.1.1, §4.8.2',
    level: 'MUST',
    needs: ['pkce'],
    async run({ codes, client, redeem }) {
      const code = await codes.take(client, false).catch((fault) => {
        if (fault instanceof CommandError) skip('no code is given without PKCE')
        throw fault
      })
      mustBeRefused(await redeem(code, { code_verifier: wrongVerifier }))
    },
  },
  {
    id: 'token-missing-grant-type',
    title: 'A request without grant_type is refused as invalid_request',
    source: 'RFC 6749 §5.2',
    level: 'MUST',
    async run({ post }) {
      mustRefuse(await post('token', { code: unknownToken() }), ['invalid_request'])
    },
  },
  {
    id: 'token-unsupported-grant-type',
    title: 'An unknown grant type is refused as unsupported_grant_type',
    source: 'RFC 6749 §5.2',
    level: 'MUST',
    async run({ post }) {
      mustRefuse(await post('token', { grant_type: 'urn:example:none' }), [
        'unsupported_grant_type',
      ])
    },
  },
  {
    id: 'token-missing-code',
    title: 'A request without its code is refused as invalid_request',
    source: 'RFC 6749 §5.2',
    level: 'MUST',
    async run({ post, client }) {
      const { redirectUri: redirect_uri } = client
      const request = { grant_type: 'authorization_code', redirect_uri }
      mustRefuse(await post('token', request), ['invalid_request'])
    },
  },
  {
    id: 'token-empty-parameter',
    title: 'A parameter without a value counts as left out',
    source: 'RFC 6749 §3.2',
    level: 'MUST',
    async run({ post, client }) {
      const { redirectUri: redirect_uri } = client
      const request = { grant_type: 'authorization_code', code: '', redirect_uri }
      mustRefuse(await post('token', request), ['invalid_request'])
    },
  },
  {
    id: 'token-unknown-parameter',
    title: 'An unknown parameter is ignored',
    source: 'RFC 6749 §3.2',
    level: 'MUST',
    async run({ codes, client, redeem }) {
      mustAnswer(await redeem(await codes.take(client), { x_unknown: 'pizza' }), 200)
    },
  },
  {
    id: 'token-repeated-parameter',
    title: 'A repeated parameter is refused',
    source: 'RFC 6749 §3.2, §5.2',
    level: 'MUST',
    async run({ codes, client, post }) {
      const { code, verifier } = await codes.take(client)
      const { redirectUri } = client
      const answer = await post('token', [
        ['grant_type', 'authorization_code'],
        ['code', code],
        ['code', code],
        ...(redirectUri === undefined
          ? []
          : [/** @type {[string, string]} */ (['redirect_uri', redirectUri])]),
        ...(verifier === undefined
          ? []
          : [/** @type {[string, string]} */ (['code_verifier', verifier])]),
      ])
      mustRefuse(answer, ['invalid_request'])
    },
  },
  {
    id: 'token-error-text',
    title: 'An error is JSON, its description printable ASCII without quote and backslash',
    source: 'RFC 6749 §5.2',
    level: 'MUST',
    async run({ post }) {
      const answer = await post('token', { grant_type: 'pi"zz\\a é', code: unknownToken() })
      must(mediaTypeOf(answer) === 'application/json', 'application/json', mediaTypeOf(answer))
      const { error, error_description: description } = answer.body ?? {}
      must(typeof error === 'string', 'an error', () => quote(answer))
      must(
        description === undefined || /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/.test(String(description)),
        'the allowed characters alone',
        () => quote(answer),
      )
    },
  },
]
