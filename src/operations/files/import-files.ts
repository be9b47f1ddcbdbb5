import {
  describedBy,
  type FileSettings,
  type FileUpload,
  refuseImport,
} from '../../domain/files/file-upload.js'
import { importErrorFrom, importTimeOf } from '../../domain/files/remote-fault.js'
import type { Deps } from '../deps.js'
import { discard, receiveBytes } from './receive-bytes.js'

/** How many files are fetched at once. */
const AT_ONCE = 4

/**
 * Fetches the files that wait to be imported, a few at a time, and answers how many. What is broken off by the signal,
 * or by the end of the server, waits on and is begun again.
 */
export const importFiles = async (deps: Deps, signal: AbortSignal): Promise<number> => {
  const waiting = await deps.store.fileUploads.listImports(deps.clock(), AT_ONCE)
  await Promise.all(waiting.map((upload) => importFile(deps, upload, signal)))
  return waiting.length
}

const importFile = async (deps: Deps, upload: FileUpload, signal: AbortSignal): Promise<void> => {
  const { store, clock, settings } = deps
  const { fileUploadId } = upload
  try {
    await fetchFile(deps, upload, settings.files, signal)
  } catch (fault) {
    if (signal.aborted) return
    await store.fileUploads.fail(fileUploadId, importErrorFrom(fault, clock()), clock())
  }
}

const fetchFile = async (
  deps: Deps,
  upload: FileUpload,
  { maxSize }: FileSettings,
  signal: AbortSignal,
): Promise<void> => {
  const { store, clock, remoteFiles } = deps
  const { fileUploadId } = upload
  const externalUrl = upload.externalUrl ?? ''
  const { bytes, contentType, size } = await remoteFiles.open(externalUrl, signal)
  refuseImport(contentType, size, maxSize)
  const described = describedBy(upload, { contentType, filename: lastPartOf(externalUrl) })
  const received = await receiveBytes(deps, fileUploadId, bytes, maxSize)
  const now = clock()
  const importResult = { type: 'success' as const, success: {}, imported_time: importTimeOf(now) }
  const file = { ...described, importResult, parts: [received] }
  if (!(await store.fileUploads.receive(fileUploadId, file, now))) {
    await discard(deps, received.key)
  }
}

const lastPartOf = (url: string): string => {
  const part = new URL(url).pathname.split('/').at(-1) ?? ''
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
