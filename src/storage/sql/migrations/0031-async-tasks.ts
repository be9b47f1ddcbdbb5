import type { Migration } from '../database.js'

export const asyncTasks: Migration = {
  name: '0031-async-tasks',
  statements: [
    `create table async_tasks (
      task_id text primary key,
      workspace_id text not null,
      bot_id text not null,
      operation text not null,
      created_at bigint not null,
      result text not null
    )`,
    'create index async_tasks_by_age on async_tasks (created_at, task_id)',
  ],
}
