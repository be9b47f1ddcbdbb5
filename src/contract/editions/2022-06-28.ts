import { type Static, Type } from '@sinclair/typebox'
import { queryDataSource } from '../data-sources.js'
import { createDatabase, getDatabase, shownOfDatabase, updateDatabase } from '../databases.js'
import type { Endpoint } from '../endpoint.js'
import { DataSourceAnswer } from '../objects/database.js'
import { FoundList } from '../objects/list.js'
import { Cover, Icon } from '../objects/media.js'
import { PageAnswer } from '../objects/page.js'
import { DatabaseParentRequest, Parent } from '../objects/parent.js'
import { TableSchemaRequest, TableSchemaUpdate } from '../objects/properties.js'
import { Reference } from '../objects/reference.js'
import { OneOf, RichTextItems } from '../objects/rich-text.js'
import { Exactly, Uuid } from '../schema.js'
import { search as searchOfToday } from '../search.js'
import { rewrite, without } from './rewrite.js'

/** A table, which is its schema and its rows at once: the only data source of a database under the database's id. */
export const TableAnswer = Type.Composite([
  Type.Object({ object: Type.Literal('database') }),
  Type.Omit(DataSourceAnswer, ['object', 'parent', 'database_parent']),
  Type.Object({ parent: Parent }),
])

export type TableAnswer = Static<typeof TableAnswer>

const Answer = Type.Union([TableAnswer, Reference('database')])

const { filter: _, ...searched } = searchOfToday.body.properties

/** What 2022-06-28 and the versions before it take otherwise: databases that are tables. Contract §1.1. */
export const rows = {
  createDatabase: {
    ...createDatabase,
    description: undefined,
    body: Type.Object(
      {
        parent: DatabaseParentRequest,
        properties: TableSchemaRequest,
        title: Type.Optional(RichTextItems),
        description: Type.Optional(RichTextItems),
        is_inline: Type.Optional(Type.Boolean()),
        icon: Type.Optional(Icon),
        cover: Type.Optional(Cover),
        ...shownOfDatabase,
      },
      Exactly,
    ),
    response: Answer,
  },
  getDatabase: { ...getDatabase, response: Answer },
  updateDatabase: {
    ...updateDatabase,
    body: Type.Object(
      {
        ...updateDatabase.body.properties,
        properties: Type.Optional(TableSchemaUpdate),
        archived: Type.Optional(Type.Boolean()),
      },
      Exactly,
    ),
    response: Answer,
  },
  queryDatabase: {
    ...queryDataSource,
    path: '/v1/databases/{database_id}/query',
    tag: 'Databases',
    summary: 'Query a database',
    params: Type.Object({ database_id: Uuid('A database') }),
    // Observed of `archived`.
    body: Type.Omit(queryDataSource.body, ['archived'], Exactly),
    source: 'Notion: reference/post-database-query',
  },
  search: {
    ...searchOfToday,
    body: Type.Object(
      {
        ...searched,
        filter: Type.Optional(
          Type.Object(
            { property: Type.Literal('object'), value: OneOf(['page', 'database']) },
            Exactly,
          ),
        ),
      },
      Exactly,
    ),
    response: FoundList(Type.Union([PageAnswer, Answer])),
  },
} as const satisfies Record<string, Endpoint>

/** Data sources were not yet told apart from their databases; views are of data sources. */
export const isUnknown = (path: string): boolean =>
  path.startsWith('/v1/data_sources') || path.startsWith('/v1/views')

/** The table that a data source was. */
export const tableOf = (
  answer: DataSourceAnswer | Static<ReturnType<typeof Reference<'data_source'>>>,
  databaseId: string,
): Static<typeof Answer> => {
  if (!('parent' in answer)) return { object: 'database', id: databaseId }
  const { database_parent: parent, ...shared } = answer
  return { ...shared, object: 'database', id: databaseId, parent }
}

/** An answer as 2022-06-28 tells it: no data source is named. */
export const present = (answer: object): object =>
  rewrite(answer, (json) => {
    if ('data_source_id' in json && 'database_id' in json) {
      const told = without(json, 'data_source_id')
      return json.type === 'data_source_id' ? { ...told, type: 'database_id' } : told
    }
    if (json.type !== 'page_or_data_source') return json
    const { page_or_data_source, ...list } = json
    return { ...list, type: 'page_or_database', page_or_database: page_or_data_source }
  })
