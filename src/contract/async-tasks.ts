import { Type } from '@sinclair/typebox'
import { endpoint } from './endpoint.js'
import { AsyncTaskAnswer } from './objects/async-task.js'

export const getAsyncTask = endpoint({
  method: 'GET',
  path: '/v1/async_tasks/{task_id}',
  operationId: 'retrieve-async-task',
  tag: 'Async tasks',
  summary: 'Retrieve an async task',
  auth: 'bearer',
  params: Type.Object({ task_id: Type.String() }),
  response: AsyncTaskAnswer,
  source: 'Notion: reference/retrieve-async-task',
})
