import { ApiError } from '../../contract/errors.js'
import type { Attachment } from '../../domain/content/comment.js'
import type { Files, StoredFile } from '../../domain/content/media.js'
import { linkedFile } from '../../domain/files/file-link.js'
import { type FileUpload, statusOf } from '../../domain/files/file-upload.js'
import { categoryOf, type FileUse, fits } from '../../domain/files/file-use.js'
import { isUuid } from '../../lib/uuid.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'

const invalid = (text: string): ApiError => new ApiError('validation_error', text)

/**
 * Looks up the uploaded files that a request names, and keeps them for good. Errors: `validation_error` for one that is
 * not uploaded, has expired, belongs to another integration, or may not stand where the request puts it.
 */
export const attachFiles = async (
  call: Call,
  bearer: Bearer,
  uses: readonly FileUse[],
): Promise<Files> => {
  const ids = new Map(uses.map(({ name }) => [name, idOf(call, name)]))
  const uploads = await usableUploads(call, bearer, ids)
  const files = new Map<string, StoredFile>()
  for (const { name, place } of uses) {
    const upload = uploads.get(ids.get(name) ?? '')
    if (!upload) continue
    const { fileUploadId, filename, contentType } = upload
    if (!fits(contentType ?? '', place)) {
      throw invalid(
        `The file upload with ID ${fileUploadId} has the content type ${contentType}, which cannot be used as ${place}.`,
      )
    }
    files.set(name, { type: 'file', fileUploadId, name: filename ?? '' })
  }
  await keep(call, bearer, uploads)
  return files
}

/** The same for a comment, where any file may stand. */
export const attachToComment = async (
  call: Call,
  bearer: Bearer,
  ids: readonly string[],
): Promise<Attachment[]> => {
  const uploads = await usableUploads(call, bearer, new Map(ids.map((id) => [id, id])))
  await keep(call, bearer, uploads)
  return ids.flatMap((id) => {
    const { filename, contentType } = uploads.get(id) ?? {}
    const file = { type: 'file' as const, fileUploadId: id, name: filename ?? '' }
    return { category: categoryOf(contentType ?? ''), file }
  })
}

const keep = async (
  call: Call,
  bearer: Bearer,
  uploads: ReadonlyMap<string, FileUpload>,
): Promise<void> => {
  for (const fileUploadId of uploads.keys()) {
    if (!(await call.store.fileUploads.attach(fileUploadId, call.clock()))) {
      throw unusable(fileUploadId, bearer)
    }
  }
}

/** An id, or the address of a file of ours, which proves that it was shown. */
const idOf = ({ settings }: Call, name: string): string => {
  if (isUuid(name)) return name
  const id = linkedFile(name, settings.files.linkKey)
  if (id !== undefined) return id
  throw invalid(
    'A file.url should be the address of a file of this workspace as an answer showed it. Give other addresses as external.url.',
  )
}

const unusable = (fileUploadId: string, { bot }: Bearer): ApiError =>
  new ApiError(
    'object_not_found',
    `Could not find file_upload with ID: ${fileUploadId}. Confirm the status of the file upload is \`uploaded\` and that your integration has capabilities to update or insert content.`,
    { integration_id: bot.botId },
  )

/** Uploads by their ids, as they are before they are kept. */
const usableUploads = async (
  call: Call,
  bearer: Bearer,
  ids: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, FileUpload>> => {
  const found = await call.store.fileUploads.findMany([...new Set(ids.values())])
  const uploads = new Map(found.map((upload) => [upload.fileUploadId, upload]))
  for (const [name, id] of ids) {
    const upload = uploads.get(id)
    const { bot } = bearer
    const isMine =
      name === id ? upload?.createdBy === bot.botId : upload?.workspaceId === bot.workspaceId
    const isReady = upload && isMine && statusOf(upload, call.clock()) === 'uploaded'
    if (!isReady) throw unusable(id, bearer)
  }
  return uploads
}
