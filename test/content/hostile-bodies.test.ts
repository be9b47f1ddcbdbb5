import type { Client } from '@notionhq/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { studioSeed } from '../support/seeds.js'
import {
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notionAt, pagesOfStudio, paragraph } from './ground.js'

type Nested = { bulleted_list_item: { rich_text: []; children?: Nested[] } }

const nested = (levels: number): Nested => ({
  bulleted_list_item: {
    rich_text: [],
    ...(levels > 1 && { children: [nested(levels - 1)] }),
  },
})

/** Requests that want to be more than the service takes: each is refused by name, and nothing of it is written. */
describeOnBothStores('bodies beyond the limits', (kind) => {
  const token = internalTokenOf(studioSeed)
  let server: TestServer
  let notion: Client
  let page: string
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    notion = notionAt(server, token)
    page = (await pagesOfStudio()).Notes ?? ''
  })
  afterAll(() => server.close())

  const childrenOf = async () =>
    (await notion.blocks.children.list({ block_id: page })).results.map(({ id }) => id)

  const append = (body: string) =>
    fetch(`${server.url}/v1/blocks/${page}/children`, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${token}`,
        'notion-version': '2025-09-03',
        'content-type': 'application/json',
      },
      body,
    })

  const appending = (children: readonly object[]) => JSON.stringify({ children })

  const many = Array.from({ length: 100 }, () => ({
    bulleted_list_item: { rich_text: [], children: Array.from({ length: 10 }, () => nested(1)) },
  }))

  test.each<[string, () => string, string, string]>([
    ['500 KB', () => appending([paragraph('x'.repeat(512_000))]), 'validation_error', 'larger'],
    ['brackets without end', () => '['.repeat(100_000), 'invalid_json', 'JSON'],
    [
      'brackets that close',
      () => `{"children":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      'invalid_json',
      'JSON',
    ],
    [
      'brackets that may be that deep',
      () => `{"children":${'['.repeat(499)}${']'.repeat(499)}}`,
      'validation_error',
      'body.children[0]',
    ],
    [
      'brackets within texts, which are no levels',
      () => JSON.stringify({ children: '\\"['.repeat(1000) }),
      'validation_error',
      'body.children should be an array',
    ],
    ['objects without end', () => '{"children":'.repeat(30_000), 'invalid_json', 'JSON'],
    ['blocks in four levels', () => appending([nested(4)]), 'validation_error', 'children'],
    ['101 blocks', () => appending(many.slice(0, 1).concat(many)), 'validation_error', '100'],
    ['1,100 blocks in two levels', () => appending(many), 'validation_error', '1000'],
    [
      'a text of 2,001 letters',
      () => appending([paragraph('x'.repeat(2001))]),
      'validation_error',
      '2000',
    ],
  ])('%s', async (_, body, code, told) => {
    const before = await childrenOf()
    const answer = await append(body())
    const refusal = (await answer.json()) as { code: string; message: string }
    expect({ status: answer.status, code: refusal.code }).toEqual({ status: 400, code })
    expect(refusal.message).toContain(told)
    expect(refusal.message.length).toBeLessThan(5000)
    expect(await childrenOf()).toEqual(before)
  })
})
