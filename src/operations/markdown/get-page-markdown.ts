import { ApiError } from '../../contract/errors.js'
import { getVisibleBlock } from '../content/viewer.js'
import type { Operation } from '../operation.js'
import { answerMarkdown } from './answer.js'

/**
 * The content of a page, or of one block of it, as Notion's markdown. Errors: `object_not_found`, `validation_error`
 * for a database. Notion: reference/retrieve-page-markdown.
 */
export const getPageMarkdown: Operation<'getPageMarkdown'> = async (call, bearer, { params }) => {
  const found = await getVisibleBlock(call, bearer, params.page_id)
  if (found.type !== 'child_database') return answerMarkdown(call, bearer, found)
  throw new ApiError(
    'validation_error',
    `Provided ID ${found.blockId} is a database, not a page. Use the database API instead.`,
  )
}
