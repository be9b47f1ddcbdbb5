import { Type } from '@sinclair/typebox'
import { endpoint } from './endpoint.js'
import { DataSourceAnswer } from './objects/database.js'
import { Icon } from './objects/media.js'
import { SchemaRequest, SchemaUpdate } from './objects/properties.js'
import { Reference } from './objects/reference.js'
import { RichTextItems } from './objects/rich-text.js'
import { Exactly, Nullable, Uuid } from './schema.js'

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
    },
    Exactly,
  ),
  response: Answer,
  source: 'Notion: reference/update-a-data-source',
})
