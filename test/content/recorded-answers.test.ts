import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importFiles } from '../../src/operations/files/import-files.js'
import type { SeedDocument } from '../../src/operations/seed/seed-document.js'
import { differences, type Ids, type Json, knownIds, unfolded } from '../support/recordings.js'
import {
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { learnTemplates, tellsOfTemplates, withTemplates } from './recorded-ground.js'
import { type Elsewhere, requesting } from './recorded-requests.js'
import { type Case, stories, toldToday, tolerance, unplayed } from './recorded-stories.js'

const [, ...lines] = readFileSync(
  new URL('../fixtures/recorded-answers.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
const cases = lines.map((line) => toldToday(unfolded(JSON.parse(line)) as Case))
const named = new Map(cases.map((one) => [one.name, one]))

const seed: SeedDocument = {
  workspaces: [
    {
      name: 'Sample Person',
      users: [{ email: 'person@example.com', name: 'Sample Person' }],
      pages: [
        {
          title: 'Ground',
          id: '00000000-0000-4000-8000-000000000001',
          databases: withTemplates.map(({ title, templates }) => ({
            title,
            properties: { Name: { title: {} } },
            templates: templates.map(({ name, isDefault }) => ({
              title: name,
              is_default: isDefault,
            })),
          })),
        },
      ],
    },
  ],
  integrations: [{ name: 'notion_ruby_mapping', kind: 'internal' }],
}

const known = (results: unknown, { isKnown }: Ids) =>
  (results as Json[]).filter(({ id }) => isKnown(id))

test('every recorded request is replayed, or named with the reason why it is not', () => {
  const told = [...stories(cases).flat(), ...Object.keys(unplayed)].toSorted()
  expect(told).toEqual(cases.map(({ name }) => name).toSorted())
  expect(Object.values(unplayed).every((reason) => reason.length > 0)).toBe(true)
})

describeOnBothStores('answers as recorded', (kind) => {
  let server: TestServer
  let source: Server
  let elsewhere: Elsewhere
  beforeAll(async () => {
    source = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/pdf' }).end(Buffer.alloc(13_264))
    })
    await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve))
    server = await startTestServer(kind, {
      seed,
      config: { files: { maxSize: 5_368_709_120, s3: undefined, allowsLocalImports: true } },
    })
    const { port } = source.address() as AddressInfo
    const { deps } = server
    elsewhere = {
      url: `http://127.0.0.1:${port}/dummy.pdf`,
      async importAll() {
        await importFiles(deps, new AbortController().signal)
      },
    }
  })
  afterAll(async () => {
    await server.close()
    source.closeAllConnections()
    source.close()
  })

  const ask = async (version: string, method: string, path: string, body?: object) => {
    const answer = await fetch(server.url + path, {
      method,
      headers: {
        authorization: `Bearer ${internalTokenOf(seed)}`,
        'notion-version': version,
        ...(body && !(body instanceof FormData) && { 'content-type': 'application/json' }),
      },
      ...(body && { body: body instanceof FormData ? body : JSON.stringify(body) }),
    })
    const { request_id: _, ...json } = (await answer.json()) as Json
    return json
  }

  test.for(stories(cases).map((story) => [story.join(', '), story] as const))(
    '%s',
    async ([, story]) => {
      const ids = knownIds(server.url)
      if (story.some(tellsOfTemplates)) await learnTemplates(ids, ask)
      const requestOf = requesting(ids, ask, cases, elsewhere)
      for (const name of story) {
        const one = named.get(name)
        if (!one) throw new Error(`nothing was recorded as ${name}`)
        const request = await requestOf(one)
        const answer = await ask(request.version, request.method, request.path, request.body)
        // Other stories have left their tables.
        if (request.path === '/v1/search') answer.results = known(answer.results, ids)
        expect(differences(one.answer, answer, ids, tolerance(one)), name).toEqual([])
      }
    },
  )
})
