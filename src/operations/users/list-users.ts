import { ApiError } from '../../contract/errors.js'
import { dashed, isUuid } from '../../lib/uuid.js'
import type { Operation } from '../operation.js'
import { presentUser } from './present.js'

const DEFAULT_PAGE_SIZE = 100

/**
 * Members and bots of the workspace, oldest first. The cursor is the id of the first user of the next page.
 * Errors: `validation_error` for a cursor that names nobody. Notion: reference/get-users.
 */
export const listUsers: Operation<'listUsers'> = async (
  { store, settings },
  { party },
  { query },
) => {
  const size = query.page_size || DEFAULT_PAGE_SIZE
  const cursor = query.start_cursor
  const first =
    cursor !== undefined && isUuid(cursor)
      ? await store.workspaces.findUser(party.workspaceId, dashed(cursor))
      : undefined
  if (cursor !== undefined && !first) {
    throw new ApiError('validation_error', `The start_cursor provided is invalid: ${cursor}`)
  }
  const from = first && { at: first.createdAt, id: first.id }
  const users = await store.workspaces.listUsers(party.workspaceId, size + 1, from)
  return {
    object: 'list',
    results: users
      .slice(0, size)
      .map((user) => presentUser(user, party.capabilities, settings.files)),
    next_cursor: users[size]?.id ?? null,
    has_more: users.length > size,
    type: 'user',
    user: {},
  }
}
