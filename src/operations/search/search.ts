import { ApiError } from '../../contract/errors.js'
import type { DataSourceAnswer } from '../../contract/objects/database.js'
import type { PageAnswer } from '../../contract/objects/page.js'
import { byRelevance, titlePatternsOf } from '../../domain/content/title-words.js'
import { dashed, isUuid } from '../../lib/uuid.js'
import type { FoundTitle, PlacedBlock, TitleSearch } from '../../ports/content.js'
import { answerPages } from '../content/answer.js'
import { viewerOf } from '../content/viewer.js'
import { getVisibleDataSource } from '../databases/find.js'
import { answerDataSource } from '../databases/present.js'
import type { Call } from '../deps.js'
import type { Bearer, Operation } from '../operation.js'

const DEFAULT_PAGE_SIZE = 100

/** Results that are put in order by how well they fit. */
const MAX_RANKED = 1000

/** The type of block that an object of the API is. */
const typeOf = { page: 'child_page', data_source: 'data_source' } as const

/**
 * What the token may see by the words of its title, the last edited first or the one that fits best. The cursor is the id
 * of the first result of the next page. Errors: `validation_error` for a cursor that names nothing and for any other
 * order. Notion: reference/post-search.
 */
export const search: Operation<'search'> = async (call, bearer, { body }) => {
  const { query = '', filter, sort, start_cursor } = body
  if (sort && 'timestamp' in sort && sort.timestamp !== 'last_edited_time') {
    throw invalid('body.sort.timestamp should be "last_edited_time" when sorting by timestamp.')
  }
  const size = body.page_size || DEFAULT_PAGE_SIZE
  // An id is no word of a title, although it may look like several.
  const patterns = isUuid(query.trim()) ? [] : titlePatternsOf(query)
  const asked = {
    types: filter && 'value' in filter ? [typeOf[filter.value]] : Object.values(typeOf),
    patterns,
    inTrash: filter?.in_trash ?? false,
  }
  const { found, isCut } = await (sort && 'property' in sort
    ? findBest(call, bearer, query, asked, size + 1, start_cursor)
    : findLatest(call, bearer, asked, sort?.direction ?? 'descending', size + 1, start_cursor))
  const shown = found.slice(0, size)
  return {
    object: 'list',
    results: await answerFound(call, bearer, shown),
    next_cursor: found[size]?.blockId ?? null,
    has_more: found.length > size,
    type: 'page_or_data_source',
    page_or_data_source: {},
    ...(isCut &&
      found.length <= size && {
        request_status: {
          type: 'incomplete' as const,
          incomplete_reason: 'query_result_limit_reached' as const,
        },
      }),
  }
}

const invalid = (text: string): ApiError => new ApiError('validation_error', text)

type Asked = Pick<TitleSearch, 'types' | 'patterns' | 'inTrash'>

/** `isCut`: there is more that was not looked at. */
type Found = { readonly found: readonly FoundTitle[]; readonly isCut: boolean }

const findLatest = async (
  call: Call,
  bearer: Bearer,
  asked: Asked,
  direction: TitleSearch['direction'],
  limit: number,
  cursor: string | undefined,
): Promise<Found> => {
  const from = cursor === undefined ? undefined : await placeOf(call, bearer, cursor)
  if (asked.patterns.length === 0) return { found: [], isCut: false }
  const found = await call.store.content.searchTitles(viewerOf(bearer), {
    ...asked,
    direction,
    limit,
    from,
  })
  return { found, isCut: false }
}

/** The best of the last edited; among equals the last edited is the first. */
const findBest = async (
  call: Call,
  bearer: Bearer,
  query: string,
  asked: Asked,
  limit: number,
  cursor: string | undefined,
): Promise<Found> => {
  const all =
    asked.patterns.length === 0
      ? []
      : await call.store.content.searchTitles(viewerOf(bearer), {
          ...asked,
          direction: 'descending',
          limit: MAX_RANKED + 1,
        })
  const compare = byRelevance(query)
  const ranked = all.slice(0, MAX_RANKED).sort((one, other) => compare(one.words, other.words))
  const id = cursor && dashed(cursor)
  const start = id === undefined ? 0 : ranked.findIndex(({ blockId }) => blockId === id)
  if (start < 0) throw invalid(`The start_cursor provided is invalid: ${cursor}`)
  return { found: ranked.slice(start, start + limit), isCut: all.length > MAX_RANKED }
}

/** Whoever may search may read: what is found is answered whole, pages of one parent together. */
const answerFound = async (
  call: Call,
  bearer: Bearer,
  found: readonly FoundTitle[],
): Promise<(PageAnswer | DataSourceAnswer)[]> => {
  const pages = found.flatMap(({ page }) => page ?? [])
  const siblings = [...new Set(pages.map(({ parentId }) => parentId))].map((parent) =>
    pages.filter(({ parentId }) => parentId === parent),
  )
  const answered = await Promise.all(siblings.map((some) => answerPages(call, bearer, some)))
  const answers = new Map(answered.flat().map((one) => [one.id, one as PageAnswer]))
  return Promise.all(
    found.map(async ({ blockId }) => {
      const page = answers.get(blockId)
      if (page) return page
      const source = await getVisibleDataSource(call, bearer, blockId)
      return (await answerDataSource(call, bearer, source)) as DataSourceAnswer
    }),
  )
}

const placeOf = async (
  { store }: Call,
  bearer: Bearer,
  cursor: string,
): Promise<Pick<PlacedBlock, 'blockId' | 'editedAt'>> => {
  const [viewer, id] = [viewerOf(bearer), dashed(cursor)]
  const found = await store.content.findBlock(viewer, id)
  if (found) return found
  const source = await store.databases.findDataSource(viewer, id)
  if (source) return { blockId: source.dataSourceId, editedAt: source.editedAt }
  throw invalid(`The start_cursor provided is invalid: ${cursor}`)
}
