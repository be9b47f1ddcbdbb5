import { expect, test } from 'vitest'
import { verifyTrail } from '../../src/operations/audit/verify-trail.js'
import { trailKeysOf } from '../../src/secret-key.js'
import { first, studioSeed } from '../support/seeds.js'
import {
  codeFor,
  connect,
  describeOnBothStores,
  postJson,
  startTestServer,
} from '../support/server.js'
import { refreshed } from '../support/wire.js'

describeOnBothStores('a server that keeps its house', (kind) => {
  const housekeeping = {
    sealInterval: 5,
    sweepInterval: 5,
    importInterval: 5,
    copyInterval: 5,
    retention: 3_600_000,
  }

  test('seals and sweeps by itself, counts it, and stops with the server', async () => {
    const server = await startTestServer(kind, { seed: studioSeed, config: { housekeeping } })
    const { audit } = server.deps.store
    const tokens = await connect(server, first)
    await refreshed(server, first, tokens.refresh_token)
    await codeFor(server, first)
    await expect.poll(() => audit.countUnsealed(10), { timeout: 20_000 }).toBe(0)
    await expect
      .poll(async () => (await audit.findHead())?.number, { timeout: 20_000 })
      .toBeGreaterThan(0)
    const metrics = async () => (await fetch(`${server.url}/metrics`)).text()
    await expect
      .poll(metrics, { timeout: 20_000 })
      .toMatch(/^tessera_swept_total\{kind="tokens"\} 1$/m)
    expect(await metrics()).toMatch(/^tessera_audit_sealed_total 4$/m)
    expect(await metrics()).toMatch(/^tessera_audit_unsealed 0$/m)
    const report = await verifyTrail(audit, { keys: trailKeysOf(server.config) })
    expect(report).toMatchObject({ entries: 4, faults: [] })
    const heads = server.log.filter((line) => line.includes('"msg":"audit trail"'))
    expect(heads).toHaveLength(1)
    await server.close()
    expect(server.log.filter((line) => line.includes('could not'))).toEqual([])
  })

  test('waits for a store that fails, with one line in the log', async () => {
    await using server = await startTestServer(kind, {
      seed: studioSeed,
      config: { housekeeping: { ...housekeeping, sweepInterval: undefined } },
    })
    const { audit } = server.deps.store
    const { findHead } = audit
    let failures = 0
    Object.assign(audit, {
      findHead: () => {
        failures += 1
        return Promise.reject(new Error('the store is away'))
      },
    })
    await codeFor(server, first)
    await expect.poll(() => failures, { timeout: 20_000 }).toBeGreaterThan(5)
    Object.assign(audit, { findHead })
    await expect.poll(() => audit.countUnsealed(10), { timeout: 20_000 }).toBe(0)
    const lines = server.log.filter((line) => line.includes('could not seal the audit trail'))
    expect(lines).toHaveLength(1)
    expect((await postJson(server, first, 'revoke', { token: 'x' })).status).toBe(200)
  })
})
