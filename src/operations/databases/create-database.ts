import { iconFrom, mediaFrom } from '../../domain/content/media.js'
import { schemaFrom } from '../../domain/content/property.js'
import { richTextFrom } from '../../domain/content/rich-text.js'
import { filesInCover, filesInIcon } from '../../domain/files/file-use.js'
import { endOf } from '../content/end-of.js'
import { mintingOf } from '../content/minting.js'
import { editOf, getVisibleBlock, notFound, refuseInTrash, viewerOf } from '../content/viewer.js'
import { newId } from '../deps.js'
import { attachFiles } from '../files/attach-files.js'
import type { Operation } from '../operation.js'
import { getVisibleDatabase } from './find.js'
import { answerDatabase } from './present.js'

/**
 * Makes a database at the end of a page, with its first data source of the same name. Errors: `object_not_found`,
 * `validation_error`. Notion: reference/create-a-database.
 */
export const createDatabase: Operation<'createDatabase'> = async (call, bearer, { body }) => {
  const { databases } = call.store
  const { workspaceId } = viewerOf(bearer)
  const schema = schemaFrom(body.initial_data_source?.properties ?? {}, mintingOf(call))
  const parent = await getVisibleBlock(call, bearer, body.parent.page_id, 'page')
  refuseInTrash(parent)
  const uses = [...filesInIcon(body.icon), ...filesInCover(body.cover)]
  const files = await attachFiles(call, bearer, uses)
  const position = await endOf(call, workspaceId, parent.blockId)
  const title = richTextFrom(body.title ?? [])
  const icon = body.icon ? iconFrom(body.icon, files) : null
  const databaseId = newId(call)
  const database = {
    databaseId,
    position,
    title,
    description: richTextFrom(body.description ?? []),
    icon,
    cover: body.cover ? mediaFrom(body.cover, files) : null,
    isInline: body.is_inline ?? false,
    isLocked: false,
  }
  const first = { dataSourceId: newId(call), title, icon, schema }
  const edit = editOf(call, bearer)
  if (!(await databases.createDatabase({ workspaceId, parent }, database, first, edit))) {
    throw notFound('page', parent.blockId, bearer)
  }
  return answerDatabase(call, bearer, await getVisibleDatabase(call, bearer, databaseId))
}
