import { ApiError } from '../../contract/errors.js'
import { dashed } from '../../lib/uuid.js'
import type { Operation } from '../operation.js'
import { getOwnQuery } from './find.js'

const DEFAULT_PAGE_SIZE = 100

/**
 * A page of what a view showed when it was queried. The cursor is the id of the next row. Errors: `object_not_found` for a
 * query that is gone, `validation_error`. Notion: reference/get-view-query-results.
 */
export const getViewQueryResults: Operation<'getViewQueryResults'> = async (
  call,
  bearer,
  { params, query },
) => {
  const { pageIds } = await getOwnQuery(call, bearer, params)
  const { start_cursor, page_size } = query
  const start = start_cursor === undefined ? 0 : pageIds.indexOf(dashed(start_cursor))
  if (start < 0) {
    throw new ApiError('validation_error', `The start_cursor provided is invalid: ${start_cursor}`)
  }
  const end = start + (page_size || DEFAULT_PAGE_SIZE)
  return {
    object: 'list',
    results: pageIds.slice(start, end).map((id) => ({ object: 'page' as const, id })),
    next_cursor: pageIds[end] ?? null,
    has_more: pageIds.length > end,
    type: 'page',
    page: {},
  }
}
