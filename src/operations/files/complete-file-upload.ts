import { completed } from '../../domain/files/file-upload.js'
import { contend } from '../contend.js'
import type { Operation } from '../operation.js'
import { answerUpload } from './answer.js'
import { getOwnUpload } from './find.js'

/**
 * Makes the parts of an upload one file. Errors: `object_not_found`, `validation_error` while parts are missing.
 * Notion: reference/complete-file-upload.
 */
export const completeFileUpload: Operation<'completeFileUpload'> = async (
  call,
  bearer,
  { params },
) => {
  const { fileUploads } = call.store
  const { maxSize } = call.settings.files
  const fileUploadId = await contend(async () => {
    const upload = await getOwnUpload(call, bearer, params.file_upload_id)
    const now = call.clock()
    const sent = await fileUploads.listParts(upload.fileUploadId)
    const parts = completed(upload, sent, now, maxSize)
    const done = await fileUploads.receive(upload.fileUploadId, { ...upload, parts }, now)
    return done ? upload.fileUploadId : undefined
  })
  return answerUpload(call, await getOwnUpload(call, bearer, fileUploadId))
}
