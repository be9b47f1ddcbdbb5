import { isFullDatabase, isFullDataSource } from '@notionhq/client'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { evaluate } from '../../src/domain/query/filter.js'
import { resolveFilter, resolveSorts } from '../../src/domain/query/resolve.js'
import { orderOf } from '../../src/domain/query/sort.js'
import type { Row, Value } from '../../src/domain/query/values.js'
import { notionAt, pagesOfStudio, text } from '../content/ground.js'
import { studioSeed } from '../support/seeds.js'
import {
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { filterArbitrary, sortsArbitrary } from './queries/arbitraries.js'

const options = ['Done', 'Ünder', 'A%', '10', '9'].map((name) => ({ name }))

const properties = {
  Name: { title: {} },
  Price: { number: {} },
  Stage: { select: { options } },
  Tags: { multi_select: { options } },
  Due: { date: {} },
  Paid: { checkbox: {} },
  Note: { rich_text: {} },
}

const rowArbitrary = fc.record({
  Name: fc.constantFrom('Tile 10', 'tile 9', 'Ünder', 'a%', ''),
  Price: fc.constantFrom(null, 0, 1, -1, 0.1, 10),
  Stage: fc.constantFrom(null, ...options.map(({ name }) => name)),
  Tags: fc.shuffledSubarray(options.map(({ name }) => name)),
  Due: fc.constantFrom(null, '2026-05-31', '2026-05-30T23:30:00.000+00:00', '2026-06-07'),
  Paid: fc.boolean(),
  Note: fc.constantFrom('', 'a', 'AB', '中', '1', 'x'.repeat(300)),
})

type Kept = typeof rowArbitrary extends fc.Arbitrary<infer R> ? R : never

const valuesOf = (row: Kept): Record<keyof Kept, Value> => ({
  Name: { type: 'text', text: row.Name },
  Price: { type: 'number', number: row.Price },
  Stage: { type: 'option', name: row.Stage },
  Tags: { type: 'options', names: row.Tags },
  Due: {
    type: 'date',
    date: row.Due === null ? null : { start: row.Due, end: null, time_zone: null },
  },
  Paid: { type: 'checkbox', checked: row.Paid },
  Note: { type: 'text', text: row.Note },
})

const QUERIES = 150

/** A request can hold no half of a character. */
const sendable = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (_, at) => (typeof at === 'string' ? at.toWellFormed() : at))

describeOnBothStores('queries over HTTP', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
  })
  afterAll(() => server.close())

  test('are answered as the evaluator says', { timeout: 120_000 }, async () => {
    const notion = notionAt(server, internalTokenOf(studioSeed))
    const made = await notion.databases.create({
      parent: { type: 'page_id', page_id: (await pagesOfStudio()).Notes ?? '' },
      initial_data_source: { properties },
    })
    if (!isFullDatabase(made)) throw new Error('not whole')
    const data_source_id = made.data_sources[0]?.id ?? ''
    const source = await notion.dataSources.retrieve({ data_source_id })
    if (!isFullDataSource(source)) throw new Error('not whole')
    const schema = Object.values(source.properties).map(({ id, name, type }) => ({
      id: decodeURIComponent(id),
      name,
      type,
      ...((type === 'select' || type === 'multi_select') && { options }),
    }))
    const rows: Row[] = []
    for (const row of fc.sample(rowArbitrary, { numRuns: 25, seed: 1 }).map(sendable)) {
      const page = await notion.pages.create({
        parent: { data_source_id },
        properties: {
          Name: { title: text(row.Name) },
          Price: { number: row.Price },
          Stage: { select: row.Stage === null ? null : { name: row.Stage } },
          Tags: { multi_select: row.Tags.map((name) => ({ name })) },
          Due: { date: row.Due === null ? null : { start: row.Due } },
          Paid: { checkbox: row.Paid },
          Note: { rich_text: text(row.Note) },
        },
      })
      // About the time of the server: nothing that is asked tells seconds apart.
      const at = Date.now() + rows.length
      const values = valuesOf(row)
      const byId = schema.map(({ id, name }) => [id, values[name as keyof Kept]] as const)
      rows.push({ id: page.id, createdAt: at, editedAt: at, values: new Map(byId) })
      server.advance(1)
    }
    const asked = fc.record({
      filter: filterArbitrary(schema as never),
      sorts: sortsArbitrary(schema as never),
      page_size: fc.constantFrom(3, 100),
    })
    for (const { filter, sorts, page_size } of fc
      .sample(asked, { numRuns: QUERIES, seed: 2 })
      .map(sendable)) {
      const ids: string[] = []
      let start_cursor: string | undefined
      do {
        const body = { filter, sorts, page_size, ...(start_cursor && { start_cursor }) }
        const answer = await notion.dataSources.query({ data_source_id, ...body } as never)
        ids.push(...answer.results.map(({ id }) => id))
        start_cursor = answer.next_cursor ?? undefined
      } while (start_cursor)
      const asking = { now: Date.now() }
      const wanted = resolveFilter(schema, filter)
      const expected = rows
        .filter((row) => evaluate(wanted, row, asking))
        .toSorted(orderOf(resolveSorts(schema, sorts)))
        .map(({ id }) => id)
      expect(ids, JSON.stringify({ filter, sorts })).toEqual(expected)
    }
  })
})
