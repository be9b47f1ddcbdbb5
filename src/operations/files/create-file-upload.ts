import { UPLOAD_LIFETIME, uploadFrom } from '../../domain/files/file-upload.js'
import { timeOrdered } from '../../lib/uuid.js'
import { newId } from '../deps.js'
import type { Operation } from '../operation.js'
import { answerUpload } from './answer.js'

/**
 * Begins an upload, which waits an hour for its bytes. Errors: `validation_error`. Notion: reference/create-file.
 */
export const createFileUpload: Operation<'createFileUpload'> = async (call, { bot }, { body }) => {
  const described = uploadFrom(body)
  const now = call.clock()
  const upload = {
    ...described,
    fileUploadId: timeOrdered(now, newId(call), 8),
    workspaceId: bot.workspaceId,
    createdBy: bot.botId,
    state: 'pending' as const,
    contentLength: null,
    importResult: null,
    parts: [],
    createdAt: now,
    editedAt: now,
    expiresAt: now + UPLOAD_LIFETIME,
    isAttached: false,
  }
  await call.store.fileUploads.create(upload)
  return answerUpload(call, upload)
}
