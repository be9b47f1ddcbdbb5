import type {
  FileUpload,
  FileUploadStatus,
  SentPart,
  StoredPart,
} from '../domain/files/file-upload.js'

/** What an upload is once its bytes are there. */
export type ReceivedFile = Pick<FileUpload, 'filename' | 'contentType' | 'importResult'> & {
  readonly parts: readonly StoredPart[]
}

/**
 * Uploads, and the keys of all bytes that were ever begun to be written for one, so that none is left behind.
 * Times are in milliseconds.
 */
export type FileUploadStore = {
  find(fileUploadId: string): Promise<FileUpload | undefined>
  findMany(fileUploadIds: readonly string[]): Promise<FileUpload[]>
  /** Those of a bot, newest first, from one on. */
  list(
    botId: string,
    now: number,
    limit: number,
    filter: {
      readonly status?: FileUploadStatus | undefined
      readonly fromId?: string | undefined
    },
  ): Promise<FileUpload[]>
  create(upload: FileUpload): Promise<void>
  /** Notes a key before bytes are written under it. */
  beginObject(fileUploadId: string, key: string, now: number): Promise<void>
  /** Counts written bytes as a part. `false`: the upload takes none any more. */
  addPart(fileUploadId: string, part: SentPart, now: number): Promise<boolean>
  /** Every part that was sent, those that were replaced included. */
  listParts(fileUploadId: string): Promise<SentPart[]>
  /** Makes a pending upload an uploaded one. `false`: it is pending no more. */
  receive(fileUploadId: string, file: ReceivedFile, now: number): Promise<boolean>
  /** Makes a pending upload a failed one. */
  fail(
    fileUploadId: string,
    importResult: FileUpload['importResult'],
    now: number,
  ): Promise<boolean>
  /** Keeps an uploaded file for good. `false`: it has expired. */
  attach(fileUploadId: string, now: number): Promise<boolean>
  /** Imports that wait, oldest first. */
  listImports(now: number, limit: number): Promise<FileUpload[]>
  /** Keys of bytes that nothing needs: of uploads that expired before a time or failed, and of parts that were replaced. */
  listDeadObjects(before: number, limit: number): Promise<string[]>
  /** Forgets keys whose bytes have been removed. */
  forgetObjects(keys: readonly string[]): Promise<void>
  /** Forgets uploads that came to nothing before a time, and answers how many. */
  removeDead(before: number, limit: number): Promise<number>
}
