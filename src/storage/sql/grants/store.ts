import type { IssuedCode } from '../../../domain/oauth/redemption.js'
import type { GrantStore } from '../../../ports/store.js'
import type { Database } from '../database.js'
import { write } from '../statement.js'
import {
  connectionFrom,
  findCode,
  findConnection,
  findStatic,
  findToken,
  findTokenOfClient,
  listConnections,
  tokenFrom,
} from './read.js'
import { grantFrom, partyFrom } from './rows.js'
import {
  adoptPages,
  insertGrant,
  insertGrantPage,
  markPairUsed,
  redeem,
  revoke,
  revokeOfClient,
  rotate,
  staticGrantWrites,
  tokenWrites,
  touch,
  transition,
} from './write.js'

export const createGrantStore = (db: Database): GrantStore => ({
  async findToken(digest) {
    const row = await db.get(findToken, { digest })
    return row && tokenFrom(row)
  },

  async findTokenOfClient(claim) {
    const row = await db.get(findTokenOfClient, claim)
    return row && tokenFrom(row)
  },

  async findCode(digest): Promise<IssuedCode | undefined> {
    const row = await db.get(findCode, { digest })
    return (
      row && {
        redirectUri: row.redirectUri,
        redirectUriGiven: row.redirectUriGivenAt !== null,
        codeChallenge: row.codeChallenge,
        grant: grantFrom(row),
        party: partyFrom(row),
      }
    )
  },

  async create({ pageIds, redirectUriGiven, ...consent }) {
    const { grantId } = consent
    const redirectUriGivenAt = redirectUriGiven ? consent.createdAt : null
    await db.commit(
      write(insertGrant, {
        ...consent,
        capabilities: consent.capabilities.join(' '),
        redirectUriGivenAt,
      }),
      ...pageIds.map((pageId) => write(insertGrantPage, { grantId, pageId })),
    )
  },

  redeem: (grant, tokens, now) =>
    db.commit(
      write(redeem, transition(grant, now)),
      ...tokenWrites(grant.grantId, 1, tokens, now),
      write(adoptPages, { grantId: grant.grantId, botId: grant.botId }),
    ),

  rotate: (grant, tokens, sealedPair, now) =>
    db.commit(
      write(rotate, { ...transition(grant, now), sealedPair }),
      ...tokenWrites(grant.grantId, grant.generation + 1, tokens, now),
    ),

  markPairUsed: (grant, now) => db.commit(write(markPairUsed, transition(grant, now))),

  async touch(grantId, now) {
    await db.commit(write(touch, { grantId, now }))
  },

  revoke: (grantId, reason, now) => db.commit(write(revoke, { grantId, reason, now })),

  revokeOfClient: (claim, issuedAfter, environments, now) => {
    const tests = environments === 'all' ? 1 : 0
    return db.commit(write(revokeOfClient, { ...claim, ...issuedAfter, tests, now }))
  },

  async listConnections(userId, limit, after) {
    const beforeAt = after?.at ?? Number.MAX_SAFE_INTEGER
    const rows = await db.all(listConnections, {
      userId,
      limit,
      beforeAt,
      beforeId: after?.id ?? '',
    })
    return rows.map(connectionFrom)
  },

  async findConnection(grantId) {
    const row = await db.get(findConnection, { grantId })
    return row && connectionFrom(row)
  },

  async findStatic(integrationId) {
    const row = await db.get(findStatic, { integrationId })
    return row && { grant: grantFrom(row), hint: row.hint, issuedAt: row.issuedAt }
  },

  async createStatic(grantId, botId, tokens, now) {
    await db.commit(...staticGrantWrites(grantId, botId, tokens, now))
  },
})
