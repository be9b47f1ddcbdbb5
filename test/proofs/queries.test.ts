import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createNode, type Node } from '../storage/open.js'
import { proveQueries } from './queries/prove.js'

const nodes: Node[] = []
beforeAll(async () => {
  nodes.push(await createNode('sqlite'))
  if (inject('postgresUrl')) nodes.push(await createNode('postgres'))
})
afterAll(async () => {
  for (const node of nodes) await node[Symbol.asyncDispose]()
})

const CASES = Number(process.env.QUERY_CASES ?? (process.env.CI ? 20_000 : 2000))

/** The long form is `npm run prove:queries`. */
test('the evaluator and the stores give the same answers', { timeout: 900_000 }, async () => {
  const tally = await proveQueries(
    nodes.map(({ store }) => store),
    { cases: CASES, seed: Number(process.env.QUERY_SEED ?? 1), lanes: 4 },
  )
  const [first] = tally.differences
  expect(first && JSON.stringify(first, null, 1)).toBeUndefined()
  console.log(JSON.stringify({ ...tally, differences: 0 }))
})
