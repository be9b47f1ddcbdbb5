import { afterAll, beforeAll, expect, test } from 'vitest'
import { trailKeyFrom } from '../../src/domain/audit/seal.js'
import { sealAudit } from '../../src/operations/housekeeping/seal-audit.js'
import { adminToken, expectAdminError, readAdmin } from '../support/admin.js'
import { first, second, studioSeed } from '../support/seeds.js'
import {
  connect,
  describeOnBothStores,
  postJson,
  startTestServer,
  type TestServer,
} from '../support/server.js'

type Entry = Record<string, unknown> & { readonly id: string; readonly event: string }

describeOnBothStores('listing the audit trail', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed, config: { adminToken } })
    const tokens = await connect(server, first)
    await connect(server, second, { email: 'dora@example.com' })
    await sealAudit(server.deps, trailKeyFrom('a secret key of the test, long enough'))
    await postJson(server, first, 'revoke', { token: tokens.access_token })
  })
  afterAll(() => server.close())

  const ask = (query: Record<string, string> = {}, authorization = `Bearer ${adminToken}`) =>
    fetch(`${server.url}/admin/v1/audit-entries?${new URLSearchParams(query)}`, {
      headers: { authorization },
    })
  const list = async (query: Record<string, string> = {}) => {
    const body = await readAdmin(await ask(query))
    return { ...body, results: body.results as Entry[] }
  }
  const events = async (query: Record<string, string>) =>
    (await list(query)).results.map(({ event }) => event)

  test('answers sealed and unsealed entries, newest first, to the operator alone', async () => {
    const {
      request_id: _,
      results,
      ...envelope
    } = (await list()) as Record<string, unknown> & {
      results: Entry[]
    }
    expect(envelope).toEqual({
      object: 'list',
      next_cursor: null,
      has_more: false,
      type: 'audit_entry',
      audit_entry: {},
    })
    expect(results).toHaveLength(5)
    expect(results[0]).toMatchObject({
      object: 'audit_entry',
      event: 'revoked',
      reason: 'token_revoked',
      actor: { type: 'client', id: first.clientId },
      subject: { type: 'grant' },
      credentials: 2,
      integration_id: first.clientId,
    })
    expect(Date.parse(String(results[0]?.created_time))).toBeGreaterThan(0)
    await expectAdminError(await ask({}, 'Bearer wrong'), 401, 'unauthorized')
  })

  test('is narrowed by every filter', async () => {
    const [newest] = (await list()).results
    const subject = newest?.subject as { id: string }
    const three = ['revoked', 'connected', 'authorized']
    expect(await events({ grant_id: subject.id })).toEqual(three)
    expect(await events({ integration_id: first.clientId })).toEqual(three)
    expect(await events({ user_id: String(newest?.user_id) })).toEqual(three)
    expect(await events({ workspace_id: String(newest?.workspace_id) })).toEqual(three)
    expect(await events({ event: 'connected' })).toEqual(['connected', 'connected'])
    expect(await events({ reason: 'token_revoked' })).toEqual(['revoked'])
    expect(await events({ to: '2020-01-01' })).toEqual([])
    expect(await events({ from: String(newest?.created_time) })).toContain('revoked')
    expect(await events({ from: '2999-01-01T00:00:00Z' })).toEqual([])
  })

  test('comes in pages', async () => {
    const whole = (await list()).results.map(({ id }) => id)
    const paged: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = (await list({
        page_size: '2',
        ...(cursor === undefined ? {} : { start_cursor: cursor }),
      })) as unknown as { results: Entry[]; next_cursor: string | null; has_more: boolean }
      paged.push(...page.results.map(({ id }) => id))
      expect(page.has_more).toBe(page.next_cursor !== null)
      if (page.next_cursor === null) break
      cursor = page.next_cursor
    }
    expect(paged).toEqual(whole)
  })

  test.each([
    [{ from: 'yesterday' }, 'query.from'],
    [{ grant_id: 'x' }, 'query.grant_id'],
    [{ event: 'birthday' }, 'query.event'],
    [{ page_size: '101' }, 'query.page_size'],
    [{ start_cursor: 'x' }, 'start_cursor'],
  ])('refuses %o', async (query, name) => {
    const refusal = await ask(query as unknown as Record<string, string>)
    expect(await expectAdminError(refusal, 400, 'validation_error')).toContain(name)
  })
})
