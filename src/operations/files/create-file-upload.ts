import { ApiError } from '../../contract/errors.js'
import { refuseImport, UPLOAD_LIFETIME, uploadFrom } from '../../domain/files/file-upload.js'
import { RemoteFault } from '../../domain/files/remote-fault.js'
import { timeOrdered } from '../../lib/uuid.js'
import { type Call, newId } from '../deps.js'
import type { Operation } from '../operation.js'
import { answerUpload } from './answer.js'

/**
 * Begins an upload, which waits an hour for its bytes. Errors: `validation_error`. Notion: reference/create-file.
 */
export const createFileUpload: Operation<'createFileUpload'> = async (call, { bot }, { body }) => {
  const described = uploadFrom(body)
  if (body.external_url !== undefined) await refuseUnfetchable(call, body.external_url)
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

/** Says at once what can be known at once. Errors: `validation_error`. */
const refuseUnfetchable = async (
  { remoteFiles, settings }: Call,
  externalUrl: string,
): Promise<void> => {
  try {
    const heading = await remoteFiles.probe(externalUrl)
    if (heading) refuseImport(heading.contentType, heading.size, settings.files.maxSize)
  } catch (fault) {
    if (!(fault instanceof RemoteFault)) throw fault
    throw new ApiError('validation_error', fault.message)
  }
}
