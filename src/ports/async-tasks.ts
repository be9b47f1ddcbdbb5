/** A request that was answered before its outcome was asked for. */
export type AsyncTask = {
  /** UUID. */
  readonly taskId: string
  readonly workspaceId: string
  /** Who asked, and alone may know. */
  readonly botId: string
  /** The method and the path, such as `POST /v1/pages`. */
  readonly operation: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** What the answer would have been. */
  readonly result: object
}

export type AsyncTaskStore = {
  insert(task: AsyncTask): Promise<void>
  /** A task of a bot that was made after a time. */
  find(botId: string, taskId: string, after: number): Promise<AsyncTask | undefined>
  /** Removes tasks made at or before a time, and answers how many. */
  removeOld(before: number, limit: number): Promise<number>
}
