import type { AsyncTask, AsyncTaskStore } from '../../ports/async-tasks.js'
import type { Database } from './database.js'
import { statement, write } from './statement.js'

type TaskRow = Omit<AsyncTask, 'result'> & { readonly result: string }

const insert = statement<TaskRow>(
  'insert_async_task',
  `insert into async_tasks (task_id, workspace_id, bot_id, operation, created_at, result)
   values (:taskId, :workspaceId, :botId, :operation, :createdAt, :result)`,
)

const find = statement<{ botId: string; taskId: string; after: number }, TaskRow>(
  'find_async_task',
  `select task_id as "taskId", workspace_id as "workspaceId", bot_id as "botId",
     operation as "operation", created_at as "createdAt", result as "result"
   from async_tasks where task_id = :taskId and bot_id = :botId and created_at > :after`,
)

const listOld = statement<{ before: number; limit: number }, { id: string }>(
  'list_old_async_tasks',
  `select task_id as "id" from async_tasks where created_at <= :before
   order by created_at, task_id limit :limit`,
)

const remove = statement<{ ids: readonly string[] }>(
  'remove_async_tasks',
  'delete from async_tasks where task_id in (:ids...)',
)

export const createAsyncTaskStore = (db: Database): AsyncTaskStore => ({
  async insert(task) {
    await db.commit(write(insert, { ...task, result: JSON.stringify(task.result) }))
  },

  async find(botId, taskId, after) {
    const row = await db.get(find, { botId, taskId, after })
    return row && { ...row, result: JSON.parse(row.result) }
  },

  async removeOld(before, limit) {
    const ids = (await db.all(listOld, { before, limit })).map(({ id }) => id)
    if (ids.length > 0) await db.commit(write(remove, { ids }))
    return ids.length
  },
})
