import { dashed } from '../../lib/uuid.js'
import type { Operation } from '../operation.js'
import { answerUpload } from './answer.js'

const DEFAULT_PAGE_SIZE = 100

/**
 * The bot's own uploads, newest first. The cursor is the id of the first one of the next page.
 * Notion: reference/list-file-uploads.
 */
export const listFileUploads: Operation<'listFileUploads'> = async (call, { bot }, { query }) => {
  const size = query.page_size ?? DEFAULT_PAGE_SIZE
  const fromId = query.start_cursor && dashed(query.start_cursor)
  const found = await call.store.fileUploads.list(bot.botId, call.clock(), size + 1, {
    status: query.status,
    fromId,
  })
  const shown = found.slice(0, size)
  return {
    object: 'list',
    results: await Promise.all(shown.map((upload) => answerUpload(call, upload))),
    next_cursor: found[size]?.fileUploadId ?? null,
    has_more: found.length > size,
    type: 'file_upload',
    file_upload: {},
  }
}
