import { type TBoolean, type TLiteral, type TOptional, type TSchema, Type } from '@sinclair/typebox'
import { endpoint } from './endpoint.js'
import { AcceptedTask } from './objects/async-task.js'
import { BlockRequests } from './objects/blocks.js'
import { PageSize } from './objects/list.js'
import { Cover, Icon } from './objects/media.js'
import { FilterProperties, PageAnswer } from './objects/page.js'
import { MoveParentRequest, PageParentRequest } from './objects/parent.js'
import { type PropertyType, propertyTypes, ValuesRequest } from './objects/properties.js'
import { Reference } from './objects/reference.js'
import { OneOf } from './objects/rich-text.js'
import { Exactly, Nullable, Shown, TimeZone, Uuid } from './schema.js'

const params = Type.Object({ page_id: Uuid('A page') })
const Answer = Type.Union([PageAnswer, Reference('page')])

const AfterBlock = Type.Object(
  {
    type: Type.Literal('after_block'),
    after_block: Type.Object({ id: Uuid('The sibling before') }, Exactly),
  },
  Exactly,
)

const allow_async = Type.Optional(
  Type.Boolean({ description: 'The answer may be a task to ask about: 202' }),
)

const timezone = Type.Optional(TimeZone)

const DefaultTemplate = Type.Object({ type: Type.Literal('default'), timezone }, Exactly)

const ChosenTemplate = Type.Object(
  {
    type: Type.Literal('template_id'),
    template_id: Uuid('A template of the data source, or any other page'),
    timezone,
  },
  Exactly,
)

export const createPage = endpoint({
  method: 'POST',
  path: '/v1/pages',
  operationId: 'post-page',
  tag: 'Pages',
  summary: 'Create a page',
  auth: 'bearer',
  needs: ['insert_content'],
  query: Type.Object({ filter_properties: Type.Optional(FilterProperties) }),
  body: Type.Object(
    {
      parent: Type.Optional(PageParentRequest),
      properties: Type.Optional(ValuesRequest),
      icon: Type.Optional(Nullable(Icon)),
      cover: Type.Optional(Nullable(Cover)),
      content: Type.Optional(BlockRequests),
      children: Type.Optional(BlockRequests),
      markdown: Type.Optional(
        Type.String({ description: 'The content as markdown, instead of `children`' }),
      ),
      allow_async,
      template: Type.Optional(
        Type.Union([
          Type.Object({ type: Type.Literal('none') }, Exactly),
          DefaultTemplate,
          ChosenTemplate,
        ]),
      ),
      position: Type.Optional(
        Type.Union([AfterBlock, Type.Object({ type: OneOf(['page_start', 'page_end']) }, Exactly)]),
      ),
      // Clients say that it is not in the trash (observed).
      in_trash: Type.Optional(Type.Literal(false)),
      archived: Type.Optional(Type.Literal(false)),
    },
    Exactly,
  ),
  response: Answer,
  accepted: AcceptedTask,
  source: 'Notion: reference/post-page',
})

export const getPage = endpoint({
  method: 'GET',
  path: '/v1/pages/{page_id}',
  operationId: 'retrieve-a-page',
  tag: 'Pages',
  summary: 'Retrieve a page',
  auth: 'bearer',
  needs: ['read_content'],
  params,
  query: Type.Object({ filter_properties: Type.Optional(FilterProperties) }),
  response: Answer,
  source: 'Notion: reference/retrieve-a-page',
})

export const updatePage = endpoint({
  method: 'PATCH',
  path: '/v1/pages/{page_id}',
  operationId: 'patch-page',
  tag: 'Pages',
  summary: 'Update a page',
  auth: 'bearer',
  needs: ['update_content'],
  params,
  query: Type.Object({ filter_properties: Type.Optional(FilterProperties) }),
  body: Type.Object(
    {
      properties: Type.Optional(ValuesRequest),
      icon: Type.Optional(Nullable(Icon)),
      cover: Type.Optional(Nullable(Cover)),
      is_locked: Type.Optional(Type.Boolean()),
      is_archived: Type.Optional(Type.Boolean()),
      template: Type.Optional(Type.Union([DefaultTemplate, ChosenTemplate])),
      erase_content: Type.Optional(Type.Boolean()),
      in_trash: Type.Optional(Type.Boolean()),
      archived: Type.Optional(Type.Boolean()),
      ...Shown('parent'),
    },
    Exactly,
  ),
  response: Answer,
  source: 'Notion: reference/patch-page',
})

export const movePage = endpoint({
  method: 'POST',
  path: '/v1/pages/{page_id}/move',
  operationId: 'move-page',
  tag: 'Pages',
  summary: 'Move a page',
  description: 'To the end of another page, or into a data source, as its newest row.',
  auth: 'bearer',
  needs: ['update_content'],
  params,
  body: Type.Object({ parent: MoveParentRequest }, Exactly),
  response: Answer,
  source: 'Notion: reference/move-page',
})

const PropertyItem = Type.Unsafe<PropertyItem>(
  Type.Object({
    object: Type.Literal('property_item'),
    type: OneOf(propertyTypes),
    id: Type.String(),
  }),
)

type PropertyItem = {
  readonly object: 'property_item'
  readonly type: PropertyType
  readonly id: string
} & Readonly<Record<string, unknown>>

const PropertyItems = Type.Object({
  object: Type.Literal('list'),
  results: Type.Array(PropertyItem),
  next_cursor: Nullable(Type.String()),
  has_more: Type.Boolean(),
  type: Type.Literal('property_item'),
  property_item: Type.Unsafe<Readonly<Record<string, unknown>>>(
    Type.Object({
      id: Type.String(),
      next_url: Nullable(Type.String()),
      type: OneOf(propertyTypes),
    }),
  ),
})

export const getPageProperty = endpoint({
  method: 'GET',
  path: '/v1/pages/{page_id}/properties/{property_id}',
  operationId: 'retrieve-a-page-property',
  tag: 'Pages',
  summary: 'Retrieve a page property item',
  auth: 'bearer',
  needs: ['read_content'],
  params: Type.Object({ page_id: Uuid('A page'), property_id: Type.String() }),
  query: Type.Object({
    start_cursor: Type.Optional(Type.String()),
    page_size: Type.Optional(PageSize),
  }),
  response: Type.Union([PropertyItem, PropertyItems]),
  source: 'Notion: reference/retrieve-a-page-property',
})

const PageMarkdown = Type.Object({
  object: Type.Literal('page_markdown'),
  id: Uuid('The page, or the block'),
  markdown: Type.String(),
  truncated: Type.Boolean({ description: 'Something was left out' }),
  unknown_block_ids: Type.Array(Type.String(), {
    maxItems: 100,
    description: 'What was left out: each can be asked for by itself',
  }),
})

export const getPageMarkdown = endpoint({
  method: 'GET',
  path: '/v1/pages/{page_id}/markdown',
  operationId: 'retrieve-page-markdown',
  tag: 'Pages',
  summary: 'Retrieve a page as markdown',
  auth: 'bearer',
  needs: ['read_content'],
  params,
  query: Type.Object({ include_transcript: Type.Optional(OneOf(['true', 'false'])) }),
  response: PageMarkdown,
  source: 'Notion: reference/retrieve-page-markdown',
})

const allow_deleting_content = Type.Optional(
  Type.Boolean({ description: 'Pages and databases inside may go to the trash' }),
)

const change = <Name extends string, T extends TSchema>(name: Name, schema: T) =>
  Type.Object(
    {
      type: Type.Literal(name),
      [name]: schema,
      allow_async,
    } as { type: TLiteral<Name>; allow_async: TOptional<TBoolean> } & Record<Name, T>,
    Exactly,
  )

const Selection = Type.String({
  minLength: 1,
  description: 'Text of the page, or its start and its end: `start...end`',
})

export const updatePageMarkdown = endpoint({
  method: 'PATCH',
  path: '/v1/pages/{page_id}/markdown',
  operationId: 'update-page-markdown',
  tag: 'Pages',
  summary: "Update a page's content as markdown",
  description: 'Blocks whose markdown stays the same stay as they are.',
  auth: 'bearer',
  needs: ['update_content'],
  params,
  body: Type.Union([
    change(
      'insert_content',
      Type.Object(
        {
          content: Type.String(),
          after: Type.Optional(Selection),
          position: Type.Optional(Type.Object({ type: OneOf(['start', 'end']) }, Exactly)),
        },
        Exactly,
      ),
    ),
    change(
      'replace_content_range',
      Type.Object(
        { content: Type.String(), content_range: Selection, allow_deleting_content },
        Exactly,
      ),
    ),
    change(
      'update_content',
      Type.Object(
        {
          content_updates: Type.Array(
            Type.Object(
              {
                old_str: Type.String({ minLength: 1 }),
                new_str: Type.String(),
                replace_all_matches: Type.Optional(Type.Boolean()),
              },
              Exactly,
            ),
            { maxItems: 100 },
          ),
          allow_deleting_content,
        },
        Exactly,
      ),
    ),
    change(
      'replace_content',
      Type.Object({ new_str: Type.String(), allow_deleting_content }, Exactly),
    ),
  ]),
  response: PageMarkdown,
  accepted: AcceptedTask,
  source: 'Notion: reference/update-page-markdown',
})
