import { type Static, Type } from '@sinclair/typebox'
import { OneOf } from './rich-text.js'

const operation = Type.Object({ surface: Type.Literal('rest'), name: Type.String() })

/** That a request was taken and will be carried out. */
export const AcceptedTask = Type.Object({
  object: Type.Literal('async_task'),
  id: Type.String(),
  status: OneOf(['queued', 'running', 'retrying']),
  status_url: Type.String(),
  created_time: Type.String(),
  poll_after_seconds: Type.Integer({ minimum: 1 }),
  operation,
})

const SucceededTask = Type.Object({
  object: Type.Literal('async_task'),
  id: Type.String(),
  status: Type.Literal('succeeded'),
  status_url: Type.String(),
  created_time: Type.String(),
  operation,
  result: Type.Record(Type.String(), Type.Unknown()),
})

/** Notion: reference/retrieve-async-task. */
export const AsyncTaskAnswer = Type.Union([SucceededTask, AcceptedTask])

export type AcceptedTask = Static<typeof AcceptedTask>
