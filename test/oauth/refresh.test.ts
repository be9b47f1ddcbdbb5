import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultLifetimes } from '../../src/domain/oauth/grant.js'
import { first, second, studioSeed } from '../support/seeds.js'
import {
  codeFor,
  connect,
  describeOnBothStores,
  get,
  postJson,
  startTestServer,
  type TestServer,
  type Tokens,
} from '../support/server.js'
import {
  dialects,
  expectAlive,
  expectDead,
  expectRefusal,
  introspect,
  post,
  readOAuth,
  refresh,
  refreshed,
} from '../support/wire.js'

describeOnBothStores('refreshing a pair', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
  })
  afterAll(() => server.close())

  const pairOf = ({ access_token, refresh_token }: Tokens) => ({ access_token, refresh_token })
  const expectStolen = async (spent: string) => {
    const message = await expectRefusal(
      await refresh(server, first, spent),
      'json',
      400,
      'invalid_grant',
    )
    expect(message).toBe('Invalid refresh token.')
  }

  test.each(dialects)('gives a new pair and ends the old access token (%s)', async (dialect) => {
    const old = await connect(server, first)
    const body = { grant_type: 'refresh_token', refresh_token: old.refresh_token }
    const answer = await readOAuth(await post(dialect, server, first, 'token', body), 200)
    const young = answer as unknown as Tokens
    expect(young.access_token).not.toBe(old.access_token)
    expect(young.refresh_token).not.toBe(old.refresh_token)
    expect(young.bot_id).toBe(old.bot_id)
    expect((await get(server, old.access_token, '/v1/users/me')).status).toBe(401)
    expect(await introspect(server, first, old.refresh_token)).toMatchObject({ active: false })
    await expectAlive(server, first, young)
  })

  test('a lost answer is given again, the very same pair, while it is unused', async () => {
    const old = await connect(server, first)
    const lost = await refreshed(server, first, old.refresh_token)
    const again = await refreshed(server, first, old.refresh_token)
    server.advance(defaultLifetimes.replayWindow - 10_000)
    const late = await refreshed(server, first, old.refresh_token)
    expect(pairOf(again)).toEqual(pairOf(lost))
    expect(pairOf(late)).toEqual(pairOf(lost))
    await expectAlive(server, first, lost)
  })

  test.each<[string, (young: Tokens) => Promise<unknown>]>([
    ['called the API', (young) => get(server, young.access_token, '/v1/users/me')],
    ['been refreshed', (young) => refreshed(server, first, young.refresh_token)],
  ])('a spent refresh token is theft once the new pair has %s', async (_, use) => {
    const bystander = await connect(server, first)
    const old = await connect(server, first)
    const young = await refreshed(server, first, old.refresh_token)
    await use(young)
    await expectStolen(old.refresh_token)
    await expectDead(server, first, young)
    await expectDead(server, first, old)
    await expectAlive(server, first, bystander)
  })

  test('a spent refresh token is theft when the window is over', async () => {
    const old = await connect(server, first)
    const young = await refreshed(server, first, old.refresh_token)
    server.advance(defaultLifetimes.replayWindow)
    await expectStolen(old.refresh_token)
    await expectDead(server, first, young)
  })

  test('a token of an older generation is theft even inside the window', async () => {
    const oldest = await connect(server, first)
    const old = await refreshed(server, first, oldest.refresh_token)
    const young = await refreshed(server, first, old.refresh_token)
    await expectStolen(oldest.refresh_token)
    await expectDead(server, first, young)
  })

  test('looking at the new pair by introspection does not end the window', async () => {
    const old = await connect(server, first)
    const lost = await refreshed(server, first, old.refresh_token)
    expect(await introspect(server, first, lost.access_token)).toMatchObject({ active: true })
    expect(pairOf(await refreshed(server, first, old.refresh_token))).toEqual(pairOf(lost))
  })

  test('another client is refused without effect, before and after the rotation', async () => {
    const old = await connect(server, first)
    const steal = async () =>
      expectRefusal(await refresh(server, second, old.refresh_token), 'json', 400, 'invalid_grant')
    await steal()
    await expectAlive(server, first, old)
    const young = await refreshed(server, first, old.refresh_token)
    await steal()
    await expectAlive(server, first, young)
    await steal()
    await expectAlive(server, first, young)
  })

  test.each<[string, (tokens: Tokens) => string]>([
    ['an access token', (tokens) => tokens.access_token],
    ['an unknown token', () => `nrt_${'1'.repeat(11)}${'a'.repeat(35)}`],
    ['a token with a tail', (tokens) => `${tokens.refresh_token}x`],
    ['no token', () => 'pizza'],
  ])('refuses %s without effect', async (_, pick) => {
    const tokens = await connect(server, first)
    await expectStolen(pick(tokens))
    await expectAlive(server, first, tokens)
  })

  test('a refresh token is no bearer', async () => {
    const tokens = await connect(server, first)
    expect((await get(server, tokens.refresh_token, '/v1/users/me')).status).toBe(401)
    await expectAlive(server, first, tokens)
  })

  test('iat tells when the pair was issued', async () => {
    const old = await connect(server, first)
    const before = (await introspect(server, first, old.access_token)).iat
    server.advance(5000)
    const young = await refreshed(server, first, old.refresh_token)
    const after = (await introspect(server, first, young.access_token)).iat
    expect(Number(after) - Number(before)).toBeGreaterThanOrEqual(5000)
  })
})

const many = <T>(count: number, act: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => act(index)))

describeOnBothStores('at the same time', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
  })
  afterAll(() => server.close())

  // Two, so that no third one can hide a double win by revoking it; twenty, because many come at once.
  test.each([
    [2, 40],
    [20, 2],
  ])('%i redemptions of one code: one pair, and the reuse ends it', async (count, rounds) => {
    const codes = await many(rounds, () => codeFor(server, first))
    const redeem = (code: string) =>
      postJson(server, first, 'token', {
        grant_type: 'authorization_code',
        code,
        redirect_uri: first.redirectUri,
      })
    const answers = await Promise.all(codes.map((code) => many(count, () => redeem(code))))
    for (const ofOneCode of answers) {
      const won = ofOneCode.filter(({ status }) => status === 200)
      expect(won).toHaveLength(1)
      expect(ofOneCode.filter(({ status }) => status === 400)).toHaveLength(count - 1)
      for (const answer of won) await expectDead(server, first, (await answer.json()) as Tokens)
    }
  })

  test('twenty refreshes of one token: one pair for all, one generation ahead', async () => {
    const old = await connect(server, first)
    const answers = await many(20, () => refreshed(server, first, old.refresh_token))
    expect(new Set(answers.map((one) => one.access_token)).size).toBe(1)
    expect(new Set(answers.map((one) => one.refresh_token)).size).toBe(1)
    const [young] = answers
    if (!young) throw new Error('no answer')
    await expectAlive(server, first, young)
    const next = await refreshed(server, first, young.refresh_token)
    await expectAlive(server, first, next)
  })

  test('refreshes against calls with the new token: the grant stays whole', async () => {
    let { access_token, refresh_token } = await connect(server, first)
    for (let round = 0; round < 10; round++) {
      const [pair, ...calls] = await Promise.all([
        refreshed(server, first, refresh_token),
        get(server, access_token, '/v1/users/me'),
        get(server, access_token, '/v1/users/me'),
      ])
      for (const call of calls) expect([200, 401]).toContain(call.status)
      const used = await many(5, () => get(server, pair.access_token, '/v1/users/me'))
      expect(used.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
      access_token = pair.access_token
      refresh_token = pair.refresh_token
    }
  })

  test('refreshes against a revocation: once it answered 200, the token opens and fetches nothing', async () => {
    const bystander = await connect(server, first)
    await many(60, async (round) => {
      const old = await connect(server, first)
      const token = round % 2 === 0 ? old.access_token : old.refresh_token
      const renew = () => refresh(server, first, old.refresh_token)
      const [renewed, revoked] = await Promise.all([
        renew(),
        postJson(server, first, 'revoke', { token }),
      ])
      expect(revoked.status).toBe(200)
      if (renewed.status !== 200) {
        // The revocation came first: the whole grant is dead.
        await expectRefusal(renewed, 'json', 400, 'invalid_grant')
        await expectDead(server, first, old)
        return
      }
      // Either the refresh came first and its pair is whole, or the pair died with its grant.
      const young = (await renewed.json()) as Tokens
      const call = await get(server, young.access_token, '/v1/users/me')
      await (call.status === 200 ? expectAlive : expectDead)(server, first, young)
      await expectDead(server, first, old)
    })
    await expectAlive(server, first, bystander)
  })
})
