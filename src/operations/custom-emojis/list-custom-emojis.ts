import { ApiError } from '../../contract/errors.js'
import { pictureOf } from '../../domain/content/custom-emoji.js'
import { dashed } from '../../lib/uuid.js'
import { viewerOf } from '../content/viewer.js'
import type { Operation } from '../operation.js'

const DEFAULT_PAGE_SIZE = 100

/**
 * The custom emojis of the workspace, or those of a name. The cursor is the id of the next one. Errors:
 * `validation_error` for a cursor that names none. Notion: reference/list-custom-emojis.
 */
export const listCustomEmojis: Operation<'listCustomEmojis'> = async (call, bearer, { query }) => {
  const { workspaceId } = viewerOf(bearer)
  const { name, page_size: size = DEFAULT_PAGE_SIZE, start_cursor } = query
  const from = start_cursor && dashed(start_cursor)
  const found = await call.store.customEmojis.list(workspaceId, size + 1, { name, from })
  if (!found) {
    throw new ApiError('validation_error', `The start_cursor provided is invalid: ${start_cursor}`)
  }
  const shown = found.slice(0, size)
  return {
    object: 'list',
    type: 'custom_emoji',
    results: shown.map((emoji) => ({ ...emoji, url: pictureOf(emoji, call.origin) })),
    has_more: found.length > size,
    next_cursor: found[size]?.id ?? null,
  }
}
