import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { spellCredential } from '../../src/domain/oauth/credential.js'
import { adminToken, expectAdminError, postAdmin, readAdmin } from '../support/admin.js'
import { first, second, studioSeed } from '../support/seeds.js'
import {
  connect,
  describeOnBothStores,
  get,
  internalTokenOf,
  postJson,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notesOf } from '../support/trail.js'
import { expectAlive, expectDead, refreshed } from '../support/wire.js'

const path = '/leaked-tokens'

const sha256 = (text: string, encoding: 'hex' | 'base64' | 'base64url' = 'hex'): string =>
  createHash('sha256').update(text).digest(encoding)

type Result = Record<string, unknown> & { grant_id: string; next_step: string | null }

describeOnBothStores('a report of leaked tokens', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    const lifetimes = {
      authorizationCode: 600_000,
      replayWindow: 60_000,
      accessToken: 3_600_000,
      refreshToken: undefined,
    }
    server = await startTestServer(kind, { seed: studioSeed, config: { adminToken, lifetimes } })
  })
  afterAll(() => server.close())

  const report = async (body: object) => {
    const answer = await readAdmin(await postAdmin(server, path, body))
    return answer as { grants_revoked: number; results: Result[]; request_id: string }
  }

  test('ends the grant of what it names, as text or as digest, and no other', async () => {
    const [a, b, c, d, kept] = [
      await connect(server, first),
      await connect(server, first),
      await connect(server, second),
      await connect(server, second, { email: 'dora@example.com' }),
      await connect(server, first),
    ]
    const noise = spellCredential('access', server.deps.random(40))
    const { results, grants_revoked, request_id } = await report({
      tokens: [a.access_token, noise, ` ${a.refresh_token}\n`, a.access_token, 'x'],
      sha256: [
        sha256(b.refresh_token),
        sha256(c.access_token, 'base64'),
        sha256(d.access_token, 'base64url'),
        sha256(noise).toUpperCase(),
      ],
    })
    expect(grants_revoked).toBe(4)
    const unknown = {
      known: false,
      type: null,
      integration: null,
      grant_id: null,
      state: null,
      revoked: false,
      next_step: null,
    }
    const ended = (type: string, { clientId: id }: { clientId: string }, name: string) => ({
      known: true,
      type,
      integration: { id, name },
      grant_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      state: 'live',
      revoked: true,
      next_step: null,
    })
    expect(results).toEqual([
      { list: 'tokens', index: 0, ...ended('access_token', first, 'First') },
      { list: 'tokens', index: 1, ...unknown },
      { list: 'tokens', index: 2, ...ended('refresh_token', first, 'First') },
      { list: 'tokens', index: 3, ...ended('access_token', first, 'First') },
      { list: 'tokens', index: 4, ...unknown },
      { list: 'sha256', index: 0, ...ended('refresh_token', first, 'First') },
      { list: 'sha256', index: 1, ...ended('access_token', second, 'Second') },
      { list: 'sha256', index: 2, ...ended('access_token', second, 'Second') },
      { list: 'sha256', index: 3, ...unknown },
    ])
    for (const [client, tokens] of [
      [first, a],
      [first, b],
      [second, c],
      [second, d],
    ] as const) {
      await expectDead(server, client, tokens)
    }
    await expectAlive(server, first, kept)

    const notes = await notesOf(server, request_id)
    const subjects = [...new Set(results.flatMap(({ grant_id }) => grant_id ?? []))].sort()
    expect(notes).toEqual(
      subjects.map((subjectId) => ({
        event: 'revoked',
        reason: 'token_leaked',
        actorKind: 'operator',
        actorId: null,
        requestId: request_id,
        subjectKind: 'grant',
        subjectId,
        credentials: 2,
      })),
    )
  })

  test('a spent refresh token and an expired access token end what became of them', async () => {
    const spent = await connect(server, first)
    const newest = await refreshed(server, first, spent.refresh_token)
    await expectAlive(server, first, newest)
    const expired = await connect(server, second)
    server.advance(3_600_001)
    const { results } = await report({ tokens: [spent.refresh_token, expired.access_token] })
    expect(results.map(({ state, revoked }) => [state, revoked])).toEqual([
      ['spent', true],
      ['expired', true],
    ])
    await expectDead(server, first, newest)
    await expectDead(server, second, expired)
  })

  test('a static token dies of it, and the answer says what is left to do', async () => {
    const token = internalTokenOf(studioSeed)
    const { results } = await report({ tokens: [token] })
    expect(results[0]).toMatchObject({
      type: 'access_token',
      integration: { name: 'Inside' },
      state: 'live',
      revoked: true,
      next_step: 'Give the integration a new token under "My integrations".',
    })
    expect((await get(server, token, '/v1/users/me')).status).toBe(401)
  })

  test('a client secret is recognised and left alive', async () => {
    const tokens = await connect(server, first)
    const { results, grants_revoked } = await report({
      tokens: [first.clientSecret],
      sha256: [sha256(second.clientSecret)],
    })
    expect(grants_revoked).toBe(0)
    expect(results).toMatchObject([
      { type: 'client_secret', integration: { id: first.clientId, name: 'First' }, revoked: false },
      {
        type: 'client_secret',
        integration: { id: second.clientId, name: 'Second' },
        grant_id: null,
      },
    ])
    expect(results[0]?.next_step).toMatch(/^The secret still works: rotate it/)
    await expectAlive(server, first, tokens)
  })

  test('what is dead already is said to be, and a report may be repeated', async () => {
    const revoked = await connect(server, first)
    await postJson(server, first, 'revoke', { token: revoked.access_token })
    const leaked = await connect(server, first)
    const tokens = [revoked.access_token, leaked.access_token]
    const states = async () =>
      (await report({ tokens })).results.map(({ state, revoked }) => [state, revoked])
    expect(await states()).toEqual([
      ['ended', false],
      ['live', true],
    ])
    expect(await states()).toEqual([
      ['ended', false],
      ['ended', false],
    ])
  })

  test('a thousand entries are taken, one more is refused by name', async () => {
    const connected = await Promise.all(Array.from({ length: 120 }, () => connect(server, first)))
    const own = connected.map(({ access_token }) => access_token)
    const noise = Array.from({ length: 880 }, () =>
      spellCredential('refresh', server.deps.random(40)),
    )
    const full = await report({
      tokens: [...own, ...noise.slice(0, 380)],
      sha256: noise.slice(380).map((text) => sha256(text)),
    })
    expect([full.grants_revoked, full.results.length]).toEqual([120, 1000])
    expect(full.results.filter(({ known }) => known)).toHaveLength(120)

    const refused = async (body: unknown) =>
      expectAdminError(await postAdmin(server, path, body), 400, 'validation_error')
    expect(await refused({ tokens: [...noise, ...own, 'x'] })).toBe(
      'body failed validation: body.tokens.length should be ≤ `1000` or `undefined`, instead was `1001`.',
    )
    expect(await refused({ sha256: [...own, ...noise, 'x'].map((text) => sha256(text)) })).toBe(
      'body failed validation: body.sha256.length should be ≤ `1000` or `undefined`, instead was `1001`.',
    )
    expect(
      await refused({ tokens: noise, sha256: [...own, 'x'].map((text) => sha256(text)) }),
    ).toBe(
      'body failed validation: body.tokens.length and body.sha256.length together should be ≤ `1000`, instead was `1001`.',
    )
  })

  test('mistakes are named without quoting what was sent', async () => {
    const refusals: [unknown, string][] = [
      [{}, 'body failed validation: one of body.tokens, body.sha256 should be defined.'],
      [
        { tokens: 'my secret' },
        'body failed validation: body.tokens should be an array or `undefined`, instead was `…`.',
      ],
      [
        { tokens: ['a', 7] },
        'body failed validation: body.tokens[1] should be a string, instead was `…`.',
      ],
      [
        { tokens: [''] },
        'body failed validation: body.tokens[0] should be populated, instead was `""`.',
      ],
      [
        { sha256: ['my secret'] },
        'body failed validation: body.sha256[0] should be a SHA-256 in hexadecimal or base64, instead was `…`.',
      ],
      [
        { token: ['x'] },
        'body failed validation: body.token should be not present, instead was `["x"]`.',
      ],
    ]
    for (const [body, message] of refusals) {
      const answer = await postAdmin(server, path, body)
      expect(await expectAdminError(answer, 400, 'validation_error')).toBe(message)
    }
    const { results } = await report({ tokens: [] })
    expect(results).toEqual([])
  })

  test('no token comes back or is logged, and without the admin token nothing happens', async () => {
    const tokens = await connect(server, first)
    const shut = await postAdmin(server, path, { tokens: [tokens.access_token] }, '')
    await expectAdminError(shut, 401, 'unauthorized')
    await expectAlive(server, first, tokens)
    const answer = await postAdmin(server, path, {
      tokens: [tokens.access_token, tokens.refresh_token],
    })
    const text = await answer.text()
    expect(answer.status).toBe(200)
    for (const secret of [tokens.access_token, tokens.refresh_token, sha256(tokens.access_token)]) {
      expect(text).not.toContain(secret.slice(4))
      expect(server.log.join('')).not.toContain(secret.slice(4))
    }
  })
})
