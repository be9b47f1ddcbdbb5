import { Type } from '@sinclair/typebox'
import { appendBlockChildren, updateBlock } from '../blocks.js'
import { type Endpoint, endpoint } from '../endpoint.js'
import { type BlockRequest, TextBlockRequests, TextBlockUpdate } from '../objects/blocks.js'
import { ListOf, PageSize } from '../objects/list.js'
import {
  conditions,
  type FilterRequest,
  filterBy,
  formulaConditions,
  itemConditions,
  oneOperator,
  rollupConditions,
  TextCondition,
} from '../objects/query.js'
import { Reference } from '../objects/reference.js'
import { createPage } from '../pages.js'
import { Exactly, Uuid } from '../schema.js'
import { rows as of2022, TableAnswer } from './2022-06-28.js'
import { rewrite, without } from './rewrite.js'

type Json = Readonly<Record<string, unknown>>

const TextFilter = filterBy(
  {
    ...conditions,
    text: TextCondition,
    phone: TextCondition,
    formula: oneOperator('FormulaFilterOf2021', { text: TextCondition, ...formulaConditions }),
    rollup: oneOperator(
      'RollupFilterOf2021',
      rollupConditions(
        oneOperator('RollupItemFilterOf2021', { text: TextCondition, ...itemConditions }),
      ),
    ),
  },
  'Of2021',
)

/** What 2021-08-16 takes otherwise. Notion: changelog, 2022-02-22; SDK 0.4. */
export const rows = {
  createPage: {
    ...createPage,
    body: Type.Object(
      {
        ...createPage.body.properties,
        content: Type.Optional(TextBlockRequests),
        children: Type.Optional(TextBlockRequests),
      },
      Exactly,
    ),
  },
  appendBlockChildren: {
    ...appendBlockChildren,
    body: Type.Object(
      { ...appendBlockChildren.body.properties, children: TextBlockRequests },
      Exactly,
    ),
  },
  updateBlock: { ...updateBlock, body: TextBlockUpdate },
  queryDatabase: {
    ...of2022.queryDatabase,
    body: Type.Object(
      { ...of2022.queryDatabase.body.properties, filter: Type.Optional(TextFilter) },
      Exactly,
    ),
  },
  listDatabases: endpoint({
    method: 'GET',
    path: '/v1/databases',
    operationId: 'get-databases',
    tag: 'Databases',
    summary: 'List databases',
    auth: 'bearer',
    needs: ['read_content'],
    query: Type.Object({
      start_cursor: Type.Optional(Uuid('The first database of the page')),
      page_size: Type.Optional(PageSize),
    }),
    response: ListOf('database', Type.Union([TableAnswer, Reference('database')])),
    source: 'Notion: reference/get-databases',
  }),
} as const satisfies Record<string, Endpoint>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object with one of its keys called otherwise, in its place. */
const renamed = (json: Json, from: string, to: string): Json =>
  Object.fromEntries(Object.entries(json).map(([key, value]) => [key === from ? to : key, value]))

const bodyOfToday = (body: unknown): unknown => {
  if (!isObject(body)) return body
  const { children } = body
  const told = renamed(body, 'text', 'rich_text')
  return Array.isArray(children) ? { ...told, children: children.map(blockOfToday) } : told
}

/** A block of a request as it is told today. */
export const blockOfToday = <B extends BlockRequest>(block: B): B =>
  Object.fromEntries(
    Object.entries(block).map(([key, body]) => [key, bodyOfToday(body)]),
  ) as unknown as B

/** What the text of a nested condition is called today, by what it is nested in. */
const nestedTexts: Readonly<Record<string, string>> = {
  formula: 'string',
  any: 'rich_text',
  every: 'rich_text',
  none: 'rich_text',
}

const conditionOfToday = (key: string, condition: unknown): unknown => {
  if (!isObject(condition)) return condition
  if (key === 'rollup') {
    return Object.fromEntries(
      Object.entries(condition).map(([which, inner]) => [which, conditionOfToday(which, inner)]),
    )
  }
  return renamed(condition, 'text', nestedTexts[key] ?? 'text')
}

const keysOfToday: Readonly<Record<string, string>> = { text: 'rich_text', phone: 'phone_number' }

/** A filter of a request as it is told today. */
export const filterOfToday = (filter: FilterRequest): FilterRequest => {
  if ('and' in filter) return { and: filter.and.map(filterOfToday) }
  if ('or' in filter) return { or: filter.or.map(filterOfToday) }
  return Object.fromEntries(
    Object.entries(filter).map(([key, value]) => {
      if (key === 'type') return [key, keysOfToday[String(value)] ?? value]
      if (key === 'property') return [key, value]
      return [keysOfToday[key] ?? key, conditionOfToday(key, value)]
    }),
  ) as unknown as FilterRequest
}

/** An answer as 2021-08-16 tells it. */
export const present = (answer: object): object => {
  const told = rewrite(answer, (json) => {
    if (json.object === 'property_item') return without(json, 'id')
    const type = json.object === 'block' ? String(json.type) : ''
    const body = json[type]
    return isObject(body) ? { ...json, [type]: renamed(body, 'rich_text', 'text') } : json
  }) as Json
  if (told.type !== 'property_item') return told
  const { type: _, property_item: item, ...list } = told
  return isObject(item) && item.type === 'rollup'
    ? { ...list, rollup: item.rollup, type: 'rollup' }
    : list
}
