// @ts-check
import { must } from '../check.mjs'
import { notionVersion, unknownToken } from '../subject.mjs'
import { mustAnswer, quote } from '../wire.mjs'

/** @typedef {import('../check.mjs').Check} Check */

const source = 'Notion: reference; Tessera: docs/oauth.md'

/** @param {import('../wire.mjs').Answer} answer @param {number} status @param {string} code */
function mustRefuseAsNotion(answer, status, code) {
  const { object, status: told, code: error, message } = answer.body ?? {}
  must(
    answer.status === status && object === 'error' && told === status && error === code,
    `${status} with {object: "error", status: ${status}, code: "${code}"}`,
    () => quote(answer),
  )
  must(typeof message === 'string' && message !== '', 'a message', () => quote(answer))
}

/** The dialect of the public Notion API, in JSON. @type {Check[]} */
export const notionChecks = [
  {
    id: 'notion-token',
    title: 'JSON: a code gives tokens, bot, workspace and owner',
    source,
    level: 'extension',
    async run({ codes, client, redeem }) {
      const answer = await redeem(await codes.take(client), {}, { json: true })
      mustAnswer(answer, 200)
      for (const name of ['access_token', 'refresh_token', 'bot_id', 'workspace_id', 'owner']) {
        must(answer.body?.[name] !== undefined, name, () => quote(answer))
      }
    },
  },
  {
    id: 'notion-refresh',
    title: 'JSON: a refresh gives a new pair',
    source,
    level: 'extension',
    needs: ['refresh'],
    async run({ connect, refresh }) {
      const answer = await refresh((await connect()).refresh, {}, { json: true })
      mustAnswer(answer, 200)
      must(typeof answer.body?.refresh_token === 'string', 'a refresh_token', () => quote(answer))
    },
  },
  {
    id: 'notion-revoke',
    title: 'JSON: revoke answers {request_id} and nothing else, and the token is dead',
    source,
    level: 'extension',
    needs: ['revocation', 'probe'],
    async run({ connect, revoke, mustBeDead }) {
      const { access } = await connect()
      const answer = await revoke(access, {}, { json: true })
      mustAnswer(answer, 200)
      const members = Object.keys(answer.body ?? {}).join()
      must(members === 'request_id', 'request_id alone', () => quote(answer))
      await mustBeDead(access)
    },
  },
  {
    id: 'notion-revoke-hint',
    title: 'JSON: token_type_hint does not narrow the search either',
    source,
    level: 'extension',
    needs: ['revocation', 'probe'],
    async run({ connect, revoke, mustBeDead }) {
      const { access } = await connect()
      const hint = { token_type_hint: 'refresh_token' }
      mustAnswer(await revoke(access, hint, { json: true }), 200)
      await mustBeDead(access)
    },
  },
  {
    id: 'notion-request-id',
    title: 'Every answer names its request in x-notion-request-id, the same as in the body',
    source,
    level: 'extension',
    needs: ['revocation'],
    async run({ revoke }) {
      for (const json of [true, false]) {
        const answer = await revoke(unknownToken(), {}, { json })
        const header = answer.headers.get('x-notion-request-id')
        must(/^[0-9a-f-]{36}$/.test(header ?? ''), 'a request id', String(header))
        must(answer.body?.request_id === header, 'the same in the body', () => quote(answer))
      }
    },
  },
  {
    id: 'notion-introspect',
    title: 'JSON: introspection tells active, scope and iat in milliseconds',
    source,
    level: 'extension',
    needs: ['introspection'],
    async run({ connect, introspect }) {
      const before = Date.now() - 60_000
      const answer = await introspect((await connect()).access, {}, { json: true })
      const { active, scope, iat } = answer.body ?? {}
      must(active === true && typeof scope === 'string', 'active and scope', () => quote(answer))
      const told = Number(iat)
      must(told > before && told < before + 120_000, 'iat of now, in milliseconds', String(iat))
    },
  },
  {
    id: 'notion-version-missing',
    title: 'JSON: revoke without Notion-Version is refused',
    source,
    level: 'extension',
    needs: ['revocation'],
    async run({ revoke }) {
      const headers = { 'notion-version': '' }
      const answer = await revoke(unknownToken(), {}, { json: true, headers })
      mustRefuseAsNotion(answer, 400, 'invalid_request')
    },
  },
  {
    id: 'notion-error-client',
    title: 'JSON: a wrong secret is refused in the documented shape',
    source,
    level: 'extension',
    needs: ['revocation'],
    async run({ revoke, client }) {
      const wrong = { ...client, clientSecret: 'wrong-secret' }
      const answer = await revoke(unknownToken(), {}, { json: true, client: wrong })
      mustRefuseAsNotion(answer, 401, 'invalid_client')
    },
  },
  {
    id: 'notion-error-token',
    title: 'JSON: a revocation without a token is refused in the documented shape',
    source,
    level: 'extension',
    needs: ['revocation'],
    async run({ post }) {
      const answer = await post('revocation', {}, { json: true })
      mustRefuseAsNotion(answer, 400, 'invalid_request')
    },
  },
  {
    id: 'notion-error-other-client',
    title: "JSON: another client's token is refused as unauthorized_client",
    source,
    level: 'extension',
    needs: ['revocation', 'other client'],
    async run({ connect, revoke, other }) {
      const { access } = await connect()
      const answer = await revoke(access, {}, { json: true, client: other })
      mustRefuseAsNotion(answer, 400, 'unauthorized_client')
    },
  },
  {
    id: 'notion-dead-bearer',
    title: "The resource answers a revoked token with 401 unauthorized in the API's shape",
    source,
    level: 'extension',
    needs: ['revocation', 'resource'],
    async run({ connect, revoke, use }) {
      const { access } = await connect()
      await revoke(access)
      const answer = await use(access)
      mustRefuseAsNotion(answer, 401, 'unauthorized')
    },
  },
  {
    id: 'notion-form-version',
    title: 'Form: Notion-Version is not needed, and a published one does no harm',
    source,
    level: 'extension',
    needs: ['revocation'],
    async run({ revoke }) {
      mustAnswer(await revoke(unknownToken()), 200)
      const headers = { 'notion-version': notionVersion }
      mustAnswer(await revoke(unknownToken(), {}, { headers }), 200)
    },
  },
]
