import { Type } from '@sinclair/typebox'
import { endpoint } from './endpoint.js'
import { DataSourceAnswer } from './objects/database.js'
import { FoundList, PageSize } from './objects/list.js'
import { PageAnswer } from './objects/page.js'
import { OneOf } from './objects/rich-text.js'
import { Exactly, Unlisted, Uuid } from './schema.js'

const in_trash = Type.Boolean({
  description: 'What lies in the trash, instead of what does not',
})

export const search = endpoint({
  method: 'POST',
  path: '/v1/search',
  operationId: 'post-search',
  tag: 'Search',
  summary: 'Search by title',
  description:
    'Whatever is shared and has one of the words of `query` in its title, the last edited first.',
  auth: 'bearer',
  needs: ['read_content'],
  body: Type.Object(
    {
      query: Type.Optional(Type.String({ description: 'Words; none find everything' })),
      sort: Type.Optional(
        Type.Union([
          Type.Object(
            {
              // The operation refuses any other, in words of its own.
              timestamp: Type.String({ enum: ['last_edited_time'] }),
              direction: Type.Optional(OneOf(['ascending', 'descending'])),
            },
            Exactly,
          ),
          Type.Object({ property: Type.Literal('relevance') }, { ...Exactly, ...Unlisted }),
        ]),
      ),
      filter: Type.Optional(
        Type.Union([
          Type.Object(
            {
              property: Type.Literal('object'),
              value: OneOf(['page', 'data_source']),
              in_trash: Type.Optional(in_trash),
            },
            Exactly,
          ),
          Type.Object({ in_trash }, { ...Exactly, ...Unlisted }),
        ]),
      ),
      start_cursor: Type.Optional(Uuid('The first result of the page')),
      page_size: Type.Optional(PageSize),
    },
    Exactly,
  ),
  response: FoundList(Type.Union([PageAnswer, DataSourceAnswer])),
  source: 'Notion: reference/post-search',
})
