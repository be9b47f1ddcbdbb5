import { readFileSync } from 'node:fs'
import { type Client, collectPaginatedAPI, isFullDatabase } from '@notionhq/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Value } from '../../src/domain/query/values.js'
import { studioSeed } from '../support/seeds.js'
import {
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notionAt, pagesOfStudio, text } from './ground.js'

type Asked = Omit<Parameters<Client['dataSources']['query']>[0], 'data_source_id'>

type Table = {
  readonly name: string
  readonly now: string
  readonly properties: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly {
    readonly id: string
    readonly created: string
    readonly values: readonly Value[]
  }[]
  readonly queries: readonly (Asked & { found: readonly number[]; has_more: boolean })[]
}

const fixture = new URL('../fixtures/recorded-queries.json', import.meta.url)
const { tables } = JSON.parse(readFileSync(fixture, 'utf8')) as { tables: readonly Table[] }

/** Asked before the table had the rows that are known of it. */
const unexplained = 'query new task db 1'

type Made = { readonly source: string; readonly rows: readonly string[] }

type Properties = Parameters<Client['dataSources']['create']>[0]['properties']
type RowProperties = NonNullable<Parameters<Client['pages']['create']>[0]['properties']>

/** Writes a value of a row the way that a client does; what is computed is not written. */
const written = (type: string, value: Value, others: ReadonlyMap<string, string>) => {
  switch (value.type) {
    case 'text':
      if (type === 'title') return { title: text(value.text) }
      if (type === 'rich_text') return { rich_text: text(value.text) }
      return { [type]: value.text || null }
    case 'number':
      return { number: value.number }
    case 'checkbox':
      return { checkbox: value.checked }
    case 'option':
      return { [type]: value.name === null ? null : { name: value.name } }
    case 'options':
      return { multi_select: value.names.map((name) => ({ name })) }
    case 'date':
      return { date: value.date }
    case 'files':
      return {
        files: value.names.map((name) => ({
          name,
          external: { url: `https://files.example/${name}.png` },
        })),
      }
    case 'people':
      return { people: value.ids.map((id) => ({ id: others.get(id) ?? id })) }
    case 'relation':
      return { relation: value.ids.map((id) => ({ id: others.get(id) ?? id })) }
    default:
      throw new Error(`${value.type} is not written.`)
  }
}

const literal = (value: Value): string => {
  switch (value.type) {
    case 'text':
      return JSON.stringify(value.text)
    case 'number':
      return String(value.number)
    case 'checkbox':
      return String(value.checked)
    case 'date':
      return value.date ? `parseDate(${JSON.stringify(value.date.start)})` : 'empty()'
    default:
      throw new Error(`A formula of ${value.type} is not recorded.`)
  }
}

/** A formula that comes to what was recorded, by the titles of the rows. */
const formulaOf = ({ properties, rows }: Table, name: string): string => {
  const titleAt = properties.findIndex(({ type }) => type === 'title')
  const at = properties.findIndex((property) => property.name === name)
  const cases = rows.map(({ values }) => {
    const title = values[titleAt]
    const value = values[at]
    if (title?.type !== 'text' || value?.type !== 'formula') throw new Error('no formula')
    const { result } = value
    if (result === null || Array.isArray(result)) throw new Error('no result')
    return [JSON.stringify(title.text), literal(result as Value)] as const
  })
  const [last = ['', '""'], ...others] = cases.toReversed()
  const named = properties[titleAt]?.name ?? ''
  return others.reduce(
    (rest, [title, value]) => `if(prop("${named}") == ${title}, ${value}, ${rest})`,
    last[1],
  )
}

/** What each rollup of the recording shows of the pages that are related. */
const rollups: Readonly<Record<string, { of: string; by: string }>> = {
  'Rollup Title': { of: 'Name', by: 'show_original' },
  'Rollup Date': { of: 'Date', by: 'earliest_date' },
  'Rollup Date Array': { of: 'Date', by: 'show_original' },
  'Rollup Number': { of: 'Number', by: 'max' },
  'Rollup Number Array': { of: 'Number', by: 'show_original' },
}

const listAt = ({ properties }: Table, row: Table['rows'][number], name: string): Value[] => {
  const value = row.values[properties.findIndex((property) => property.name === name)]
  return value?.type === 'rollup' && Array.isArray(value.result) ? value.result : []
}

describeOnBothStores('recorded queries', (kind) => {
  let server: TestServer
  let notion: Client
  let parent = ''
  let person = ''
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed, still: true })
    notion = notionAt(server, internalTokenOf(studioSeed))
    parent = (await pagesOfStudio()).Notes ?? ''
    const users = await collectPaginatedAPI(notion.users.list, {})
    person = users.find(({ type }) => type === 'person')?.id ?? ''
  })
  afterAll(() => server.close())

  const setClock = (time: string) => server.advance(Date.parse(time) - server.deps.clock())

  const makeSource = async (name: string, properties: Properties): Promise<string> => {
    const made = await notion.databases.create({
      parent: { type: 'page_id', page_id: parent },
      title: text(name),
      initial_data_source: { properties },
    })
    if (!isFullDatabase(made)) throw new Error('not whole')
    return made.data_sources[0]?.id ?? ''
  }

  /** The pages that rollups look at, by their titles, and the relation to them. */
  const makeTargets = async (table: Table) => {
    const target = await makeSource(`${table.name}: related`, {
      Name: { title: {} },
      Date: { date: {} },
      Number: { number: {} },
    })
    const pages = new Map<string, string>()
    for (const row of table.rows) {
      const dates = listAt(table, row, 'Rollup Date Array')
      const numbers = listAt(table, row, 'Rollup Number Array')
      for (const [n, title] of listAt(table, row, 'Rollup Title').entries()) {
        const date = dates[n]
        const number = numbers[n]
        if (title.type !== 'text' || pages.has(title.text)) continue
        const { id } = await notion.pages.create({
          parent: { data_source_id: target },
          properties: {
            Name: { title: text(title.text) },
            ...(date?.type === 'date' && { Date: { date: date.date } }),
            ...(number?.type === 'number' && { Number: { number: number.number } }),
          } as RowProperties,
        })
        pages.set(title.text, id)
      }
    }
    return { target, pages }
  }

  const schemaOf = (table: Table, target: string | undefined): Properties =>
    Object.fromEntries([
      ...(target
        ? [['Related', { relation: { data_source_id: target, single_property: {} } }]]
        : []),
      ...table.properties.flatMap(({ name, type }) => {
        if (type === 'relation') return []
        if (type === 'formula') return [[name, { formula: { expression: formulaOf(table, name) } }]]
        if (type !== 'rollup') return [[name, { [type]: {} }]]
        const { of = '', by = '' } = rollups[name] ?? {}
        const rollup = { relation_property_name: 'Related', rollup_property_name: of, function: by }
        return [[name, { rollup }]]
      }),
    ])

  const make = async (table: Table): Promise<Made> => {
    const { properties, rows } = table
    const isRolled = properties.some(({ type }) => type === 'rollup')
    const targets = isRolled ? await makeTargets(table) : undefined
    const source = await makeSource(table.name, schemaOf(table, targets?.target))
    // Pages that are related stand in the table itself.
    const relations = properties.filter(({ type }) => type === 'relation')
    if (relations.length > 0) {
      const relation = { data_source_id: source, single_property: {} }
      await notion.dataSources.update({
        data_source_id: source,
        properties: Object.fromEntries(relations.map(({ name }) => [name, { relation }])),
      })
    }
    const made: string[] = []
    const ours = new Map<string, string>()
    for (const row of rows) {
      setClock(row.created)
      const given = properties.flatMap(({ name, type }, n) => {
        const value = row.values[n]
        if (!value || ['unique_id', 'formula', 'rollup'].includes(type)) return []
        if (value.type === 'people') for (const id of value.ids) ours.set(id, person)
        return [[name, written(type, value, ours)]]
      })
      const related = listAt(table, row, 'Rollup Title').flatMap((title) =>
        title.type === 'text' ? [{ id: targets?.pages.get(title.text) ?? '' }] : [],
      )
      const { id } = await notion.pages.create({
        parent: { data_source_id: source },
        properties: Object.fromEntries([
          ...given,
          ...(targets ? [['Related', { relation: related }]] : []),
        ]) as RowProperties,
      })
      made.push(id)
      ours.set(row.id, id)
    }
    ids.set(table.name, ours)
    return { source, rows: made }
  }
  const ids = new Map<string, ReadonlyMap<string, string>>()

  describe.each(tables)('$name', (table) => {
    let made: Made
    beforeAll(async () => {
      made = await make(table)
      setClock(table.now)
    })

    const cases = table.queries.map((query, n) => ({ name: `${table.name} ${n + 1}`, query }))
    test.each(cases.filter(({ name }) => name !== unexplained))('$name', async ({ query }) => {
      const { found, has_more, ...recorded } = query
      const known = ids.get(table.name) ?? new Map()
      const asked = JSON.parse(
        [...known].reduce(
          (json, [theirs, own]) => json.replaceAll(theirs, own),
          JSON.stringify(recorded),
        ),
      ) as Asked
      const answer = await notion.dataSources.query({ data_source_id: made.source, ...asked })
      const answered = answer.results.map(({ id }) => made.rows.indexOf(id))
      expect({ found: answered, has_more: answer.has_more }).toEqual({ found, has_more })
    })
  })
})
