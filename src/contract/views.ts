import { Type } from '@sinclair/typebox'
import { endpoint } from './endpoint.js'
import { ListOf, PageSize } from './objects/list.js'
import { QueryFilter, QuerySorts } from './objects/query.js'
import { Reference } from './objects/reference.js'
import { OneOf } from './objects/rich-text.js'
import { ViewAnswer, ViewReference, viewTypes } from './objects/view.js'
import { Exactly, Nullable, Uuid } from './schema.js'

const params = Type.Object({ view_id: Uuid('A view') })
const queryParams = Type.Object({ view_id: Uuid('A view'), query_id: Uuid('A query of it') })
const Answer = Type.Union([ViewAnswer, ViewReference])

type Json = Readonly<Record<string, unknown>>

/** A condition without the property that it is for. */
const QuickFilter = Type.Unsafe<Json>(Type.Object({}))

const Configuration = Type.Unsafe<Json & { readonly type: string }>(
  Type.Object({ type: OneOf(viewTypes) }),
)

export const listDatabaseViews = endpoint({
  method: 'GET',
  path: '/v1/views',
  operationId: 'list-views',
  tag: 'Views',
  summary: 'List views',
  description: 'Of a database, of a data source, or both.',
  auth: 'bearer',
  needs: ['read_content'],
  query: Type.Object({
    database_id: Type.Optional(Uuid('The database that they stand in')),
    data_source_id: Type.Optional(Uuid('What they show')),
    start_cursor: Type.Optional(Uuid('The first view of the page')),
    page_size: Type.Optional(PageSize),
  }),
  response: ListOf('view', Reference('view')),
  source: 'Notion: reference/list-views',
})

export const createView = endpoint({
  method: 'POST',
  path: '/v1/views',
  operationId: 'create-view',
  tag: 'Views',
  summary: 'Create a view',
  auth: 'bearer',
  needs: ['insert_content'],
  body: Type.Object(
    {
      data_source_id: Uuid('What it is to show'),
      name: Type.String(),
      type: OneOf(viewTypes),
      database_id: Uuid('The database to stand in'),
      filter: Type.Optional(QueryFilter),
      sorts: Type.Optional(QuerySorts),
      quick_filters: Type.Optional(Type.Record(Type.String(), QuickFilter)),
      configuration: Type.Optional(Configuration),
      position: Type.Optional(
        Type.Union([
          Type.Object({ type: OneOf(['start', 'end']) }, Exactly),
          Type.Object(
            { type: Type.Literal('after_view'), view_id: Uuid('The view before') },
            Exactly,
          ),
        ]),
      ),
    },
    Exactly,
  ),
  response: Answer,
  source: 'Notion: reference/create-view',
})

export const getView = endpoint({
  method: 'GET',
  path: '/v1/views/{view_id}',
  operationId: 'retrieve-a-view',
  tag: 'Views',
  summary: 'Retrieve a view',
  auth: 'bearer',
  needs: ['read_content'],
  params,
  response: Answer,
  source: 'Notion: reference/retrieve-a-view',
})

export const updateView = endpoint({
  method: 'PATCH',
  path: '/v1/views/{view_id}',
  operationId: 'update-a-view',
  tag: 'Views',
  summary: 'Update a view',
  description: 'What is `null` is cleared.',
  auth: 'bearer',
  needs: ['update_content'],
  params,
  body: Type.Object(
    {
      name: Type.Optional(Type.String()),
      filter: Type.Optional(Nullable(QueryFilter)),
      sorts: Type.Optional(Nullable(QuerySorts)),
      quick_filters: Type.Optional(Nullable(Type.Record(Type.String(), Nullable(QuickFilter)))),
      configuration: Type.Optional(Configuration),
    },
    Exactly,
  ),
  response: Answer,
  source: 'Notion: reference/update-a-view',
})

export const deleteView = endpoint({
  method: 'DELETE',
  path: '/v1/views/{view_id}',
  operationId: 'delete-view',
  tag: 'Views',
  summary: 'Delete a view',
  description: 'For good; a database keeps its last view.',
  auth: 'bearer',
  needs: ['update_content'],
  params,
  response: ViewReference,
  source: 'Notion: reference/delete-view',
})

export const createViewQuery = endpoint({
  method: 'POST',
  path: '/v1/views/{view_id}/queries',
  operationId: 'create-view-query',
  tag: 'Views',
  summary: 'Create a view query',
  description: 'The rows that the view shows now; the answer can be paged through for 15 minutes.',
  auth: 'bearer',
  needs: ['read_content'],
  params,
  body: Type.Object({ page_size: Type.Optional(PageSize) }, Exactly),
  response: Type.Object({
    object: Type.Literal('view_query'),
    id: Uuid('The query'),
    view_id: Uuid('The view'),
    expires_at: Type.String(),
    total_count: Type.Integer(),
    results: Type.Array(Reference('page')),
    next_cursor: Nullable(Type.String()),
    has_more: Type.Boolean(),
    request_status: Type.Optional(
      Type.Object({
        type: Type.Literal('incomplete'),
        incomplete_reason: Type.Literal('query_result_limit_reached'),
      }),
    ),
  }),
  source: 'Notion: reference/create-view-query',
})

export const getViewQueryResults = endpoint({
  method: 'GET',
  path: '/v1/views/{view_id}/queries/{query_id}',
  operationId: 'get-view-query-results',
  tag: 'Views',
  summary: 'Get view query results',
  auth: 'bearer',
  needs: ['read_content'],
  params: queryParams,
  query: Type.Object({
    start_cursor: Type.Optional(Uuid('The first row of the page')),
    page_size: Type.Optional(PageSize),
  }),
  response: ListOf('page', Reference('page')),
  source: 'Notion: reference/get-view-query-results',
})

export const deleteViewQuery = endpoint({
  method: 'DELETE',
  path: '/v1/views/{view_id}/queries/{query_id}',
  operationId: 'delete-view-query',
  tag: 'Views',
  summary: 'Delete a view query',
  auth: 'bearer',
  needs: ['read_content'],
  params: queryParams,
  response: Type.Object({
    object: Type.Literal('view_query'),
    id: Uuid('The query'),
    deleted: Type.Boolean(),
  }),
  source: 'Notion: reference/delete-view-query',
})
