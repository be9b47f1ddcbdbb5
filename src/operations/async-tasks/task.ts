import type { AcceptedTask } from '../../contract/objects/async-task.js'
import type { AsyncTask } from '../../ports/async-tasks.js'
import { type Call, newId } from '../deps.js'
import type { Bearer } from '../operation.js'

/** How long the outcome of a task can be asked for, in milliseconds. */
export const TASK_LIFETIME = 86_400_000

const POLL_AFTER_SECONDS = 2

/** What says which task it is. */
export const identityOf = ({ taskId, operation, createdAt }: AsyncTask, origin: string) => {
  const id = `task_${taskId.replaceAll('-', '')}`
  return {
    id,
    status_url: `${origin}/v1/async_tasks/${id}`,
    created_time: new Date(createdAt).toISOString(),
    operation: { surface: 'rest' as const, name: operation },
  }
}

/**
 * Answers a request that allows to be carried out later. It has been by then, so that nothing that was accepted can be
 * lost or fail; the client finds that out when it polls. Notion: reference/retrieve-async-task.
 */
export const accept = async (
  call: Call,
  { bot: { workspaceId, botId } }: Bearer,
  operation: string,
  answer: { readonly object: string; readonly id: string },
): Promise<AcceptedTask> => {
  const { object: named, id: ofAnswer, ...rest } = answer
  const result = { ...rest, id: ofAnswer, object: named }
  const createdAt = call.clock()
  const task = { taskId: newId(call), workspaceId, botId, operation, createdAt, result }
  await call.store.asyncTasks.insert(task)
  const { id, status_url, created_time, operation: asked } = identityOf(task, call.origin)
  return {
    object: 'async_task',
    id,
    status: 'queued',
    status_url,
    created_time,
    poll_after_seconds: POLL_AFTER_SECONDS,
    operation: asked,
  }
}
