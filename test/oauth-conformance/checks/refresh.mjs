// @ts-check
import { must } from '../check.mjs'
import { unknownToken } from '../subject.mjs'
import { mustAnswer, mustBeRefused, mustNotBeKept, mustRefuse, quote } from '../wire.mjs'

/** @typedef {import('../check.mjs').Check} Check */

/** @type {Check[]} */
export const refreshChecks = [
  {
    id: 'refresh-works',
    title: 'A refresh token gives an access token that works',
    source: 'RFC 6749 §6',
    level: 'MUST',
    needs: ['refresh', 'probe'],
    async run({ connect, mustRefresh, mustLive }) {
      const first = await connect()
      const { access } = await mustRefresh(first.refresh)
      must(access !== first.access, 'a new access token', 'the former one')
      await mustLive(access)
    },
  },
  {
    id: 'refresh-answer-not-kept',
    title: 'The answer to a refresh says Cache-Control: no-store',
    source: 'RFC 6749 §5.1, §6',
    level: 'MUST',
    needs: ['refresh'],
    async run({ connect, mustRefresh }) {
      const { answer } = await mustRefresh((await connect()).refresh)
      mustNotBeKept(answer)
    },
  },
  {
    id: 'refresh-unknown',
    title: 'An unknown refresh token is refused as invalid_grant',
    source: 'RFC 6749 §5.2',
    level: 'MUST',
    async run({ refresh }) {
      mustRefuse(await refresh(unknownToken()), ['invalid_grant'])
    },
  },
  {
    id: 'refresh-missing-token',
    title: 'A refresh without its token is refused as invalid_request',
    source: 'RFC 6749 §5.2, §6',
    level: 'MUST',
    async run({ post }) {
      mustRefuse(await post('token', { grant_type: 'refresh_token' }), ['invalid_request'])
    },
  },
  {
    id: 'refresh-other-client',
    title: 'A refresh token is refused as invalid_grant to another client',
    source: 'RFC 6749 §5.2, §6, §10.4',
    level: 'MUST',
    needs: ['refresh', 'other client'],
    async run({ connect, refresh, other }) {
      const tokens = await connect()
      mustRefuse(await refresh(tokens.refresh, {}, { client: other }), ['invalid_grant'])
    },
  },
  {
    id: 'refresh-other-client-no-effect',
    title: "Another client's attempt leaves the refresh token as it was",
    source: 'no RFC; a stranger must not be able to end it',
    level: 'extension',
    needs: ['refresh', 'other client'],
    async run({ connect, refresh, other, mustRefresh }) {
      const tokens = await connect()
      mustBeRefused(await refresh(tokens.refresh, {}, { client: other }))
      await mustRefresh(tokens.refresh)
    },
  },
  {
    id: 'refresh-by-access-token',
    title: 'An access token is no refresh token',
    source: 'RFC 6749 §1.5, §5.2',
    level: 'MUST',
    async run({ connect, refresh }) {
      mustRefuse(await refresh((await connect()).access), ['invalid_grant'])
    },
  },
  {
    id: 'refresh-wider-scope',
    title: 'A refresh cannot widen the scope',
    source: 'RFC 6749 §6',
    level: 'MUST',
    needs: ['refresh'],
    async run({ connect, refresh, introspect, endpoints }) {
      const tokens = await connect()
      const answer = await refresh(tokens.refresh, { scope: 'x-never-granted' })
      if (answer.status !== 200) return mustRefuse(answer, ['invalid_scope', 'invalid_grant'])
      const access = String(answer.body?.access_token)
      const seen = endpoints.introspection ? (await introspect(access)).body : undefined
      for (const scope of [answer.body?.scope, seen?.scope]) {
        must(!String(scope).includes('x-never-granted'), 'the former scope', () => quote(answer))
      }
    },
  },
  {
    id: 'refresh-empty-scope',
    title: 'An empty scope counts as left out',
    source: 'RFC 6749 §3.2, §6',
    level: 'MUST',
    needs: ['refresh'],
    async run({ connect, refresh }) {
      mustAnswer(await refresh((await connect()).refresh, { scope: '' }), 200)
    },
  },
  {
    id: 'refresh-token-is-no-bearer',
    title: 'A refresh token opens no resource',
    source: 'RFC 6749 §1.5; RFC 6750 §3.1',
    level: 'MUST',
    needs: ['refresh', 'resource'],
    async run({ connect, use }) {
      mustBeRefused(await use((await connect()).refresh))
    },
  },
  {
    id: 'refresh-rotates',
    title: 'Every refresh gives a new refresh token',
    source: 'RFC 9700 §4.14.2 (asked for public clients alone)',
    level: 'extension',
    needs: ['refresh'],
    async run({ survey }) {
      must(survey.rotates, 'a new refresh token', 'the former one or none')
    },
  },
  {
    id: 'refresh-ends-former-access',
    title: 'The former access token ends with a refresh',
    source: 'no RFC; Tessera: docs/oauth.md',
    level: 'extension',
    needs: ['refresh', 'probe'],
    async run({ connect, refreshed, mustBeDead }) {
      const { access, refresh } = await connect()
      await refreshed(refresh)
      await mustBeDead(access, 'the former access token')
    },
  },
  {
    id: 'refresh-lost-answer',
    title: 'A client that lost the answer repeats the request and gets the same pair',
    source: 'no RFC; Tessera: docs/oauth.md',
    level: 'extension',
    needs: ['rotation', 'probe'],
    async run({ connect, refreshed, mustRefresh, mustLive }) {
      const { refresh } = await connect()
      const once = await refreshed(refresh)
      const again = await mustRefresh(refresh, 'the repeated request to be answered')
      must(again.access === once.access, 'the same access token', 'another one')
      must(again.refresh === once.refresh, 'the same refresh token', 'another one')
      await mustLive(once.access)
    },
  },
  {
    id: 'refresh-race-one-pair',
    title: 'Simultaneous refreshes with one token give one pair, which works, or none',
    source: 'RFC 9700 §4.14.2; Tessera: docs/oauth.md',
    level: 'extension',
    needs: ['rotation'],
    async run({ connect, refresh, options }) {
      const tokens = await connect()
      const attempts = Array.from({ length: options.parallel }, () => refresh(tokens.refresh))
      const won = (await Promise.all(attempts)).filter(({ status }) => status === 200)
      const pairs = new Set(won.map(({ body }) => `${body?.access_token} ${body?.refresh_token}`))
      must(pairs.size <= 1, 'at most one pair', `${pairs.size} pairs`)
    },
  },
  {
    id: 'refresh-race-no-fault',
    title: 'Simultaneous refreshes with one token meet no server error',
    source: 'RFC 6749 §5.1, §5.2',
    level: 'MUST',
    needs: ['refresh'],
    async run({ connect, refresh, options }) {
      const tokens = await connect()
      const attempts = Array.from({ length: options.parallel }, () => refresh(tokens.refresh))
      for (const answer of await Promise.all(attempts)) {
        must(answer.status === 200 || answer.status === 400, '200 or 400', () => quote(answer))
      }
    },
  },
  {
    id: 'refresh-replay-refused',
    title: 'A spent refresh token is refused once the new pair is in use',
    source: 'RFC 9700 §4.14.2',
    level: 'extension',
    needs: ['rotation'],
    async run({ connect, refreshed, refresh }) {
      const tokens = await connect()
      await refreshed((await refreshed(tokens.refresh)).refresh)
      mustRefuse(await refresh(tokens.refresh), ['invalid_grant'])
    },
  },
  {
    id: 'refresh-replay-after-use',
    title: 'A spent refresh token is refused once the new access token was used',
    source: 'RFC 9700 §4.14.2',
    level: 'extension',
    needs: ['rotation', 'resource'],
    async run({ connect, refreshed, refresh, use }) {
      const tokens = await connect()
      const { access } = await refreshed(tokens.refresh)
      mustAnswer(await use(access), 200, 'the use of the new access token')
      mustRefuse(await refresh(tokens.refresh), ['invalid_grant'])
    },
  },
  {
    id: 'refresh-replay-kills-access',
    title: 'A replayed refresh token ends the access tokens of its family',
    source: 'RFC 9700 §4.14.2',
    level: 'extension',
    needs: ['rotation', 'probe'],
    async run({ connect, refreshed, refresh, mustBeDead }) {
      const tokens = await connect()
      const newest = await refreshed((await refreshed(tokens.refresh)).refresh)
      await refresh(tokens.refresh)
      await mustBeDead(newest.access, 'the newest access token')
    },
  },
  {
    id: 'refresh-replay-kills-refresh',
    title: 'A replayed refresh token ends the active refresh token of its family',
    source: 'RFC 9700 §4.14.2',
    level: 'extension',
    needs: ['rotation'],
    async run({ connect, refreshed, refresh, mustNotRefresh }) {
      const tokens = await connect()
      const newest = await refreshed((await refreshed(tokens.refresh)).refresh)
      await refresh(tokens.refresh)
      await mustNotRefresh(newest.refresh, 'the newest refresh token to be dead')
    },
  },
  {
    id: 'refresh-replay-spares-others',
    title: 'A replayed refresh token ends its own family alone',
    source: 'RFC 9700 §4.14.2',
    level: 'extension',
    needs: ['rotation', 'probe'],
    async run({ connect, refreshed, refresh, mustLive, mustRefresh }) {
      const bystander = await connect()
      const tokens = await connect()
      await refreshed((await refreshed(tokens.refresh)).refresh)
      await refresh(tokens.refresh)
      await mustLive(bystander.access, "the other consent's access token")
      await mustRefresh(bystander.refresh, "the other consent's refresh token to work")
    },
  },
]
