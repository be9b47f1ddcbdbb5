import { Type } from '@sinclair/typebox'
import { endpoint } from './endpoint.js'
import { CustomEmojiAnswer } from './objects/custom-emoji.js'
import { Nullable, Uuid } from './schema.js'

export const listCustomEmojis = endpoint({
  method: 'GET',
  path: '/v1/custom_emojis',
  operationId: 'list-custom-emojis',
  tag: 'Custom emojis',
  summary: 'List custom emojis',
  auth: 'bearer',
  needs: ['read_content'],
  query: Type.Object({
    name: Type.Optional(Type.String({ description: 'The whole name' })),
    start_cursor: Type.Optional(Uuid('The first custom emoji of the page')),
    page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  response: Type.Object({
    object: Type.Literal('list'),
    type: Type.Literal('custom_emoji'),
    results: Type.Array(CustomEmojiAnswer),
    has_more: Type.Boolean(),
    next_cursor: Nullable(Type.String()),
  }),
  source: 'Notion: reference/list-custom-emojis',
})
