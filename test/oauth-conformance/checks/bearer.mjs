// @ts-check
import { must } from '../check.mjs'
import { unknownToken } from '../subject.mjs'
import { mustAnswer, mustBeRefused, quote } from '../wire.mjs'

/** @typedef {import('../check.mjs').Check} Check */

/** @param {import('../wire.mjs').Answer} answer */
function mustChallenge(answer) {
  const header = answer.headers.get('www-authenticate')
  must(/^bearer\b/i.test(header ?? ''), 'WWW-Authenticate: Bearer', String(header))
}

/** @param {import('../wire.mjs').Answer} answer */
function mustBeInvalidToken(answer) {
  must(answer.status === 401, '401', () => quote(answer))
  const header = answer.headers.get('www-authenticate')
  must(/\binvalid_token\b/.test(header ?? ''), 'error="invalid_token" in it', String(header))
}

/** @type {Check[]} */
export const bearerChecks = [
  {
    id: 'bearer-works',
    title: 'The resource takes a live access token in the Authorization header',
    source: 'RFC 6750 §2.1',
    level: 'MUST',
    needs: ['resource'],
    async run({ connect, use }) {
      mustAnswer(await use((await connect()).access), 200)
    },
  },
  {
    id: 'bearer-lower-case',
    title: "The scheme's name may be in lower case",
    source: 'RFC 9110 §11.1',
    level: 'MUST',
    needs: ['resource'],
    async run({ connect, ask }) {
      const { access } = await connect()
      mustAnswer(await ask({ authorization: `bearer ${access}` }), 200)
    },
  },
  {
    id: 'bearer-challenge-without-token',
    title: 'A request without a token is answered with 401 and WWW-Authenticate: Bearer',
    source: 'RFC 6750 §3; RFC 9110 §15.5.2',
    level: 'MUST',
    needs: ['resource'],
    async run({ ask }) {
      const answer = await ask({})
      must(answer.status === 401, '401', () => quote(answer))
      mustChallenge(answer)
    },
  },
  {
    id: 'bearer-challenge-unknown-token',
    title: 'An unknown token is refused with WWW-Authenticate: Bearer',
    source: 'RFC 6750 §3; RFC 9110 §15.5.2',
    level: 'MUST',
    needs: ['resource'],
    async run({ use }) {
      const answer = await use(unknownToken())
      mustBeRefused(answer)
      mustChallenge(answer)
    },
  },
  {
    id: 'bearer-invalid-token',
    title: 'A dead token is refused with 401 and error="invalid_token"',
    source: 'RFC 6750 §3, §3.1',
    level: 'SHOULD',
    needs: ['resource', 'revocation', 'refresh'],
    async run({ connect, revoke, use }) {
      const { access, refresh } = await connect()
      await revoke(refresh)
      await revoke(access)
      mustBeInvalidToken(await use(access))
    },
  },
  {
    id: 'bearer-no-error-code-without-token',
    title: 'Who sends no token is told no error code',
    source: 'RFC 6750 §3.1',
    level: 'SHOULD',
    needs: ['resource'],
    async run({ ask }) {
      const header = (await ask({})).headers.get('www-authenticate')
      must(!/\berror=/.test(header ?? ''), 'a challenge without error', String(header))
    },
  },
  {
    id: 'bearer-malformed',
    title: 'A malformed token is refused, not a server error',
    source: 'RFC 6750 §3.1',
    level: 'MUST',
    needs: ['resource'],
    async run({ ask }) {
      for (const text of ['Bearer', 'Bearer ', 'Bearer a b', `Bearer ${'x'.repeat(4000)}`, 'x']) {
        mustBeRefused(await ask({ authorization: text }))
      }
    },
  },
  {
    id: 'bearer-not-in-query',
    title: 'A token in the query opens nothing',
    source: 'RFC 9700 §4.3.2 (clients must not send it there)',
    level: 'extension',
    needs: ['resource'],
    async run({ connect, ask }) {
      const { access } = await connect()
      mustBeRefused(await ask({}, `?access_token=${encodeURIComponent(access)}`))
    },
  },
  {
    id: 'bearer-code',
    title: 'An authorization code is no access token',
    source: 'RFC 6749 §1.4; RFC 6750 §3.1',
    level: 'MUST',
    needs: ['resource'],
    async run({ codes, client, use }) {
      mustBeRefused(await use((await codes.take(client)).code))
    },
  },
]
