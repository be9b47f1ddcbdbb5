import { Type } from '@sinclair/typebox'
import { endpoint } from './endpoint.js'
import { DatabaseAnswer } from './objects/database.js'
import { Cover, Icon } from './objects/media.js'
import { DatabaseParentRequest } from './objects/parent.js'
import { SchemaRequest } from './objects/properties.js'
import { Reference } from './objects/reference.js'
import { RichTextItems } from './objects/rich-text.js'
import { Exactly, Shown, Uuid } from './schema.js'

const params = Type.Object({ database_id: Uuid('A database') })
const Answer = Type.Union([DatabaseAnswer, Reference('database')])

export const shownOfDatabase = Shown('object', 'created_time', 'last_edited_time', 'url')

export const createDatabase = endpoint({
  method: 'POST',
  path: '/v1/databases',
  operationId: 'create-a-database',
  tag: 'Databases',
  summary: 'Create a database',
  description: 'With its first data source, whose name is the title.',
  auth: 'bearer',
  needs: ['insert_content'],
  body: Type.Object(
    {
      parent: DatabaseParentRequest,
      title: Type.Optional(RichTextItems),
      description: Type.Optional(RichTextItems),
      is_inline: Type.Optional(Type.Boolean()),
      initial_data_source: Type.Optional(
        Type.Object({ properties: Type.Optional(SchemaRequest) }, Exactly),
      ),
      icon: Type.Optional(Icon),
      cover: Type.Optional(Cover),
      in_trash: Type.Optional(Type.Literal(false)),
      ...shownOfDatabase,
      ...Shown('data_sources'),
    },
    Exactly,
  ),
  response: Answer,
  source: 'Notion: reference/create-a-database',
})

export const getDatabase = endpoint({
  method: 'GET',
  path: '/v1/databases/{database_id}',
  operationId: 'retrieve-a-database',
  tag: 'Databases',
  summary: 'Retrieve a database',
  auth: 'bearer',
  needs: ['read_content'],
  params,
  response: Answer,
  source: 'Notion: reference/retrieve-a-database',
})

export const updateDatabase = endpoint({
  method: 'PATCH',
  path: '/v1/databases/{database_id}',
  operationId: 'update-a-database',
  tag: 'Databases',
  summary: 'Update a database',
  auth: 'bearer',
  needs: ['update_content'],
  params,
  body: Type.Object(
    {
      parent: Type.Optional(DatabaseParentRequest),
      title: Type.Optional(RichTextItems),
      description: Type.Optional(RichTextItems),
      is_inline: Type.Optional(Type.Boolean()),
      icon: Type.Optional(Icon),
      cover: Type.Optional(Cover),
      in_trash: Type.Optional(Type.Boolean()),
      archived: Type.Optional(Type.Boolean()),
      is_locked: Type.Optional(Type.Boolean()),
    },
    Exactly,
  ),
  response: Answer,
  source: 'Notion: reference/update-a-database',
})
