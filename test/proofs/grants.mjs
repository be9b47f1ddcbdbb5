// @ts-check
import { randomBytes, randomUUID } from 'node:crypto'
import { digestOf, hintOf, spellCredential } from '../../dist/domain/oauth/credential.js'
import { demoSeed } from '../../dist/operations/seed/demo.js'
import { credentialsOf } from '../../dist/operations/seed/seed-ids.js'

/** @typedef {import('../../dist/ports/store.js').Store} Store */
/** @typedef {{ clientId: string, clientSecret: string }} Client */
/** @typedef {{ access: string, refresh: string }} Pair */
/** @typedef {{ kind: 'revoke' | 'refresh', grantId: string, pair: Pair }} PairGrant */
/** @typedef {{ kind: 'redeem', grantId: string, code: string }} CodeGrant */
/** @typedef {PairGrant | CodeGrant} PreparedGrant */

export const redirectUri = 'http://localhost:9999/callback'

/** @returns {Client} */
export function demoClient() {
  const integration = demoSeed.integrations?.find(({ kind }) => kind === 'public')
  if (!integration) throw new Error('The demo has no public integration.')
  return credentialsOf(integration)
}

/** @param {string} credential */
const stored = (credential) => ({ digest: digestOf(credential), hint: hintOf(credential) })

/**
 * Writes grants as a consent and, unless the code is to be redeemed, its redemption would.
 * @param {Store} store
 * @param {readonly PreparedGrant['kind'][]} kinds
 * @returns {Promise<PreparedGrant[]>}
 */
export async function prepareGrants(store, kinds) {
  const { clientId } = demoClient()
  const person = await store.workspaces.findPerson({ email: 'ada@example.com' })
  if (!person) throw new Error('The store does not hold the demo.')
  const [workspace] = await store.workspaces.listOfUser(person.userId)
  if (!workspace) throw new Error('The demo has no workspace.')
  const now = Date.now()
  const bot = await store.integrations.bot({
    botId: randomUUID(),
    integrationId: clientId,
    workspaceId: workspace.workspaceId,
    ownerId: person.userId,
    createdAt: now,
  })
  const prepare = async (/** @type {PreparedGrant['kind']} */ kind) => {
    const grantId = randomUUID()
    const code = randomUUID()
    const consent = {
      grantId,
      botId: bot.botId,
      codeDigest: digestOf(code),
      redirectUri,
      redirectUriGiven: true,
      codeChallenge: null,
      capabilities: /** @type {const} */ (['read_content', 'read_user_with_email']),
      pageIds: [],
      createdAt: now,
    }
    await store.grants.create(consent, occasionAt(now))
    if (kind === 'redeem') return { kind, grantId, code }
    const pair = {
      access: spellCredential('access', randomBytes(40)),
      refresh: spellCredential('refresh', randomBytes(40)),
    }
    const recorded = await store.grants.findCode(digestOf(code))
    if (!recorded) throw new Error('A consent just recorded is gone.')
    const tokens = { access: stored(pair.access), refresh: stored(pair.refresh) }
    if (!(await store.grants.redeem(recorded.grant, tokens, occasionAt(now))))
      throw new Error('A code was taken.')
    return { kind, grantId, pair }
  }
  return Promise.all(kinds.map(prepare))
}

/** @param {number} at */
const occasionAt = (at) => ({
  entryId: randomUUID(),
  at,
  actor: { kind: /** @type {const} */ ('system'), id: null },
  requestId: randomUUID(),
})

/**
 * How many of the tokens open something, read from the store itself.
 * @param {Store} store
 * @param {readonly string[]} tokens
 */
export async function countLive(store, tokens) {
  let live = 0
  for (const token of tokens) {
    const found = await store.grants.findToken(digestOf(token))
    if (!found || found.grant.revokedAt === null) live += 1
  }
  return live
}
