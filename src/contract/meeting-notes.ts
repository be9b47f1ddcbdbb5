import { type TSchema, Type } from '@sinclair/typebox'
import { endpoint } from './endpoint.js'
import { BlockAnswer } from './objects/blocks.js'
import { OneOf } from './objects/rich-text.js'
import { Exactly } from './schema.js'

// Which operators and values fit a property is not refused: nothing is there for them to choose from.
const Condition = Type.Object(
  {
    property: Type.String(),
    filter: Type.Object({ operator: Type.String(), value: Type.Optional(Type.Unknown()) }, Exactly),
  },
  Exactly,
)

const combining = <T extends TSchema>(filter: T) =>
  Type.Object({ operator: OneOf(['and', 'or']), filters: Type.Array(filter) }, Exactly)

const Group = combining(Type.Union([combining(Condition), Condition]))

export const queryMeetingNotes = endpoint({
  method: 'POST',
  path: '/v1/blocks/meeting_notes/query',
  operationId: 'query-meeting-notes',
  tag: 'Blocks',
  summary: 'Query meeting notes',
  description: 'Always none: no meeting is recorded here.',
  auth: 'bearer',
  needs: ['read_content'],
  body: Type.Object(
    {
      filter: Type.Optional(
        Type.Object(
          {
            operator: OneOf(['and', 'or']),
            filters: Type.Optional(Type.Array(Type.Union([Group, Condition]))),
          },
          Exactly,
        ),
      ),
      sort: Type.Optional(
        Type.Array(
          Type.Object(
            {
              property: OneOf([
                'title',
                'attendees',
                'created_time',
                'created_by',
                'last_edited_time',
                'last_edited_by',
              ]),
              direction: OneOf(['ascending', 'descending']),
            },
            Exactly,
          ),
        ),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
    },
    Exactly,
  ),
  response: Type.Object({ results: Type.Array(BlockAnswer), has_more: Type.Boolean() }),
  source: 'Notion: reference/query-meeting-notes',
})
