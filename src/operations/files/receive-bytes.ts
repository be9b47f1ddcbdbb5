import { MAX_PART, tooLarge } from '../../domain/files/file-upload.js'
import { timeOrderedUuid } from '../../lib/uuid.js'
import type { Deps } from '../deps.js'

/** Bytes that were written, and how many. */
export type Received = { readonly key: string; readonly size: number }

/**
 * Writes bytes under a key of their own, which is noted before. Errors: whatever the bytes end in, and
 * `validation_error` once they are more than the limit; then nothing is kept.
 */
export const receiveBytes = async (
  deps: Pick<Deps, 'store' | 'objects' | 'clock' | 'random'>,
  fileUploadId: string,
  bytes: AsyncIterable<Uint8Array>,
  limit = MAX_PART,
): Promise<Received> => {
  const now = deps.clock()
  const key = timeOrderedUuid(now, deps.random(16))
  let size = 0
  async function* counted() {
    for await (const chunk of bytes) {
      size += chunk.byteLength
      if (size > limit) throw tooLarge(limit)
      yield chunk
    }
  }
  await deps.store.fileUploads.beginObject(fileUploadId, key, now)
  try {
    await deps.objects.put(key, counted())
  } catch (fault) {
    await discard(deps, key)
    throw fault
  }
  return { key, size }
}

/** Removes bytes that nothing needs. Should that fail, the sweep finds them by their key. */
export const discard = async (
  { store, objects }: Pick<Deps, 'store' | 'objects'>,
  key: string,
): Promise<void> => {
  try {
    await objects.remove(key)
    await store.fileUploads.forgetObjects([key])
  } catch {
    // The caller has something more important to say.
  }
}
