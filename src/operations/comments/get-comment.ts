import type { Operation } from '../operation.js'
import { answerComment } from './answer.js'
import { getVisibleComment } from './find.js'

/** One comment. Errors: `object_not_found`. Notion: reference/retrieve-comment. */
export const getComment: Operation<'getComment'> = async (call, bearer, { params }) =>
  answerComment(call, bearer, await getVisibleComment(call, bearer, params.comment_id))
