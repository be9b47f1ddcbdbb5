import type { GrantStore } from '../../../ports/store.js'
import { noteOf, occasionParameters } from '../audit.js'
import type { Database } from '../database.js'
import { botFrom } from '../integrations.js'
import { endSessionsOf } from '../sessions.js'
import { write } from '../statement.js'
import { countAll, listAll, nextEpoch } from './bulk.js'
import {
  connectionFrom,
  findCode,
  findConnection,
  findStatic,
  findToken,
  findTokenOfClient,
  findTokens,
  listConnections,
  tokenFrom,
} from './read.js'
import { grantFrom, partyFrom } from './rows.js'
import {
  addPage,
  adoptPages,
  choosePages,
  dropPages,
  handOver,
  insertGrant,
  insertGrantPage,
  markPairUsed,
  noteOfRevoke,
  noteOfRevokeOfClient,
  redeem,
  revoke,
  revokeOfClient,
  rotate,
  staticGrantWrites,
  tokenWrites,
  touch,
} from './write.js'

export const createGrantStore = (db: Database): GrantStore => ({
  async findToken(digest) {
    const row = await db.get(findToken, { digest })
    return row && { ...tokenFrom(row), bot: botFrom(row) }
  },

  async findTokens(digests) {
    const rows = await db.all(findTokens, { digests })
    return new Map(rows.map((row) => [row.digest, tokenFrom(row)]))
  },

  async findTokenOfClient(claim) {
    const row = await db.get(findTokenOfClient, claim)
    return row && tokenFrom(row)
  },

  async findCode(digest) {
    const row = await db.get(findCode, { digest })
    return (
      row && {
        redirectUri: row.redirectUri,
        redirectUriGiven: row.redirectUriGivenAt !== null,
        codeChallenge: row.codeChallenge,
        grant: grantFrom(row),
        party: partyFrom(row),
        bot: botFrom(row),
      }
    )
  },

  async create({ pageIds, redirectUriGiven, ...consent }, occasion) {
    const { grantId } = consent
    const redirectUriGivenAt = redirectUriGiven ? consent.createdAt : null
    await db.commit(
      write(insertGrant, {
        ...consent,
        capabilities: consent.capabilities.join(' '),
        redirectUriGivenAt,
      }),
      ...pageIds.map((pageId) => write(insertGrantPage, { grantId, pageId })),
      noteOf(occasion, { event: 'authorized', subject: grant(grantId) }),
    )
  },

  redeem: ({ grantId, botId, version }, tokens, occasion) =>
    db.commit(
      write(redeem, { grantId, version, now: occasion.at }),
      ...tokenWrites(grantId, 1, tokens, occasion.at),
      write(adoptPages, { grantId, botId }),
      noteOf(occasion, { event: 'connected', subject: grant(grantId) }),
    ),

  choosePages: ({ grantId, botId, version }, pageIds, occasion) =>
    db.commit(
      write(choosePages, { grantId, version }),
      write(dropPages, { botId, pageIds }),
      ...pageIds.map((pageId) => write(addPage, { botId, pageId })),
      noteOf(occasion, { event: 'pages_chosen', subject: grant(grantId) }),
    ),

  rotate: ({ grantId, version, generation }, tokens, sealedPair, occasion) =>
    db.commit(
      write(rotate, { grantId, version, sealedPair, now: occasion.at }),
      ...tokenWrites(grantId, generation + 1, tokens, occasion.at),
      noteOf(occasion, { event: 'refreshed', subject: grant(grantId), credentials: 2 }),
    ),

  handOver: (grantId, generation) => db.commit(write(handOver, { grantId, generation })),

  markPairUsed: ({ grantId, version }, now) =>
    db.commit(write(markPairUsed, { grantId, version, now })),

  endReplay: ({ grantId, version }, occasion) =>
    db.commit(
      write(markPairUsed, { grantId, version, now: occasion.at }),
      noteOf(occasion, {
        event: 'replay_ended',
        reason: 'token_revoked',
        subject: grant(grantId),
        credentials: 1,
      }),
    ),

  async touch(grantId, now) {
    await db.commit(write(touch, { grantId, now }))
  },

  revoke: (grantId, reason, occasion) =>
    db.commit(
      write(revoke, { grantId, reason, now: occasion.at }),
      write(noteOfRevoke, { ...occasionParameters(occasion), reason, grantId }),
    ),

  revokeOfClient: (claim, issuedAfter, environments, occasion) => {
    const tests = environments === 'all' ? 1 : 0
    const { tokenDigest } = claim
    return db.commit(
      write(revokeOfClient, { ...claim, ...issuedAfter, tests, now: occasion.at }),
      write(noteOfRevokeOfClient, {
        ...occasionParameters(occasion),
        reason: 'token_revoked',
        tokenDigest,
      }),
    )
  },

  revokeAllOf: (subject, reason, occasion, endSessions = false) =>
    db.commit(
      write(nextEpoch[subject.kind], { id: subject.id }),
      ...(endSessions && subject.kind === 'user' ? [endSessionsOf(subject.id)] : []),
      noteOf(occasion, { event: 'revoked_in_bulk', reason, subject }),
    ),

  async countAllOf({ kind, id }) {
    return (await db.get(countAll[kind], { id })) ?? { grants: 0, credentials: 0 }
  },

  async listAllOf({ kind, id }, limit) {
    return (await db.all(listAll[kind], { id, limit })).map(connectionFrom)
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

  async createStatic(grantId, botId, tokens, occasion) {
    await db.commit(
      ...staticGrantWrites(grantId, botId, tokens, occasion.at),
      noteOf(occasion, { event: 'token_created', subject: grant(grantId) }),
    )
  },
})

const grant = (id: string) => ({ kind: 'grant', id })
