import { ApiError } from '../../contract/errors.js'
import { presentRichText } from '../../domain/content/rich-text.js'
import { namesIn } from '../content/naming.js'
import { getVisibleBlock } from '../content/viewer.js'
import type { Operation } from '../operation.js'

const DEFAULT_PAGE_SIZE = 100

/**
 * The value of a property in pieces: of a title, one for each text. The cursor is the place of the next one.
 * Errors: `object_not_found`, `validation_error`. Notion: reference/retrieve-a-page-property.
 */
export const getPageProperty: Operation<'getPageProperty'> = async (
  call,
  bearer,
  { params, query },
) => {
  const { blockId, page } = await getVisibleBlock(call, bearer, params.page_id, 'page')
  if (params.property_id !== 'title' || !page) {
    throw new ApiError(
      'object_not_found',
      `Could not find property with ID: ${params.property_id}.`,
    )
  }
  const size = query.page_size || DEFAULT_PAGE_SIZE
  const from = startOf(query.start_cursor, page.title.length)
  const texts = page.title.slice(from, from + size)
  const named = await namesIn(call, bearer, texts)
  const next = from + size < page.title.length ? `t${from + size}` : null
  const url = `${call.origin}/v1/pages/${blockId}/properties/title`
  return {
    object: 'list',
    results: presentRichText(texts, named).map((title) => ({
      object: 'property_item' as const,
      type: 'title' as const,
      id: 'title' as const,
      title,
    })),
    next_cursor: next,
    has_more: next !== null,
    type: 'property_item',
    property_item: {
      id: 'title',
      next_url: next && `${url}?start_cursor=${next}&page_size=${size}`,
      type: 'title',
      title: {},
    },
  }
}

const startOf = (cursor: string | undefined, length: number): number => {
  if (cursor === undefined) return 0
  const [, place] = /^t(\d{1,9})$/.exec(cursor) ?? []
  if (place !== undefined && Number(place) < length) return Number(place)
  throw new ApiError('validation_error', `The start_cursor provided is invalid: ${cursor}`)
}
