import { Type } from '@sinclair/typebox'
import { endpoint } from './endpoint.js'
import { DataSourceAnswer } from './objects/database.js'
import { FoundList, PageSize } from './objects/list.js'
import { Icon } from './objects/media.js'
import { FilterProperties, PageAnswer } from './objects/page.js'
import { SchemaRequest, SchemaUpdate } from './objects/properties.js'
import { QueryFilter, QuerySorts } from './objects/query.js'
import { Reference } from './objects/reference.js'
import { OneOf, RichTextItems } from './objects/rich-text.js'
import { Exactly, Nullable, Shown, Uuid } from './schema.js'

const params = Type.Object({ data_source_id: Uuid('A data source') })
const Answer = Type.Union([DataSourceAnswer, Reference('data_source')])

const DatabaseParent = Type.Object(
  {
    type: Type.Optional(Type.Literal('database_id')),
    database_id: Uuid('The database to stand in'),
  },
  Exactly,
)

export const createDataSource = endpoint({
  method: 'POST',
  path: '/v1/data_sources',
  operationId: 'create-a-data-source',
  tag: 'Data sources',
  summary: 'Create a data source',
  auth: 'bearer',
  needs: ['insert_content'],
  body: Type.Object(
    {
      parent: DatabaseParent,
      properties: SchemaRequest,
      title: Type.Optional(RichTextItems),
      icon: Type.Optional(Nullable(Icon)),
      ...Shown('object', 'created_time', 'last_edited_time', 'url', 'is_inline'),
    },
    Exactly,
  ),
  response: Answer,
  source: 'Notion: reference/create-a-data-source',
})

export const getDataSource = endpoint({
  method: 'GET',
  path: '/v1/data_sources/{data_source_id}',
  operationId: 'retrieve-a-data-source',
  tag: 'Data sources',
  summary: 'Retrieve a data source',
  auth: 'bearer',
  needs: ['read_content'],
  params,
  response: Answer,
  source: 'Notion: reference/retrieve-a-data-source',
})

export const queryDataSource = endpoint({
  method: 'POST',
  path: '/v1/data_sources/{data_source_id}/query',
  operationId: 'post-database-query',
  tag: 'Data sources',
  summary: 'Query a data source',
  description: 'Rows that satisfy the filter, in the order of the sorts; newest first without any.',
  auth: 'bearer',
  needs: ['read_content'],
  params,
  query: Type.Object({ filter_properties: Type.Optional(FilterProperties) }),
  body: Type.Object(
    {
      filter: Type.Optional(QueryFilter),
      sorts: Type.Optional(Nullable(QuerySorts)),
      start_cursor: Type.Optional(Type.String()),
      page_size: Type.Optional(PageSize),
      in_trash: Type.Optional(Type.Boolean()),
      archived: Type.Optional(Type.Boolean()),
      result_type: Type.Optional(OneOf(['page', 'data_source'])),
    },
    Exactly,
  ),
  response: FoundList(Type.Union([PageAnswer, Reference('page')])),
  source: 'Notion: reference/query-a-data-source',
})

export const listDataSourceTemplates = endpoint({
  method: 'GET',
  path: '/v1/data_sources/{data_source_id}/templates',
  operationId: 'list-data-source-templates',
  tag: 'Data sources',
  summary: 'List templates in a data source',
  auth: 'bearer',
  needs: ['read_content'],
  params,
  query: Type.Object({
    name: Type.Optional(Type.String({ description: 'Part of the name, in any case of letters' })),
    start_cursor: Type.Optional(Uuid('The first template of the page')),
    page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  response: Type.Object({
    templates: Type.Array(
      Type.Object({
        id: Uuid('The page that is the template'),
        name: Type.String(),
        is_default: Type.Boolean(),
      }),
    ),
    has_more: Type.Boolean(),
    next_cursor: Nullable(Type.String()),
  }),
  // Recorded: alone among the answers it has none.
  hasRequestId: false,
  source: 'Notion: reference/list-data-source-templates',
})

export const updateDataSource = endpoint({
  method: 'PATCH',
  path: '/v1/data_sources/{data_source_id}',
  operationId: 'update-a-data-source',
  tag: 'Data sources',
  summary: 'Update a data source',
  auth: 'bearer',
  needs: ['update_content'],
  params,
  body: Type.Object(
    {
      title: Type.Optional(RichTextItems),
      icon: Type.Optional(Nullable(Icon)),
      properties: Type.Optional(SchemaUpdate),
      parent: Type.Optional(DatabaseParent),
      in_trash: Type.Optional(Type.Boolean()),
      archived: Type.Optional(Type.Boolean()),
      ...Shown('object', 'id', 'url', 'is_inline'),
    },
    Exactly,
  ),
  response: Answer,
  source: 'Notion: reference/update-a-data-source',
})
