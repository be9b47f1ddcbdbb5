import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'

// A benchmark that would accept a wrong answer proves nothing: here are answers that it has to notice.

/** The benchmark is JavaScript, outside of this program's types. */
const part = (name: string) => import(new URL(`../../bench/${name}.mjs`, import.meta.url).href)

const plan = { connections: 8, warmUp: 50, requests: 100, reusable: 100, maxSeconds: 0.3 }
const operations = ['introspect', 'bearer', 'revoke']

/** Measures the SQLite floor, which revokes honestly or leaves every second revocation out. */
const visitFloor = async (options: { sabotage: boolean; isCounted: boolean }) => {
  const { floorSubjects } = await part('subject-floors')
  const { visit } = await part('visit')
  const [, honest] = floorSubjects({ postgresUrl: undefined, sabotage: options.sabotage })
  const subject = options.isCounted ? honest : { ...honest, liveTokens: async () => undefined }
  const running = await subject.start()
  try {
    const tokens = await subject.seed(600)
    const asked = { operations, steady: ['revoke'], plan, postmaster: undefined }
    return await visit({ ...asked, subject, running, tokens, progress: () => {} })
  } finally {
    await running.stop()
  }
}

test('an honest server is measured in every operation and at a steady rate', async () => {
  const findings = await visitFloor({ sabotage: false, isCounted: true })
  const seen = findings.map(({ operation, kind }: Record<string, string>) => `${operation} ${kind}`)
  expect(seen).toEqual(['introspect full', 'bearer full', 'revoke full', 'revoke steady'])
  for (const { sample } of findings) {
    expect(sample.failed).toBe(0)
    expect(sample.requests).toBeGreaterThan(0)
  }
})

test('a 200 that revoked nothing is noticed by counting what the store still accepts', async () => {
  await expect(visitFloor({ sabotage: true, isCounted: true })).rejects.toThrow('went out of use')
})

test('a 200 that revoked nothing is noticed by asking the server about the tokens', async () => {
  await expect(visitFloor({ sabotage: true, isCounted: false })).rejects.toThrow('are not dead')
})

test('a steady load charges a stall to every request that was due meanwhile', async () => {
  const { startGenerator } = await part('generator')
  const stall = 300
  let freeAt = 0
  let answered = 0
  const server = createServer((_request, response) => {
    answered += 1
    if (answered === 50) freeAt = performance.now() + stall
    setTimeout(() => response.end('{}'), Math.max(0, freeAt - performance.now()))
  }).listen(0, '127.0.0.1')
  await new Promise((listening) => server.once('listening', listening))
  const { port } = server.address() as AddressInfo
  const running = { urls: [`http://127.0.0.1:${port}`], pids: [process.pid] }
  const request = () => ({ method: 'GET', path: '/', headers: {} })
  const generator = startGenerator({ store: 'none', mustContain: {}, request }, running, 2)
  try {
    await generator.prepare('bearer', ['one'])
    const rate = 200
    const phase = { from: 0, to: 1, distinct: false, maxSeconds: 1, rate }
    const sample = await generator.run(phase)
    expect(sample.requests).toBe(rate)
    // 60 requests were due in the 300 ms, so 20 of the 200 waited for 200 ms or more.
    expect(sample.p99).toBeGreaterThan(stall * 0.8)
    expect(sample.p50).toBeLessThan(stall / 2)
  } finally {
    generator.stop()
    server.closeAllConnections()
    server.close()
  }
})

test('a bar is met, missed or not measured, and none is left out', async () => {
  const { judge } = await part('bars')
  const own = { subject: 'Tessera', role: 'own', store: 'sqlite', nodes: 1 }
  const floor = { subject: 'floor', role: 'floor', store: 'sqlite', nodes: 1 }
  const rateOf = (who: object, operation: string, requestsPerSecond: number) => {
    return { ...who, operation, kind: 'full', size: undefined, requestsPerSecond }
  }
  const rows = [
    rateOf(own, 'revoke', 790),
    rateOf(floor, 'revoke', 1000),
    rateOf(own, 'introspect', 800),
    rateOf(floor, 'introspect', 1000),
  ]
  const quick = {
    tokens: 1_000_000,
    milliseconds: 12,
    grantsWritten: 0,
    p99Before: 20,
    p99During: 23,
  }
  const bulks = [
    { ...quick, store: 'sqlite' },
    { ...quick, store: 'postgres', grantsWritten: 1, p99During: 25 },
  ]
  const verdicts = judge(rows, bulks)
  const said = (bar: string) =>
    verdicts.find((one: { bar: string }) => one.bar.startsWith(bar))?.verdict
  expect(said('SQLite revoke to its floor')).toBe('missed')
  expect(said('SQLite introspect to its floor')).toBe('met')
  expect(said('PostgreSQL revoke to glewlwyd')).toBe('not measured')
  expect(said('SQLite bulk revoke of 1,000,000')).toBe('met')
  expect(said('SQLite bulk revoke: p99')).toBe('met')
  expect(said('PostgreSQL bulk revoke of 1,000,000')).toBe('missed')
  expect(said('PostgreSQL bulk revoke: p99')).toBe('missed')
  expect(verdicts).toHaveLength(judge([], []).length)
})
