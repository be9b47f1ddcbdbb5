import { Type } from '@sinclair/typebox'
import { endpoint } from './endpoint.js'
import { BlockAnswer, BlockRequests, BlockUpdate } from './objects/blocks.js'
import { ListOf, PageSize } from './objects/list.js'
import { Reference } from './objects/reference.js'
import { OneOf } from './objects/rich-text.js'
import { Exactly, Uuid } from './schema.js'

const params = Type.Object({ block_id: Uuid('A block, or a page: its content') })
const Answer = Type.Union([BlockAnswer, Reference('block')])
const Answers = ListOf('block', Answer)

export const getBlock = endpoint({
  method: 'GET',
  path: '/v1/blocks/{block_id}',
  operationId: 'retrieve-a-block',
  tag: 'Blocks',
  summary: 'Retrieve a block',
  auth: 'bearer',
  needs: ['read_content'],
  params,
  response: Answer,
  source: 'Notion: reference/retrieve-a-block',
})

export const updateBlock = endpoint({
  method: 'PATCH',
  path: '/v1/blocks/{block_id}',
  operationId: 'update-a-block',
  tag: 'Blocks',
  summary: 'Update a block',
  description: 'What is given replaces what was there. The type of a block and its children stay.',
  auth: 'bearer',
  needs: ['update_content'],
  params,
  body: BlockUpdate,
  response: Answer,
  source: 'Notion: reference/update-a-block',
})

export const deleteBlock = endpoint({
  method: 'DELETE',
  path: '/v1/blocks/{block_id}',
  operationId: 'delete-a-block',
  tag: 'Blocks',
  summary: 'Delete a block',
  description: 'Puts the block in the trash with everything below it.',
  auth: 'bearer',
  needs: ['update_content'],
  params,
  response: Answer,
  source: 'Notion: reference/delete-a-block',
})

export const listBlockChildren = endpoint({
  method: 'GET',
  path: '/v1/blocks/{block_id}/children',
  operationId: 'get-block-children',
  tag: 'Blocks',
  summary: 'Retrieve block children',
  auth: 'bearer',
  needs: ['read_content'],
  params,
  query: Type.Object({
    start_cursor: Type.Optional(Uuid('The first block of the page')),
    page_size: Type.Optional(PageSize),
  }),
  response: Answers,
  source: 'Notion: reference/get-block-children',
})

const AfterBlock = Type.Object(
  {
    type: Type.Literal('after_block'),
    after_block: Type.Object({ id: Uuid('The sibling before') }, Exactly),
  },
  Exactly,
)

export const appendBlockChildren = endpoint({
  method: 'PATCH',
  path: '/v1/blocks/{block_id}/children',
  operationId: 'patch-block-children',
  tag: 'Blocks',
  summary: 'Append block children',
  description: 'Up to 100 blocks with two levels below them, at the end or after a sibling.',
  auth: 'bearer',
  needs: ['insert_content'],
  params,
  body: Type.Object(
    {
      children: BlockRequests,
      after: Type.Optional(Uuid('The sibling before')),
      position: Type.Optional(
        Type.Union([AfterBlock, Type.Object({ type: OneOf(['start', 'end']) }, Exactly)]),
      ),
    },
    Exactly,
  ),
  response: Answers,
  source: 'Notion: reference/patch-block-children',
})
