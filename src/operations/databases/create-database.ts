import { iconFrom, mediaFrom } from '../../domain/content/media.js'
import { schemaFrom } from '../../domain/content/property.js'
import { plainTextOf, richTextFrom } from '../../domain/content/rich-text.js'
import { filesInCover, filesInIcon } from '../../domain/files/file-use.js'
import type { FoundBlock } from '../../ports/content.js'
import { contend } from '../contend.js'
import { endOf } from '../content/end-of.js'
import { mintingOf } from '../content/minting.js'
import { refuseAtTop } from '../content/top.js'
import { editOf, getVisibleBlock, refuseInTrash, viewerOf } from '../content/viewer.js'
import { type Call, newId } from '../deps.js'
import { attachFiles } from '../files/attach-files.js'
import type { Bearer, Operation } from '../operation.js'
import { getVisibleDatabase } from './find.js'
import { answerDatabase } from './present.js'
import { settleSchema } from './settle.js'

/** What the service calls a database that is given no title; its data source keeps an empty one. Recorded June 2026. */
const UNTITLED = 'New database'

/**
 * Makes a database at the end of a page or at the top of the workspace, with its first data source of the same name. Errors: `object_not_found`,
 * `validation_error`. Notion: reference/create-a-database.
 */
export const createDatabase: Operation<'createDatabase'> = async (call, bearer, { body }) => {
  const { databases } = call.store
  const { workspaceId } = viewerOf(bearer)
  const requests = body.initial_data_source?.properties ?? {}
  const planned = schemaFrom(requests, mintingOf(call))
  const parent = await parentFor(call, bearer, body.parent)
  const uses = [...filesInIcon(body.icon), ...filesInCover(body.cover)]
  const files = await attachFiles(call, bearer, uses)
  const position = await endOf(call, workspaceId, parent?.blockId ?? workspaceId)
  const title = richTextFrom(body.title ?? [])
  const shownTitle = title.length > 0 ? title : richTextFrom([{ text: { content: UNTITLED } }])
  const icon = body.icon ? iconFrom(body.icon, files) : null
  const databaseId = newId(call)
  const database = {
    databaseId,
    position,
    title: shownTitle,
    description: richTextFrom(body.description ?? []),
    icon,
    cover: body.cover ? mediaFrom(body.cover, files) : null,
    isInline: body.is_inline ?? false,
    isLocked: false,
  }
  const dataSourceId = newId(call)
  const self = { dataSourceId, title: plainTextOf(title) }
  await contend(async () => {
    const { schema, beyond } = await settleSchema(call, bearer, self, [], planned, requests)
    const first = { dataSourceId, title, icon, schema }
    const place = { workspaceId, parent, keeper: bearer.bot.owner?.userId }
    const edit = editOf(call, bearer)
    if (await databases.createDatabase(place, database, first, edit, beyond)) return true
    if (parent) refuseInTrash(await getVisibleBlock(call, bearer, parent.blockId, 'page'))
    return undefined
  })
  return answerDatabase(call, bearer, await getVisibleDatabase(call, bearer, databaseId))
}

type Body = Parameters<Operation<'createDatabase'>>[2]['body']

/** A page; null: the top of the workspace. */
const parentFor = async (
  call: Call,
  bearer: Bearer,
  parent: Body['parent'],
): Promise<FoundBlock | null> => {
  if (!('page_id' in parent)) {
    refuseAtTop(bearer, 'database')
    return null
  }
  const found = await getVisibleBlock(call, bearer, parent.page_id, 'page')
  refuseInTrash(found)
  return found
}
