import type { Operation } from '../operation.js'
import { answerUpload } from './answer.js'
import { getOwnUpload } from './find.js'

/** An upload of the bot's own. Errors: `object_not_found`. Notion: reference/retrieve-file-upload. */
export const getFileUpload: Operation<'getFileUpload'> = async (call, bearer, { params }) =>
  answerUpload(call, await getOwnUpload(call, bearer, params.file_upload_id))
