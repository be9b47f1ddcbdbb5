import { ApiError } from '../../contract/errors.js'
import { titleOf } from '../../domain/content/page.js'
import { dashed } from '../../lib/uuid.js'
import { viewerOf } from '../content/viewer.js'
import { getVisibleDataSource } from '../databases/find.js'
import type { Operation } from '../operation.js'

const DEFAULT_PAGE_SIZE = 100

/** Templates that are read at once, to look for a name among them. */
const BATCH = 100

/**
 * The templates of a data source, in their order, or those whose name holds a text. The cursor is the id of the next one.
 * Errors: `object_not_found`, `validation_error` for a cursor that names no template.
 * Notion: reference/list-data-source-templates.
 */
export const listDataSourceTemplates: Operation<'listDataSourceTemplates'> = async (
  call,
  bearer,
  { params, query },
) => {
  const { workspaceId } = viewerOf(bearer)
  const source = await getVisibleDataSource(call, bearer, params.data_source_id)
  const { dataSourceId, defaultTemplateId } = source
  const size = query.page_size ?? DEFAULT_PAGE_SIZE
  const wanted = query.name?.toLowerCase() ?? ''
  const found: { id: string; name: string; is_default: boolean }[] = []
  let from = query.start_cursor === undefined ? undefined : dashed(query.start_cursor)
  do {
    const batch = await call.store.templates.list(workspaceId, dataSourceId, BATCH + 1, from)
    if (!batch) {
      throw new ApiError('validation_error', `The start_cursor provided is invalid: ${from}`)
    }
    for (const { blockId: id, page } of batch.slice(0, BATCH)) {
      const name = page ? titleOf(page) : ''
      if (!name.toLowerCase().includes(wanted)) continue
      found.push({ id, name, is_default: id === defaultTemplateId })
    }
    from = batch[BATCH]?.blockId
  } while (from !== undefined && found.length <= size)
  const next = found[size]
  return {
    templates: found.slice(0, size),
    has_more: next !== undefined,
    next_cursor: next?.id ?? null,
  }
}
