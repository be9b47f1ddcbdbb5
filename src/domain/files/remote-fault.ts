import { ApiError } from '../../contract/errors.js'
import type { ImportResultAnswer } from '../../contract/objects/file-upload.js'

/** Why a file could not be fetched, in words for whoever asked for it. */
export class RemoteFault extends Error {
  override readonly name = 'RemoteFault'

  constructor(
    message: string,
    /** What the other server answered, if it did. */
    readonly statusCode: number | null = null,
  ) {
    super(message)
  }
}

/** The time of an import, to the second, as recorded. */
export const importTimeOf = (now: number): string =>
  new Date(now - (now % 1000)).toISOString().replace('Z', '+00:00')

/** What a failed import says of itself. */
export const importErrorFrom = (fault: unknown, now: number): ImportResultAnswer => ({
  type: 'error',
  error: {
    ...kindOf(fault),
    parameter: null,
    status_code: fault instanceof RemoteFault ? fault.statusCode : null,
  },
  imported_time: importTimeOf(now),
})

const kindOf = (fault: unknown) => {
  if (fault instanceof ApiError) {
    const code = /size/.test(fault.message)
      ? 'file_upload_invalid_size'
      : 'file_upload_invalid_content_type'
    return { type: 'validation_error' as const, code, message: fault.message }
  }
  if (fault instanceof RemoteFault) {
    return { type: 'download_error' as const, code: 'download_failed', message: fault.message }
  }
  const message = 'The file could not be stored. Please try again with a new file upload.'
  return { type: 'internal_system_error' as const, code: 'internal_server_error', message }
}
