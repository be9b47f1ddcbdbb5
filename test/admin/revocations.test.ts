import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { digestOf, spellCredential } from '../../src/domain/oauth/credential.js'
import { sealPair } from '../../src/domain/oauth/sealed-pair.js'
import { mintPair, storedForm } from '../../src/operations/oauth/mint-pair.js'
import { on } from '../storage/rows.js'
import { adminToken, expectAdminError, postAdmin, readAdmin } from '../support/admin.js'
import { first, second, studioSeed } from '../support/seeds.js'
import {
  codeFor,
  connect,
  describeOnBothStores,
  get,
  internalTokenOf,
  postJson,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notesOf } from '../support/trail.js'
import { openBrowser } from '../support/web.js'
import { expectAlive, expectDead, expectRefusal, readOAuth, refresh } from '../support/wire.js'

const path = '/revocations'

const idsOf = async ({ deps }: TestServer) => {
  const ada = await deps.store.workspaces.findPerson({ email: 'ada@example.com' })
  const [studio] = await deps.store.workspaces.listOfUser(ada?.userId ?? '')
  return {
    user_id: ada?.userId ?? '',
    user_email: 'ada@example.com',
    integration_id: first.clientId,
    workspace_id: studio?.workspaceId ?? '',
  }
}

/** A refresh whose node wrote the new pair and has not handed it over. */
const beginRefresh = async ({ deps }: TestServer, refreshToken: string) => {
  const token = await deps.store.grants.findToken(digestOf(refreshToken))
  if (!token) throw new Error('no such token')
  const pair = mintPair(deps)
  const sealed = sealPair(pair, refreshToken, token.grant.grantId, deps.random(12))
  await deps.store.grants.rotate(token.grant, storedForm(pair), sealed, on(Date.now()))
  return { grantId: token.grant.grantId, pair }
}

describeOnBothStores('revoking everything of a subject', (kind) => {
  let server: TestServer
  let ids: Awaited<ReturnType<typeof idsOf>>
  beforeEach(async () => {
    server = await startTestServer(kind, { seed: studioSeed, config: { adminToken } })
    ids = await idsOf(server)
  })
  afterEach(() => server.close())

  describe.each(['user_email', 'integration_id', 'workspace_id'] as const)(
    'named by %s',
    (field) => {
      test('ends pairs, codes and refreshes under way, notes it, and leaves what comes later', async () => {
        const tokens = await connect(server, first)
        const code = await codeFor(server, first)
        const underWay = await connect(server, first)
        const { grantId, pair } = await beginRefresh(server, underWay.refresh_token)
        // Another person in another workspace with another integration.
        const stranger = await connect(server, second, { email: 'dora@example.com' })

        const answer = await postAdmin(server, path, { [field]: ids[field] })
        const { request_id, ...body } = await readAdmin(answer)
        const type = field.replace(/_.*/, '')
        const id = field === 'user_email' ? ids.user_id : ids[field]
        const name = { user: 'ada@example.com', integration: 'First', workspace: 'Studio' }[type]
        expect(body).toEqual({
          object: 'revocation',
          subject: { type, id, name },
          reason: 'revoked_by_operator',
          dry_run: false,
          ends_sessions: type === 'user',
          grants: null,
          credentials: null,
          connections: null,
        })

        await expectDead(server, first, tokens)
        const redeemed = await postJson(server, first, 'token', {
          grant_type: 'authorization_code',
          code,
          redirect_uri: first.redirectUri,
        })
        await expectRefusal(redeemed, 'json', 400, 'invalid_grant')
        expect(await server.deps.store.grants.handOver(grantId, 2)).toBe(false)
        await expectRefusal(
          await refresh(server, first, underWay.refresh_token),
          'json',
          400,
          'invalid_grant',
        )
        await expectDead(server, first, {
          access_token: pair.accessToken,
          refresh_token: pair.refreshToken,
        })
        await expectAlive(server, second, stranger)
        expect(await notesOf(server, request_id)).toEqual([
          {
            event: 'revoked_in_bulk',
            reason: 'revoked_by_operator',
            actorKind: 'operator',
            actorId: null,
            requestId: request_id,
            subjectKind: type,
            subjectId: id,
            credentials: null,
          },
        ])
        await expectAlive(server, first, await connect(server, first))
      })

      test('a dry run counts, shows the newest, and changes nothing', async () => {
        const tokens = await connect(server, first)
        const code = await codeFor(server, first)
        await connect(server, second, { email: 'dora@example.com' })
        const inside = internalTokenOf(studioSeed)
        const answer = await postAdmin(server, path, { [field]: ids[field], dry_run: true })
        const body = await readAdmin(answer)
        // A pair is two, the code one, and the static token of the workspace one.
        const own =
          field === 'workspace_id' ? { grants: 3, credentials: 4 } : { grants: 2, credentials: 3 }
        expect(body).toMatchObject({ dry_run: true, ...own })
        const connections = body.connections as Record<string, unknown>[]
        expect(connections).toHaveLength(own.grants - 1)
        expect(connections[0]).toEqual({
          grant_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          integration: { id: first.clientId, name: 'First' },
          workspace: { id: ids.workspace_id, name: 'Studio' },
          user_id: ids.user_id,
          connected_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
          last_used_at: null,
        })
        expect(await notesOf(server, body.request_id)).toEqual([])
        await expectAlive(server, first, tokens)
        expect((await get(server, inside, '/v1/users/me')).status).toBe(200)
        const redeemed = await postJson(server, first, 'token', {
          grant_type: 'authorization_code',
          code,
          redirect_uri: first.redirectUri,
        })
        await readOAuth(redeemed, 200)
      })
    },
  )

  test('of a user signs that user out everywhere, and nobody else', async () => {
    const [ada, again, ben] = [openBrowser(server), openBrowser(server), openBrowser(server)]
    await ada.signIn('ada@example.com')
    await again.signIn('ada@example.com')
    await ben.signIn('ben@example.com')
    await readAdmin(await postAdmin(server, path, { ...{ user_id: ids.user_id }, dry_run: true }))
    expect((await ada.get('/connections')).status).toBe(200)
    await readAdmin(await postAdmin(server, path, { workspace_id: ids.workspace_id }))
    expect((await ada.get('/connections')).status).toBe(200)
    await readAdmin(await postAdmin(server, path, { user_id: ids.user_id }))
    for (const browser of [ada, again]) {
      expect((await browser.get('/connections')).location).toMatch(/^\/login/)
    }
    expect((await ben.get('/connections')).status).toBe(200)
    await ada.signIn('ada@example.com')
    expect((await ada.get('/connections')).status).toBe(200)
  })

  test('of a workspace or an internal integration ends the static token', async () => {
    const token = internalTokenOf(studioSeed)
    const found = await server.deps.store.grants.findToken(digestOf(token))
    const integration_id = found?.party.integrationId
    const other = await connect(server, first)
    await readAdmin(await postAdmin(server, path, { integration_id, reason: 'token_leaked' }))
    expect((await get(server, token, '/v1/users/me')).status).toBe(401)
    await expectAlive(server, first, other)
  })

  test('names shown are bounded however many there are', async () => {
    await Promise.all(Array.from({ length: 15 }, () => connect(server, first)))
    const answer = await postAdmin(server, path, { integration_id: first.clientId, dry_run: true })
    const { grants, connections } = await readAdmin(answer)
    expect([grants, (connections as unknown[]).length]).toEqual([15, 10])
  })
})

describeOnBothStores('the door of the admin API', (kind) => {
  let server: TestServer
  let user_id: string
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed, config: { adminToken } })
    user_id = (await idsOf(server)).user_id
  })
  afterAll(() => server.close())

  test.each([
    ['nothing', ''],
    ['a wrong token', 'Bearer only-the-operator-of-the-test-knows-is'],
    ['the token and more', `Bearer ${adminToken} `.padEnd(60, 'x')],
    ['Basic', `Basic ${Buffer.from(`:${adminToken}`).toString('base64')}`],
    ['the token alone', adminToken],
    ['a token of the API', `Bearer ${internalTokenOf(studioSeed)}`],
    ['a long one', `Bearer ${'x'.repeat(8000)}`],
  ])('is shut to %s', async (_, authorization) => {
    const tokens = await connect(server, first)
    const answer = await postAdmin(server, path, { user_id }, authorization)
    const message = await expectAdminError(answer, 401, 'unauthorized')
    expect(message).toBe('The admin API needs TESSERA_ADMIN_TOKEN as bearer token.')
    await expectAlive(server, first, tokens)
  })

  test('opens to the token, however bearer is written, without Notion-Version', async () => {
    for (const authorization of [`bearer ${adminToken}`, `BEARER   ${adminToken}`]) {
      const answer = await postAdmin(server, path, { user_id, dry_run: true }, authorization)
      await readAdmin(answer)
    }
  })

  test('a token of the admin API opens nothing else, and is never logged', async () => {
    expect((await get(server, adminToken, '/v1/users/me')).status).toBe(401)
    expect(server.log.length).toBeGreaterThan(5)
    expect(server.log.join('')).not.toContain(adminToken)
  })

  const refusals: [string, unknown, string][] = [
    [
      'no subject',
      {},
      'body failed validation: one of body.user_id, body.user_email, body.integration_id, body.workspace_id should be defined.',
    ],
    ['a list', [], 'body failed validation: body should be an object, instead was `[]`.'],
    [
      'two subjects',
      { user_id: randomUUID(), workspace_id: randomUUID() },
      'body failed validation: body.workspace_id should be not present beside body.user_id.',
    ],
    [
      'what is no id',
      { user_id: 'ada' },
      'body failed validation: body.user_id should be a valid uuid or `undefined`, instead was `"ada"`.',
    ],
    [
      'an empty e-mail',
      { user_email: '' },
      'body failed validation: body.user_email should be populated or `undefined`, instead was `""`.',
    ],
    [
      'a dry run that is no boolean',
      { user_id: randomUUID(), dry_run: 'yes' },
      'body failed validation: body.dry_run should be a boolean or `undefined`, instead was `"yes"`.',
    ],
    [
      'a reason of others',
      { user_id: randomUUID(), reason: 'code_replayed' },
      'body failed validation: body.reason should be `"revoked_by_operator"`, `"token_leaked"`, `"disconnected_by_user"`, or `undefined`, instead was `"code_replayed"`.',
    ],
    [
      'a stray member',
      { user_id: randomUUID(), grants: 1 },
      'body failed validation: body.grants should be not present, instead was `1`.',
    ],
  ]
  test.each(refusals)('%s is refused by name', async (_, body, message) => {
    const answer = await postAdmin(server, path, body)
    expect(await expectAdminError(answer, 400, 'validation_error')).toBe(message)
  })

  test.each(['user_id', 'user_email', 'integration_id', 'workspace_id'])(
    'an unknown %s is not found, dry or not',
    async (field) => {
      const id = field === 'user_email' ? "x' or '1'='1" : randomUUID()
      for (const dry_run of [true, false]) {
        const answer = await postAdmin(server, path, { [field]: id, dry_run })
        const message = await expectAdminError(answer, 404, 'object_not_found')
        expect(message).toBe(`There is no ${field.replace(/_.*/, '')} ${id}.`)
      }
    },
  )

  test('a workspace is not found by its name, nor a secret quoted', async () => {
    await expectAdminError(
      await postAdmin(server, path, { workspace_id: 'Studio' }),
      400,
      'validation_error',
    )
    const token = spellCredential('access', server.deps.random(40))
    const answer = await postAdmin(server, path, { user_email: token })
    expect(await expectAdminError(answer, 404, 'object_not_found')).toBe('There is no user ntn_….')
  })

  test('without a token of its own the server answers that the API is closed', async () => {
    await using closed = await startTestServer(kind, {
      seed: studioSeed,
      config: { adminToken: null },
    })
    for (const authorization of ['', `Bearer ${adminToken}`, 'Bearer null', 'Bearer ']) {
      const answer = await postAdmin(closed, path, { user_id }, authorization)
      const message = await expectAdminError(answer, 404, 'object_not_found')
      expect(message).toBe('The admin API is closed: this server has no TESSERA_ADMIN_TOKEN.')
    }
  })
})
