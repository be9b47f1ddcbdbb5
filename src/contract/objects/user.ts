import { Type } from '@sinclair/typebox'
import { Nullable, Uuid } from '../schema.js'

const id = Uuid('The id of the user')

/** All that is told of a user where the token may not see people. */
export const UserReference = Type.Object({ object: Type.Literal('user'), id })

/** A human member or guest. Key order as recorded (contract §6). */
export const PersonUser = Type.Object({
  object: Type.Literal('user'),
  id,
  name: Nullable(Type.String()),
  avatar_url: Nullable(Type.String()),
  type: Type.Literal('person'),
  person: Type.Object({ email: Type.Optional(Type.String()) }),
})

const BotOwner = Type.Union([
  Type.Object({ type: Type.Literal('workspace'), workspace: Type.Literal(true) }),
  Type.Object({ type: Type.Literal('user'), user: Type.Union([PersonUser, UserReference]) }),
])

/** An integration as it appears in one workspace. */
export const BotUser = Type.Object({
  object: Type.Literal('user'),
  id,
  name: Nullable(Type.String()),
  avatar_url: Nullable(Type.String()),
  type: Type.Literal('bot'),
  bot: Type.Object({
    owner: BotOwner,
    workspace_name: Nullable(Type.String()),
    workspace_id: Uuid('The workspace that the bot works in'),
    workspace_limits: Type.Object({ max_file_upload_size_in_bytes: Type.Integer() }),
  }),
})

export const User = Type.Union([PersonUser, BotUser])
