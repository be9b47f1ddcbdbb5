import { ApiError } from '../../contract/errors.js'
import {
  describedBy,
  type FileHeading,
  type FileUpload,
  MAX_PART,
  partNumberIn,
  partsOf,
  refuseBytes,
  refuseSize,
  sizeOf,
  tooLarge,
} from '../../domain/files/file-upload.js'
import type { Call } from '../deps.js'
import type { Operation } from '../operation.js'
import { answerUpload } from './answer.js'
import { getOwnUpload } from './find.js'
import { discard, type Received, receiveBytes } from './receive-bytes.js'

/**
 * Takes the bytes of a file, or of one part of it; a part that is sent again replaces the one before.
 * Errors: `object_not_found`, `validation_error`. Notion: reference/upload-file.
 */
export const sendFileUpload: Operation<'sendFileUpload'> = async (
  call,
  bearer,
  { params, form },
) => {
  const upload = await getOwnUpload(call, bearer, params.file_upload_id)
  refuseBytes(upload, call.clock())
  const limit = Math.min(MAX_PART, call.settings.files.maxSize)
  const { taken, fields } = await form.receive(async ({ bytes, ...heading }) => ({
    heading,
    received: await receiveBytes(call, upload.fileUploadId, bytes, limit),
  }))
  try {
    await keep(call, upload, taken.received, taken.heading, fields.get('part_number'))
  } catch (fault) {
    await discard(call, taken.received.key)
    throw fault
  }
  return answerUpload(call, await getOwnUpload(call, bearer, upload.fileUploadId))
}

const keep = async (
  call: Call,
  upload: FileUpload,
  received: Received,
  heading: FileHeading,
  partNumber: string | undefined,
): Promise<void> => {
  const { fileUploads } = call.store
  const { fileUploadId } = upload
  const { maxSize } = call.settings.files
  const number = partNumberIn(upload, partNumber)
  refuseSize(upload, number, received.size, maxSize)
  const described = describedBy(upload, heading)
  if (number === null) {
    const file = { ...described, importResult: null, parts: [received] }
    if (await fileUploads.receive(fileUploadId, file, call.clock())) return
  } else {
    const sent = partsOf(await fileUploads.listParts(fileUploadId))
    const others = sizeOf(sent.filter((part) => part.number !== number))
    if (others + received.size > maxSize) throw tooLarge(maxSize)
    if (await fileUploads.addPart(fileUploadId, { ...received, number }, call.clock())) return
  }
  throw new ApiError(
    'validation_error',
    `The file upload with ID ${fileUploadId} is not pending any more: nothing more can be sent to it.`,
  )
}
