import type { FileUpload } from '../../domain/files/file-upload.js'
import { dashed } from '../../lib/uuid.js'
import { notFound } from '../content/viewer.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'

/** An upload that the bot itself made: those of others do not exist for it. Errors: `object_not_found`. */
export const getOwnUpload = async (
  { store }: Call,
  bearer: Bearer,
  id: string,
): Promise<FileUpload> => {
  const fileUploadId = dashed(id)
  const upload = await store.fileUploads.find(fileUploadId)
  if (upload?.createdBy === bearer.bot.botId) return upload
  throw notFound('file_upload', fileUploadId, bearer)
}
