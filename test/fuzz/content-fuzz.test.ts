import fc from 'fast-check'
import Sqlite from 'libsql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { databaseFile } from '../../src/config.js'
import { pagesOfStudio } from '../content/ground.js'
import { studioSeed } from '../support/seeds.js'
import {
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { type ContentRequest, contentRequests } from './content-requests.js'
import { type Mutated, mutatedOf } from './mutations.js'
import { createTransport, type Header, type Transport } from './transport.js'

/** Requests in all; `npm run prove:fuzz` takes the long form. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 1500) * 2
const PROGRESS = 2500

describeOnBothStores('whatever comes at the content', (kind) => {
  const runs = kind === 'sqlite' ? RUNS : Math.ceil(RUNS / 4)
  let server: TestServer
  let transport: Transport
  let requests: ContentRequest[]
  let watch: Sqlite.Database | undefined
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed, still: true })
    const notes = (await pagesOfStudio()).Notes ?? ''
    requests = await contentRequests(server, internalTokenOf(studioSeed), notes)
    transport = createTransport(server.url)
    if (kind === 'sqlite') watch = new Sqlite(databaseFile(server.config.dataDir))
  })
  afterAll(async () => {
    watch?.close()
    transport.close()
    await server.close()
  })

  /** Goes up with every commit of anybody else. */
  const commits = (): number | undefined =>
    (watch?.prepare('pragma data_version').get() as { data_version: number } | undefined)
      ?.data_version

  const send = ({ method, path, version, contentType, body }: Mutated) => {
    const named: readonly (readonly [string, string | undefined])[] = [
      ['authorization', `Bearer ${internalTokenOf(studioSeed)}`],
      ['notion-version', version],
      ['content-type', contentType],
    ]
    const headers = named.filter((entry): entry is Header => entry[1] !== undefined)
    const bytes = Buffer.from(body ?? '')
    return transport.send({ method, path: `/v1/${path}`, headers, body: bytes, chunked: false })
  }

  test('what is mutated is answered with 200 as it is', async () => {
    const asked = new Set<string>()
    for (const { method, path, body } of requests) {
      const spelled = JSON.stringify({ method, path, body })
      if (asked.has(spelled)) continue
      asked.add(spelled)
      const answer = await fetch(`${server.url}/v1/${path}`, {
        method,
        headers: {
          authorization: `Bearer ${internalTokenOf(studioSeed)}`,
          'notion-version': '2025-09-03',
          'content-type': 'application/json',
        },
        ...(body && { body: JSON.stringify(body) }),
      })
      const told = `${method} ${path}: ${await answer.text()}`
      expect(answer.ok || told).toBe(true)
    }
  })

  test('no 5xx, and a refused request has written nothing', {
    timeout: 60_000 + runs * 100,
  }, async () => {
    let done = 0
    const seen = new Map<number, number>()
    const property = async (mutated: Mutated): Promise<void> => {
      const before = commits()
      const { status, text } = await send(mutated)
      seen.set(status, (seen.get(status) ?? 0) + 1)
      expect(status, text).toBeLessThan(500)
      if (status !== 200) {
        expect(JSON.parse(text)).toMatchObject({
          object: 'error',
          status,
          message: expect.any(String),
        })
        expect(commits(), 'something was written').toBe(before)
      }
      done += 1
      if (done % PROGRESS === 0) process.stderr.write(`${kind}: ${done} of ${runs} requests\n`)
    }
    await fc.assert(fc.asyncProperty(mutatedOf(requests), property), {
      numRuns: runs,
      seed: Number(process.env.FUZZ_SEED ?? 42),
      endOnFailure: true,
    })
    // Neither all refused nor all let through.
    expect(seen.get(200)).toBeGreaterThan(runs / 20)
    expect(seen.get(400)).toBeGreaterThan(runs / 20)
  })

  test.each(['"\\ud800"', '{"\\udc00":1}', '"\\udc00\\ud800"'])(
    'half a character is no JSON: %s',
    async (half) => {
      const body = `{"query":${half}}`
      const { status, text } = await send({
        method: 'POST',
        path: 'search',
        version: '2025-09-03',
        contentType: 'application/json',
        body,
      })
      expect({ status, ...JSON.parse(text) }).toMatchObject({ status: 400, code: 'invalid_json' })
    },
  )

  test('a NUL is left out of whatever is written', async () => {
    const page = (await pagesOfStudio()).Notes ?? ''
    const { status, text } = await send({
      method: 'POST',
      path: 'databases',
      version: '2025-09-03',
      contentType: 'application/json',
      body: `{"parent":{"page_id":"${page}"},"title":[{"text":{"content":"a\\u0000b"}}],
        "initial_data_source":{"properties":{"Name":{"title":{}}}}}`,
    })
    expect({ status, title: JSON.parse(text).title?.[0]?.plain_text }).toEqual({
      status: 200,
      title: 'ab',
    })
  })

  test('an escaped pair is a character like any other', async () => {
    const body = '{"query":"\\ud83e\\uddf1"}'
    const path = 'search'
    const rest = { version: '2025-09-03', contentType: 'application/json' }
    expect((await send({ method: 'POST', path, ...rest, body })).status).toBe(200)
  })
})
