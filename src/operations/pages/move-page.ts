import { ApiError } from '../../contract/errors.js'
import { contend } from '../contend.js'
import { answerPage } from '../content/answer.js'
import { moveToEnd } from '../content/move-to-end.js'
import { editOf, getVisibleBlock, refuseInTrash, viewerOf } from '../content/viewer.js'
import { getVisibleDataSource } from '../databases/find.js'
import type { Call } from '../deps.js'
import type { Bearer, Operation } from '../operation.js'

/**
 * Moves a page with everything below it to the end of another, or into a data source as its newest row. Errors:
 * `object_not_found`, `validation_error` for the parent that it has, for itself and for what stands below it.
 * Notion: reference/move-page.
 */
export const movePage: Operation<'movePage'> = async (call, bearer, { params, body }) => {
  const { parent } = body
  const page = await getVisibleBlock(call, bearer, params.page_id, 'page')
  refuseInTrash(page)
  if (page.isTemplate) throw new ApiError('validation_error', 'A template cannot be moved.')
  await ('page_id' in parent
    ? moveToEnd(call, bearer, page, parent)
    : moveIntoSource(call, bearer, page.blockId, parent.data_source_id))
  return answerPage(call, bearer, await getVisibleBlock(call, bearer, page.blockId, 'page'))
}

const moveIntoSource = (call: Call, bearer: Bearer, pageId: string, to: string): Promise<true> =>
  contend(async () => {
    const { workspaceId } = viewerOf(bearer)
    const [page, source] = await Promise.all([
      getVisibleBlock(call, bearer, pageId, 'page'),
      getVisibleDataSource(call, bearer, to),
    ])
    refuseInTrash(page)
    refuseInTrash(source)
    const { dataSourceId } = source
    if (page.parentId === dataSourceId) {
      throw new ApiError(
        'validation_error',
        'New parent must be different from the current parent.',
      )
    }
    const above = await call.store.content.listAncestors(workspaceId, dataSourceId)
    if (above.some(({ id }) => id === page.blockId)) {
      throw new ApiError('validation_error', 'A page cannot be moved below itself.')
    }
    if (await call.store.sharing.hasRules(workspaceId, page.blockId)) {
      throw new ApiError(
        'validation_error',
        'A page that is shared with certain people cannot become a row: a row is shared with its table.',
      )
    }
    const edit = editOf(call, bearer)
    return (await call.store.databases.moveRow(workspaceId, source, page, edit)) || undefined
  })
