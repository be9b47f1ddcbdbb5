import { Type } from '@sinclair/typebox'
import { endpoint } from './endpoint.js'
import { ListOf, PageSize } from './objects/list.js'
import { BotUser, User } from './objects/user.js'
import { Uuid } from './schema.js'

const seesPeople = ['read_user_with_email', 'read_user_without_email'] as const

export const getSelf = endpoint({
  method: 'GET',
  path: '/v1/users/me',
  operationId: 'get-self',
  tag: 'Users',
  summary: "Retrieve your token's bot user",
  auth: 'bearer',
  response: BotUser,
  source: 'Notion: reference/get-self',
})

export const listUsers = endpoint({
  method: 'GET',
  path: '/v1/users',
  operationId: 'get-users',
  tag: 'Users',
  summary: 'List all users',
  description: 'Members of the workspace and the bots connected to it. Guests are not listed.',
  auth: 'bearer',
  needs: seesPeople,
  query: Type.Object({
    start_cursor: Type.Optional(
      Type.String({ description: 'The `next_cursor` of the page before' }),
    ),
    page_size: Type.Optional(PageSize),
  }),
  response: ListOf('user', User),
  source: 'Notion: reference/get-users',
})

export const getUser = endpoint({
  method: 'GET',
  path: '/v1/users/{user_id}',
  operationId: 'get-user',
  tag: 'Users',
  summary: 'Retrieve a user',
  auth: 'bearer',
  needs: seesPeople,
  params: Type.Object({ user_id: Uuid('The id of a member, a guest or a bot of the workspace') }),
  response: User,
  source: 'Notion: reference/get-user',
})
