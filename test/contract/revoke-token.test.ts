import { existsSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { openApiDocument } from '../../src/contract/openapi.js'
import { demoSeed } from '../../src/operations/seed/demo.js'
import {
  basic,
  clientOf,
  connect,
  internalTokenOf,
  postJson,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { factsOfRevoke, responsesOf } from './facts-of-revoke.js'

const { source: _, ...facts } = JSON.parse(
  readFileSync(new URL('./revoke-token.facts.json', import.meta.url), 'utf8'),
)
const published = new URL('../../../shared/seed/revoke-token.md', import.meta.url)

const publishedDocument = () => {
  const yaml = /````yaml[^\n]*\n([\s\S]*?)````/.exec(readFileSync(published, 'utf8'))?.[1]
  return parse(yaml ?? '')
}

describe('the published page of POST /v1/oauth/revoke', () => {
  test.skipIf(!existsSync(published))('says what our fixture says', () => {
    expect(factsOfRevoke(publishedDocument())).toEqual(facts)
  })

  test('and our OpenAPI document say the same', () => {
    const ours = JSON.parse(JSON.stringify(openApiDocument('http://localhost')))
    // The operator's own endpoints stand beside Notion's, and what Notion has added since.
    const others = ['Admin', 'Views', 'Custom emojis', 'Async tasks']
    ours.tags = ours.tags.filter(({ name }: { name: string }) => !others.includes(name))
    expect(factsOfRevoke(ours)).toEqual(facts)
  })

  test.skipIf(!existsSync(published))('accepts the version that it documents', () => {
    const [version] = publishedDocument().components.parameters.notionVersion.schema.enum
    const ours = JSON.parse(JSON.stringify(openApiDocument('http://localhost')))
    expect(ours.components.parameters.notionVersion.schema.enum).toContain(version)
  })
})

describe('live answers satisfy both documents', () => {
  const client = clientOf()
  let development: TestServer
  let production: TestServer
  beforeAll(async () => {
    development = await startTestServer('sqlite')
    production = await startTestServer('sqlite', {
      seed: demoSeed,
      config: { environment: 'production' },
    })
  })
  afterAll(() => Promise.all([development.close(), production.close()]))

  const provoke: Record<string, () => Promise<Response>> = {
    '200': async () => {
      const { access_token } = await connect(development, client)
      return postJson(development, client, 'revoke', { token: access_token })
    },
    '400': () => postJson(development, client, 'revoke', { token: internalTokenOf() }),
    '401': () =>
      postJson(development, { ...client, clientSecret: 'wrong' }, 'revoke', { token: 'x' }),
    '403': () => postJson(production, client, 'revoke', { token: 'x' }),
    '500': async () => {
      const broken = await startTestServer('sqlite')
      const { access_token } = await connect(broken, client)
      await broken.deps.store.close()
      return fetch(`${broken.url}/v1/oauth/revoke`, {
        method: 'POST',
        headers: {
          authorization: basic(client),
          'content-type': 'application/json',
          'notion-version': '2025-09-03',
        },
        body: JSON.stringify({ token: access_token }),
      }).finally(() => broken.close().catch(() => {}))
    },
  }

  const documents = {
    ours: () => JSON.parse(JSON.stringify(openApiDocument('http://localhost'))),
    ...(existsSync(published) ? { published: publishedDocument } : {}),
  }

  for (const [status, ask] of Object.entries(provoke)) {
    test(`${status}`, async () => {
      const response = await ask()
      const body = await response.json()
      expect(response.status).toBe(Number(status))
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
      for (const [name, document] of Object.entries(documents)) {
        const schema = responsesOf(document())[status]
        const ajv = new Ajv2020({ strict: false, validateFormats: false })
        const validate = ajv.compile(schema ?? false)
        expect(validate(body), `${name}: ${ajv.errorsText(validate.errors)}`).toBe(true)
      }
    })
  }
})
