import type { FileUploadAnswer } from '../../contract/objects/file-upload.js'
import { minuteOf } from '../../domain/content/minute.js'
import { type FileUpload, partsOf, sizeOf, statusOf } from '../../domain/files/file-upload.js'
import type { Call } from '../deps.js'

/** An upload as an answer shows it; one that comes in parts tells how many have come. */
export const answerUpload = async (call: Call, upload: FileUpload): Promise<FileUploadAnswer> => {
  const { fileUploadId: id, partCount, contentLength } = upload
  const status = statusOf(upload, call.clock())
  const isPending = status === 'pending'
  const sent =
    partCount === null || upload.state === 'uploaded'
      ? upload.parts
      : partsOf(await call.store.fileUploads.listParts(id))
  const address = `${call.origin}/v1/file_uploads/${id}`
  const isStarted = isPending && partCount !== null && sent.length > 0
  return {
    object: 'file_upload',
    id,
    created_time: minuteOf(upload.createdAt),
    created_by: { id: upload.createdBy, type: 'bot' },
    last_edited_time: minuteOf(upload.editedAt),
    expiry_time: upload.isAttached ? null : minuteOf(upload.expiresAt),
    ...(isPending && { upload_url: `${address}/send` }),
    ...(isStarted && { complete_url: `${address}/complete` }),
    in_trash: false,
    status,
    filename: upload.filename,
    content_type: upload.contentType,
    content_length: isStarted ? sizeOf(sent) : contentLength,
    ...(partCount !== null && { number_of_parts: { total: partCount, sent: sent.length } }),
    ...(upload.importResult && { file_import_result: upload.importResult }),
    archived: false,
  }
}
