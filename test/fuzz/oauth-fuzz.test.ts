import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  describeOnBothStores,
  get,
  postJson,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { type Endpoint, type FuzzRequest, requestTo } from './arbitraries.js'
import { authorizeRequest, judgeAuthorize, outgoingAuthorize, signInto } from './authorize.js'
import { garbage, judgeGarbage } from './garbage.js'
import { judgeAnswer, outgoingOf, readingOf } from './judge.js'
import { fuzzSeed, gatherMaterial, type Material } from './material.js'
import { type Answer, createTransport, type Transport } from './transport.js'

/** Requests per endpoint; `npm run prove:fuzz` takes the long form. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 1500)
/** How often a run that takes minutes says how far it is, in requests. */
const PROGRESS = 2500
const MEMORY_GROWTH = 48 * 1024 * 1024

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const heapInUse = (): number => {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

describeOnBothStores('whatever comes at the OAuth endpoints', (kind) => {
  const runs = kind === 'sqlite' ? RUNS : Math.ceil(RUNS / 5)
  const timeout = 60_000 + runs * 100
  let server: TestServer
  let material: Material
  let transport: Transport
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: fuzzSeed })
    material = await gatherMaterial(server)
    transport = createTransport(server.url)
  })
  afterAll(async () => {
    transport.close()
    await server.close()
  })

  const expectNoSecretLogged = (): void => {
    const lines = server.log.splice(0)
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(material.secretIn(line)).toBeUndefined()
  }

  const expectBystanderUnharmed = async (): Promise<void> => {
    const { client, bystander } = material
    expect((await get(server, bystander.access, '/v1/users/me')).status).toBe(200)
    for (const token of [bystander.access, bystander.refresh]) {
      const answer = await postJson(server, client, 'introspect', { token })
      expect(await answer.json()).toMatchObject({ active: true })
    }
  }

  /** Runs the property over many requests, then asks what all of them together must not have done. */
  const hammer = async <T>(
    requests: fc.Arbitrary<T>,
    property: (request: T) => Promise<void>,
  ): Promise<void> => {
    let before = 0
    let done = 0
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        await property(request)
        done += 1
        if (done % PROGRESS === 0) process.stderr.write(`${kind}: ${done} of ${runs} requests\n`)
        if (done === Math.ceil(runs / 3)) {
          expectNoSecretLogged()
          before = heapInUse()
        }
      }),
      { numRuns: runs, endOnFailure: true },
    )
    expect(done).toBe(runs)
    expectNoSecretLogged()
    expect(heapInUse() - before).toBeLessThan(MEMORY_GROWTH)
    await expectBystanderUnharmed()
  }

  const ask = async (endpoint: Endpoint, request: FuzzRequest) => {
    const outgoing = outgoingOf(endpoint, request, material)
    const answer = await transport.send(outgoing)
    judgeAnswer(request, answer)
    if (answer.status !== 200) expect(material.secretIn(answer.text)).toBeUndefined()
    const reading = readingOf(endpoint, request, outgoing)
    if (answer.status === 200) expect(reading).toBeDefined()
    return { answer, reading, spoken: outgoing.body.toString('utf8') }
  }

  const tokenIn = (reading: Map<string, unknown> | undefined): string | undefined => {
    const token = reading?.get('token')
    return typeof token === 'string' && token !== '' ? token : undefined
  }

  const codeOf = ({ text }: Answer): string => {
    const { code, error } = JSON.parse(text)
    return code ?? error
  }

  test('token issues a pair for a live code or refresh token alone', { timeout }, async () => {
    let issued = 0
    await hammer(requestTo('token'), async (request) => {
      const { answer, reading } = await ask('token', request)
      const wanted = reading?.get('grant_type') === 'authorization_code' ? 'code' : 'refresh_token'
      const credential = String(reading?.get(wanted))
      if (answer.status === 200) {
        issued += 1
        expect(material.secretIn(credential)).toBeDefined()
        expect(JSON.parse(answer.text)).toMatchObject({ token_type: 'bearer' })
      }
      if (reading && material.secretIn(credential) !== undefined) await material.renew()
    })
    expect(issued).toBeGreaterThan(0)
  })

  test('introspect tells of own live tokens alone', { timeout }, async () => {
    let active = 0
    await hammer(requestTo('introspect'), async (request) => {
      const { answer, reading } = await ask('introspect', request)
      const token = tokenIn(reading)
      expect(answer.status === 200).toBe(token !== undefined)
      if (token === undefined) return
      const body = JSON.parse(answer.text)
      expect(body.active).toBe(material.isLiveOwn(token))
      expect(Object.keys(body).sort()).toEqual(
        body.active ? ['active', 'iat', 'request_id', 'scope'] : ['active', 'request_id'],
      )
      active += Number(body.active)
    })
    expect(active).toBeGreaterThan(0)
  })

  test('revoke ends own live tokens alone', { timeout }, async () => {
    let ended = 0
    await hammer(requestTo('revoke'), async (request) => {
      const { answer, reading } = await ask('revoke', request)
      const token = tokenIn(reading)
      if (token === undefined) {
        expect(answer.status).not.toBe(200)
        return
      }
      if (material.isForeign(token)) {
        expect([answer.status, codeOf(answer)]).toEqual([400, 'unauthorized_client'])
        return
      }
      expect(answer.status).toBe(200)
      expect(Object.keys(JSON.parse(answer.text))).toEqual(['request_id'])
      if (!material.isLiveOwn(token)) return
      ended += 1
      const after = await postJson(server, material.client, 'introspect', { token })
      expect(await after.json()).toMatchObject({ active: false })
      await material.renew()
    })
    expect(ended).toBeGreaterThan(0)
  })

  test('authorize never redirects to a stranger nor gives a code unasked', {
    timeout,
  }, async () => {
    const browser = await signInto(transport, material)
    const seen = new Set<number>()
    await hammer(authorizeRequest, async (request) => {
      const answer = await transport.send(outgoingAuthorize(request, material, browser))
      judgeAuthorize(request, answer)
      seen.add(answer.status)
      if (answer.status >= 400) expect(material.secretIn(answer.text)).toBeUndefined()
    })
    expect([...seen]).toEqual(expect.arrayContaining([200, 303, 400]))
  })

  test('bytes that are no request are refused or cut off', { timeout }, async () => {
    await hammer(garbage, async (bytes) => {
      judgeGarbage(await transport.sendBytes(Buffer.from(material.fill(bytes), 'latin1')), material)
    })
  })
})
