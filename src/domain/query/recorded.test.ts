import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { explain } from '../../contract/explain.js'
import {
  type FilterRequest,
  QueryFilter,
  QuerySorts,
  type SortRequest,
} from '../../contract/objects/query.js'
import { checkOf } from '../../contract/schema.js'
import { evaluate } from './filter.js'
import { type QueriedProperty, resolveFilter, resolveSorts } from './resolve.js'
import { orderOf } from './sort.js'
import type { Row, Value } from './values.js'

type Recorded = {
  readonly tables: readonly {
    readonly name: string
    /** When it was asked. */
    readonly now: string
    readonly properties: readonly QueriedProperty[]
    readonly rows: readonly {
      readonly id: string
      readonly created: string
      readonly edited: string
      readonly values: readonly Value[]
    }[]
    readonly queries: readonly RecordedQuery[]
  }[]
}

type RecordedQuery = {
  readonly filter?: FilterRequest
  readonly sorts?: readonly SortRequest[]
  readonly page_size?: number
  /** Places of the rows that came, in the order of their creation. */
  readonly found: readonly number[]
  readonly has_more: boolean
}

const fixture = new URL('../../../test/fixtures/recorded-queries.json', import.meta.url)
const recorded = JSON.parse(readFileSync(fixture, 'utf8')) as Recorded

/** Queries whose answers the rows of the recording do not explain, with the reason. */
const unexplained: Readonly<Record<string, string>> = {
  'query new task db 1': 'was asked before the table had the rows that are known of it',
}

const isFilter = checkOf(QueryFilter)
const isSorts = checkOf(QuerySorts)

const answerTo = (
  { now, properties, rows }: Recorded['tables'][number],
  { filter = { and: [] }, sorts = [], page_size = 100 }: RecordedQuery,
) => {
  expect(isFilter(filter), isFilter(filter) ? '' : explain('body', QueryFilter, filter)).toBe(true)
  expect(isSorts(sorts), isSorts(sorts) ? '' : explain('body', QuerySorts, sorts)).toBe(true)
  const typed = rows.map(
    ({ id, created, edited, values }): Row => ({
      id,
      createdAt: Date.parse(created),
      editedAt: Date.parse(edited),
      values: new Map(
        properties.flatMap((property, index) => {
          const value = values[index]
          return value ? [[property.id, value]] : []
        }),
      ),
    }),
  )
  const asked = resolveFilter(properties, filter)
  const asking = { now: Date.parse(now) }
  const all = typed
    .filter((row) => evaluate(asked, row, asking))
    .toSorted(orderOf(resolveSorts(properties, sorts)))
  return {
    found: all.slice(0, page_size).map((row) => typed.indexOf(row)),
    has_more: all.length > page_size,
  }
}

const cases = recorded.tables.flatMap((table) =>
  table.queries.map((query, index) => ({ name: `${table.name} ${index + 1}`, table, query })),
)

describe('queries that the real service answered', () => {
  it('are 167', () => {
    expect(cases).toHaveLength(167)
  })

  it.each(cases.filter(({ name }) => !(name in unexplained)))(
    'find the same rows in the same order: $name',
    ({ table, query }) => {
      const { found, has_more } = query
      expect(answerTo(table, query), JSON.stringify(query)).toEqual({ found, has_more })
    },
  )

  it.each(Object.entries(unexplained))('%s %s', (name) => {
    const one = cases.find((known) => known.name === name)
    expect(one?.query.found).toEqual([])
    expect(one?.table.rows).not.toEqual([])
  })
})
