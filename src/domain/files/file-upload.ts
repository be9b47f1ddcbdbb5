import { ApiError } from '../../contract/errors.js'
import { bareType, extensionFor, typesOfName } from '../../contract/objects/file-types.js'
import type { ImportResultAnswer } from '../../contract/objects/file-upload.js'

export type FileUploadMode = 'single_part' | 'multi_part' | 'external_url'

export type FileUploadStatus = 'pending' | 'uploaded' | 'expired' | 'failed'

/** Bytes as they lie in the object store. */
export type StoredPart = { readonly key: string; readonly size: number }

/** A part that has been sent; of several with one number the newest counts. */
export type SentPart = StoredPart & { readonly number: number }

export type FileUpload = {
  readonly fileUploadId: string
  readonly workspaceId: string
  /** The bot that made it. */
  readonly createdBy: string
  readonly mode: FileUploadMode
  /** What was last written; a pending one, or one that nobody attached, expires by itself. */
  readonly state: Exclude<FileUploadStatus, 'expired'>
  readonly filename: string | null
  readonly contentType: string | null
  /** Bytes, once all have come. */
  readonly contentLength: number | null
  /** How many parts are to come; null: the file comes in one. */
  readonly partCount: number | null
  readonly externalUrl: string | null
  readonly importResult: ImportResultAnswer | null
  /** The bytes in order, once all have come. */
  readonly parts: readonly StoredPart[]
  /** Milliseconds. */
  readonly createdAt: number
  readonly editedAt: number
  readonly expiresAt: number
  /** It stands somewhere, and so stays for good. */
  readonly isAttached: boolean
}

/** What holds for all files of a server. */
export type FileSettings = {
  /** The most that a file may have, in bytes. */
  readonly maxSize: number
  /** Signs the addresses of files. */
  readonly linkKey: string
}

const MIB = 1024 * 1024

/** How long an upload waits for its bytes and for being attached, in milliseconds. Contract §12. */
export const UPLOAD_LIFETIME = 3_600_000

/** The most that one request may carry, in bytes. Contract §12. */
export const MAX_PART = 20 * MIB

/** The least that a part has unless it is the last one, in bytes. Contract §12. */
export const MIN_PART = 5 * MIB

const MAX_NAME_BYTES = 900

export const statusOf = (upload: FileUpload, now: number): FileUploadStatus => {
  const { state, isAttached, expiresAt } = upload
  return state !== 'failed' && !isAttached && expiresAt <= now ? 'expired' : state
}

const invalid = (text: string): ApiError => new ApiError('validation_error', text)

const shouldBe = (path: string, expected: string, found: unknown): ApiError => {
  const shown = found === undefined ? 'undefined' : JSON.stringify(found)
  return invalid(`body failed validation: ${path} should be ${expected}, instead was \`${shown}\`.`)
}

export type CreateFileUploadRequest = {
  readonly mode?: FileUploadMode
  readonly filename?: string
  readonly content_type?: string
  readonly number_of_parts?: number
  readonly external_url?: string
}

/** What a request makes of an upload. Errors: `validation_error`. Contract §12. */
export const uploadFrom = (
  request: CreateFileUploadRequest,
): Pick<FileUpload, 'mode' | 'filename' | 'contentType' | 'partCount' | 'externalUrl'> => {
  const { mode = 'single_part', number_of_parts: partCount, external_url: externalUrl } = request
  const required = { multi_part: ['filename', 'number_of_parts'], external_url: ['external_url'] }
  const fields = mode === 'single_part' ? [] : required[mode]
  for (const field of fields) {
    if (request[field as keyof CreateFileUploadRequest] === undefined) {
      throw shouldBe(`body.${field}`, 'defined', undefined)
    }
  }
  for (const field of ['number_of_parts', 'external_url'] as const) {
    if (request[field] !== undefined && !fields.includes(field)) {
      throw shouldBe(`body.${field}`, 'not present', request[field])
    }
  }
  return {
    mode,
    ...nameAndType(request.filename ?? null, request.content_type ?? null),
    partCount: partCount ?? null,
    externalUrl: externalUrl ?? null,
  }
}

type Description = Pick<FileUpload, 'filename' | 'contentType'>

/** Each gives the other what it lacks; together they must agree. Errors: `validation_error`. */
export const nameAndType = (filename: string | null, contentType: string | null): Description => {
  const type = contentType === null ? null : bareType(contentType)
  if (type !== null && extensionFor(type) === undefined) {
    throw invalid(`The content type ${type} is not supported for the File Upload API.`)
  }
  if (filename === null) return { filename, contentType: type }
  refuseName(filename)
  const types = typesOfName(filename)
  if (types === undefined) {
    if (type !== null && !/[^.]\.[a-z0-9]{1,10}$/i.test(filename)) {
      return { filename: `${filename}.${extensionFor(type)}`, contentType: type }
    }
    throw invalid(
      'Provided `filename` has an extension that is not supported for the File Upload API.',
    )
  }
  if (type !== null && !types.includes(type)) {
    throw invalid(
      `The content type ${JSON.stringify(type)} of the file upload does not match the extension of its filename ${JSON.stringify(filename)}.`,
    )
  }
  return { filename, contentType: type ?? types[0] ?? null }
}

const refuseName = (filename: string): void => {
  const bytes = Buffer.byteLength(filename)
  if (bytes <= MAX_NAME_BYTES) return
  throw invalid(
    `The filename of the file upload should have ≤ \`${MAX_NAME_BYTES}\` bytes, instead had \`${bytes}\`.`,
  )
}

/** What came with the bytes of a file. */
export type FileHeading = {
  readonly filename: string | undefined
  readonly contentType: string | undefined
}

/** Senders that know nothing of a file call it this. */
const UNKNOWN = 'application/octet-stream'

/** What a file is called once its bytes are there. Errors: `validation_error`. */
export const describedBy = (upload: Description, heading: FileHeading): Description => {
  const sent = bareType(heading.contentType ?? UNKNOWN)
  const type = sent === UNKNOWN || sent === '' ? null : sent
  const { filename, contentType } = upload
  if (contentType !== null && type !== null && type !== contentType) {
    const isOfName = filename !== null && typesOfName(filename)?.includes(type)
    if (!isOfName) {
      throw invalid(
        `The content type ${JSON.stringify(type)} of the file that was sent does not match that of the file upload, ${JSON.stringify(contentType)}.`,
      )
    }
  }
  const name = filename ?? (heading.filename ? plainName(heading.filename) : null)
  if (name === null) throw invalid('The file that was sent should have a filename.')
  return nameAndType(name, contentType ?? type)
}

/** Only the last part of a path: some senders tell where a file lay. */
const plainName = (name: string): string => name.split(/[\\/]/).at(-1) ?? name

const named = ({ fileUploadId }: FileUpload): string => `The file upload with ID ${fileUploadId}`

/** Errors: `validation_error` for an upload that takes no bytes any more. */
export const refuseBytes = (upload: FileUpload, now: number): void => {
  const status = statusOf(upload, now)
  if (upload.mode === 'external_url') {
    throw invalid(`${named(upload)} is imported from its external_url: nothing is sent to it.`)
  }
  if (status !== 'pending') {
    throw invalid(`File upload with ID \`${upload.fileUploadId}\` has a status of \`${status}\`.`)
  }
}

/** The number of the part that a form names; null: the file comes whole. Errors: `validation_error`. */
export const partNumberIn = (upload: FileUpload, given: string | undefined): number | null => {
  const { partCount } = upload
  if (partCount === null) {
    if (given === undefined) return null
    throw shouldBe('body.part_number', 'not present', given)
  }
  const number = given !== undefined && /^\d{1,5}$/.test(given) ? Number(given) : 0
  if (number >= 1 && number <= partCount) return number
  throw shouldBe('body.part_number', `an integer from 1 to \`${partCount}\``, given)
}

/** Errors: `validation_error` for more bytes than the workspace takes, or a part that is too small. */
export const refuseSize = (
  { partCount }: FileUpload,
  number: number | null,
  size: number,
  maxFileSize: number,
): void => {
  if (size > MAX_PART || size > maxFileSize) throw tooLarge(Math.min(MAX_PART, maxFileSize))
  if (number !== null && number < (partCount ?? 1) && size < MIN_PART) {
    throw invalid(
      `Every part of the file upload but the last should have ≥ \`${MIN_PART}\` bytes, instead part ${number} had \`${size}\`.`,
    )
  }
}

/** Errors: `validation_error` for a file that does not say what it is, or that is too large. */
export const refuseImport = (
  contentType: string | undefined,
  size: number | undefined,
  maxFileSize: number,
): void => {
  if (contentType === undefined) {
    throw invalid('The external_url should answer with a Content-Type header.')
  }
  if (size !== undefined && size > maxFileSize) throw tooLarge(maxFileSize)
}

/** The refusal of a file that is larger than so many bytes. */
export const tooLarge = (limit: number): ApiError =>
  invalid(
    `The file size is not within the allowed limit of ${readableSize(limit)}. Please try again with a new file upload.`,
  )

export const readableSize = (bytes: number): string => {
  const units = ['bytes', 'KiB', 'MiB', 'GiB']
  let size = bytes
  let unit = 0
  for (; size >= 1024 && unit < units.length - 1; unit += 1) size /= 1024
  return `${Math.round(size * 100) / 100} ${units[unit]}`
}

/** The parts that count, by their numbers. */
export const partsOf = (sent: readonly SentPart[]): SentPart[] => {
  const newest = new Map<number, SentPart>()
  for (const part of sent.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
    newest.set(part.number, part)
  }
  return [...newest.values()].sort((a, b) => a.number - b.number)
}

export const sizeOf = (parts: readonly StoredPart[]): number =>
  parts.reduce((sum, { size }) => sum + size, 0)

/** What completing makes of an upload. Errors: `validation_error`. */
export const completed = (
  upload: FileUpload,
  sent: readonly SentPart[],
  now: number,
  maxFileSize: number,
): readonly StoredPart[] => {
  if (upload.partCount === null) {
    throw invalid(`${named(upload)} has the mode ${upload.mode}: only multi_part is completed.`)
  }
  const status = statusOf(upload, now)
  if (status !== 'pending') throw invalid(`${named(upload)} is ${status} and cannot be completed.`)
  const parts = partsOf(sent)
  if (parts.length < upload.partCount) {
    throw invalid(
      `${named(upload)} has ${parts.length} of ${upload.partCount} parts. Send the others before completing it.`,
    )
  }
  if (sizeOf(parts) > maxFileSize) throw tooLarge(maxFileSize)
  return parts.map(({ key, size }) => ({ key, size }))
}
