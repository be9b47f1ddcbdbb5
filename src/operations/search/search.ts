import { ApiError } from '../../contract/errors.js'
import { titlePatternsOf } from '../../domain/content/title-words.js'
import { dashed, isUuid } from '../../lib/uuid.js'
import type { FoundBlock } from '../../ports/content.js'
import { answerPage } from '../content/answer.js'
import { viewerOf } from '../content/viewer.js'
import type { Call } from '../deps.js'
import type { Bearer, Operation } from '../operation.js'

const DEFAULT_PAGE_SIZE = 100

/** The type of block that an object of the API is. */
const typeOf = { page: 'child_page', data_source: 'data_source' } as const

/**
 * What the token may see by the words of its title, the last edited first. The cursor is the id of the first result of
 * the next page. Errors: `validation_error` for a cursor that names nothing and for any
 * other order. Notion: reference/post-search.
 */
export const search: Operation<'search'> = async (call, bearer, { body }) => {
  const { query = '', filter, sort, start_cursor } = body
  if (sort && sort.timestamp !== 'last_edited_time') {
    throw new ApiError(
      'validation_error',
      'body.sort.timestamp should be "last_edited_time" when sorting by timestamp.',
    )
  }
  const size = body.page_size || DEFAULT_PAGE_SIZE
  const from = start_cursor === undefined ? undefined : await placeOf(call, bearer, start_cursor)
  // An id is no word of a title, although it may look like several.
  const patterns = isUuid(query.trim()) ? [] : titlePatternsOf(query)
  const found =
    patterns.length === 0
      ? []
      : await call.store.content.searchTitles(viewerOf(bearer), {
          types: [typeOf[filter?.value ?? 'page']],
          patterns,
          direction: sort?.direction ?? 'descending',
          limit: size + 1,
          from,
        })
  const shown = found.slice(0, size)
  return {
    object: 'list',
    results: await Promise.all(shown.map((page) => answerPage(call, bearer, page))),
    next_cursor: found[size]?.blockId ?? null,
    has_more: found.length > size,
    type: 'page_or_data_source',
    page_or_data_source: {},
  }
}

const placeOf = async (call: Call, bearer: Bearer, cursor: string): Promise<FoundBlock> => {
  const found = await call.store.content.findBlock(viewerOf(bearer), dashed(cursor))
  if (found) return found
  throw new ApiError('validation_error', `The start_cursor provided is invalid: ${cursor}`)
}
