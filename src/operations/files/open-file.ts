import { ApiError } from '../../contract/errors.js'
import { type ByteRange, rangeIn, slicesOf } from '../../domain/files/byte-range.js'
import { type LinkClaim, opens } from '../../domain/files/file-link.js'
import { statusOf } from '../../domain/files/file-upload.js'
import type { Deps } from '../deps.js'

/** A file to be read, or the part of it that was asked for. */
export type OpenedFile = {
  readonly filename: string
  readonly contentType: string
  /** Of the whole file, in bytes. */
  readonly size: number
  /** Undefined: the whole file; `unsatisfiable`: it has no such part. */
  readonly range: ByteRange | undefined | 'unsatisfiable'
  /** The bytes, read as they are taken. */
  readonly bytes: AsyncIterable<Uint8Array>
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/**
 * Opens a file for whoever holds its signed address. Errors: `restricted_resource` for an address that has expired or
 * that we did not sign, `object_not_found` for a file that is gone.
 */
export const openFile = async (
  { store, objects, clock, settings }: Deps,
  claim: LinkClaim,
  rangeHeader: string | undefined,
): Promise<OpenedFile> => {
  const now = clock()
  if (!opens(claim, settings.files.linkKey, now)) {
    throw new ApiError(
      'restricted_resource',
      'The address of this file is not valid, or has expired. Ask the API for it again.',
    )
  }
  const upload = await store.fileUploads.find(claim.fileUploadId)
  if (!upload || statusOf(upload, now) !== 'uploaded') {
    throw new ApiError('object_not_found', 'The file is gone.')
  }
  const { parts, filename, contentType, contentLength } = upload
  const size = contentLength ?? 0
  const asked = rangeIn(rangeHeader, size)
  const range = asked === 'whole' ? { first: 0, last: size - 1 } : asked
  const slices = range === 'unsatisfiable' ? [] : slicesOf(parts, range)
  async function* bytes() {
    for (const { key, first, last } of slices) yield* await objects.read(key, first, last)
  }
  return {
    filename: filename ?? 'file',
    contentType: contentType ?? 'application/octet-stream',
    size,
    range: asked === 'whole' ? undefined : asked,
    bytes: slices.length === 0 ? nothing() : bytes(),
  }
}
