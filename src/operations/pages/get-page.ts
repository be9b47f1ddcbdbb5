import { answerPage } from '../content/answer.js'
import { getVisibleBlock } from '../content/viewer.js'
import type { Operation } from '../operation.js'

/**
 * A page, in the trash or not; with `filter_properties` only these of its properties. Errors: `object_not_found`.
 * Notion: reference/retrieve-a-page.
 */
export const getPage: Operation<'getPage'> = async (call, bearer, { params, query }) => {
  const page = await getVisibleBlock(call, bearer, params.page_id, 'page')
  return answerPage(call, bearer, page, query.filter_properties)
}
