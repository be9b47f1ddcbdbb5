import { dashed, isUuid } from '../../lib/uuid.js'
import { notFound } from '../content/viewer.js'
import type { Operation } from '../operation.js'
import { identityOf, TASK_LIFETIME } from './task.js'

/** What became of a request that was accepted, for a day. Errors: `object_not_found`. Notion: reference/retrieve-async-task. */
export const getAsyncTask: Operation<'getAsyncTask'> = async (call, bearer, { params }) => {
  const given = params.task_id.replace(/^task_/, '')
  const after = call.clock() - TASK_LIFETIME
  const task = isUuid(given)
    ? await call.store.asyncTasks.find(bearer.bot.botId, dashed(given), after)
    : undefined
  if (!task) throw notFound('async_task', params.task_id, bearer)
  const { id, status_url, created_time, operation } = identityOf(task, call.origin)
  return {
    object: 'async_task',
    id,
    status: 'succeeded',
    status_url,
    created_time,
    operation,
    result: task.result as Record<string, unknown>,
  }
}
