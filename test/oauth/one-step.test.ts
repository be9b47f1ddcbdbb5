import { afterAll, beforeAll, expect, test } from 'vitest'
import { digestOf } from '../../src/domain/oauth/credential.js'
import { decideRevocation } from '../../src/domain/oauth/revocation.js'
import { mintPair, storedForm } from '../../src/operations/oauth/mint-pair.js'
import { demoSeed } from '../../src/operations/seed/demo.js'
import type { SeedDocument } from '../../src/operations/seed/seed-document.js'
import { on } from '../storage/rows.js'
import {
  type Client,
  clientOf,
  connect,
  describeOnBothStores,
  internalTokenOf,
  postJson,
  startTestServer,
  type TestServer,
} from '../support/server.js'

const other = {
  name: 'Another client',
  kind: 'public' as const,
  redirect_uris: ['http://localhost:9999/cb'],
}
const seed: SeedDocument = {
  ...demoSeed,
  integrations: [...(demoSeed.integrations ?? []), other],
}

/**
 * The one-step revoke states in SQL what `decideRevocation` and the client's authentication state in code.
 * Whatever one of them refuses, the other must refuse.
 */
describeOnBothStores('the one-step revoke', (kind) => {
  let server: TestServer
  const client = clientOf(seed)
  const stranger = clientOf(seed, other.name)
  beforeAll(async () => {
    server = await startTestServer(kind, { seed })
  })
  afterAll(() => server.close())

  const lifetimes = { access: 3_600_000, refresh: 7_200_000 }

  /** Writes the next pair as a refresh does before it hands the pair over; answers its access token. */
  const beginRotation = async (accessToken: string): Promise<string> => {
    const { grants } = server.deps.store
    const found = await grants.findToken(digestOf(accessToken))
    if (!found) throw new Error('the token is unknown')
    const pair = mintPair(server.deps)
    expect(await grants.rotate(found.grant, storedForm(pair), 'sealed', on(Date.now()))).toBe(true)
    return pair.accessToken
  }

  /** Tokens in every state that a token can be in, each of a grant of its own. */
  const tokenIn: Record<string, () => Promise<string>> = {
    'live access': async () => (await connect(server, client)).access_token,
    'live refresh': async () => (await connect(server, client)).refresh_token,
    'replaced access': async () => {
      const { access_token, refresh_token } = await connect(server, client)
      await postJson(server, client, 'token', { grant_type: 'refresh_token', refresh_token })
      return access_token
    },
    'spent refresh': async () => {
      const { refresh_token } = await connect(server, client)
      await postJson(server, client, 'token', { grant_type: 'refresh_token', refresh_token })
      return refresh_token
    },
    'access of a pair that is being replaced': async () => {
      const { access_token } = await connect(server, client)
      await beginRotation(access_token)
      return access_token
    },
    'access of a pair not handed over': async () => {
      const { access_token } = await connect(server, client)
      return beginRotation(access_token)
    },
    'access revoked in bulk': async () => {
      const { access_token } = await connect(server, client)
      const found = await server.deps.store.grants.findToken(digestOf(access_token))
      const subject = { kind: 'user', id: found?.party.ownerId ?? '' } as const
      await server.deps.store.grants.revokeAllOf(subject, 'revoked_by_operator', on(Date.now()))
      return access_token
    },
    'revoked access': async () => {
      const { access_token } = await connect(server, client)
      await postJson(server, client, 'revoke', { token: access_token })
      return access_token
    },
    static: async () => internalTokenOf(seed),
    unknown: async () => 'ntn_unknown',
  }
  const claimants: Record<string, Client> = {
    'its client': client,
    'another client': stranger,
    'its client with a wrong secret': { ...client, clientSecret: 'wrong' },
    'an unknown client': { ...client, clientId: stranger.clientId.replace(/^./, 'f') },
  }
  const ages = { fresh: 0, 'past the access lifetime': 5_400_000, 'past both': 9_000_000 }

  for (const [state, make] of Object.entries(tokenIn)) {
    for (const [who, claimant] of Object.entries(claimants)) {
      for (const [when, age] of Object.entries(ages)) {
        for (const environments of ['all', 'live'] as const) {
          test(`${state}, ${who}, ${when}, ${environments}`, async () => {
            const { store } = server.deps
            const token = await make()
            const now = Date.now() + age
            const found = await store.grants.findToken(digestOf(token))
            const decision = decideRevocation(found, claimant.clientId, now, {
              authorizationCode: 0,
              replayWindow: 0,
              accessToken: lifetimes.access,
              refreshToken: lifetimes.refresh,
            })
            const authentic = claimant === client || claimant === stranger
            // Every integration of this seed is a test one.
            const expected = decision.kind === 'revoke' && authentic && environments === 'all'
            const done = await store.grants.revokeOfClient(
              {
                tokenDigest: digestOf(token),
                clientId: claimant.clientId,
                secretDigest: digestOf(claimant.clientSecret),
              },
              { access: now - lifetimes.access, refresh: now - lifetimes.refresh },
              environments,
              on(now),
            )
            expect(done).toBe(expected)
            const after = await store.grants.findToken(digestOf(token))
            const before = found?.grant.revokedAt ?? null
            expect(after?.grant.revokedAt ?? null).toBe(expected ? now : before)
          })
        }
      }
    }
  }
})
