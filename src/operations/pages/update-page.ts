import { iconFrom, mediaFrom } from '../../domain/content/media.js'
import type { Schema } from '../../domain/content/property.js'
import type { RichText } from '../../domain/content/rich-text.js'
import { valuesFrom } from '../../domain/content/value.js'
import { contend } from '../contend.js'
import { answerPage, placeOfRow } from '../content/answer.js'
import { mintingOf } from '../content/minting.js'
import { linkChangesOf } from '../content/relating.js'
import { setTrash } from '../content/set-trash.js'
import { editOf, getVisibleBlock, refuseInTrash, viewerOf } from '../content/viewer.js'
import { getVisibleDataSource } from '../databases/find.js'
import type { Call } from '../deps.js'
import type { Bearer, Operation } from '../operation.js'

/**
 * Changes the properties, the icon, the cover, the lock or the trash of a page; `erase_content` puts all its blocks in the
 * trash. Errors: `object_not_found`, `validation_error`. Notion: reference/patch-page.
 */
export const updatePage: Operation<'updatePage'> = async (
  call,
  bearer,
  { params, query, body },
) => {
  const { in_trash = body.archived } = body
  const { workspaceId } = viewerOf(bearer)
  const { content } = call.store
  if (in_trash !== undefined) await setTrash(call, bearer, params.page_id, in_trash, 'page')
  const changes = {
    ...(body.icon !== undefined && { icon: iconFrom(body.icon) }),
    ...(body.cover !== undefined && { cover: body.cover && mediaFrom(body.cover) }),
    ...(body.is_locked !== undefined && { isLocked: body.is_locked }),
  }
  await contend(async () => {
    const found = await getVisibleBlock(call, bearer, params.page_id, 'page')
    const edit = editOf(call, bearer)
    if (found.page && (body.properties || Object.keys(changes).length > 0)) {
      refuseInTrash(found)
      const { page } = found
      const place = await placeOfRow(call, bearer, found)
      const writing = valuesFrom(place.schema, body.properties ?? {}, mintingOf(call), edit)
      const links = await linkChangesOf(call, bearer, place.schema, writing, found.blockId)
      if (!(await growSchema(call, bearer, found.parentId, writing.schema, place.schema))) {
        return undefined
      }
      const { title = page.title, ...values } = writing.values
      const row = page.row && { ...page.row, values: { ...page.row.values, ...values } }
      const next = { ...page, ...changes, title: title as RichText[], row }
      if (!(await content.updatePage(workspaceId, found, next, edit, links))) return undefined
    }
    if (body.erase_content) {
      refuseInTrash(found)
      await content.trashChildren(workspaceId, found.blockId, edit)
    }
    return true
  })
  const page = await getVisibleBlock(call, bearer, params.page_id, 'page')
  return answerPage(call, bearer, page, query.filter_properties)
}

/** Options that a value names for the first time go into the schema before it. `false`: the schema has changed. */
const growSchema = async (
  call: Call,
  bearer: Bearer,
  dataSourceId: string,
  schema: Schema,
  former: Schema,
): Promise<boolean> => {
  if (schema === former) return true
  const found = await getVisibleDataSource(call, bearer, dataSourceId)
  if (JSON.stringify(found.schema) !== JSON.stringify(former)) return false
  const { workspaceId } = viewerOf(bearer)
  const next = { ...found, schema }
  return call.store.databases.updateDataSource(workspaceId, found, next, editOf(call, bearer))
}
