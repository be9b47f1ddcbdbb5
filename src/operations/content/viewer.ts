import { ApiError } from '../../contract/errors.js'
import { dashed } from '../../lib/uuid.js'
import type { Edit, FoundBlock, Viewer } from '../../ports/content.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'

/** What the bot of a token may see is looked up for it and for nobody else. */
export const viewerOf = ({ bot }: Bearer): Viewer => ({
  workspaceId: bot.workspaceId,
  botId: bot.botId,
})

export const editOf = ({ clock }: Call, { bot }: Bearer): Edit => ({ by: bot.botId, at: clock() })

/** What is missing and what is not shared look the same. Contract §4.2. */
export const notFound = (
  kind:
    | 'page'
    | 'block'
    | 'database'
    | 'data_source'
    | 'comment'
    | 'discussion'
    | 'file_upload'
    | 'view'
    | 'view_query'
    | 'async_task',
  id: string,
  { bot }: Bearer,
): ApiError =>
  new ApiError(
    'object_not_found',
    `Could not find ${kind} with ID: ${id}. Make sure the relevant pages and databases are shared with your integration "${bot.name}".`,
    { integration_id: bot.botId },
  )

/** A block that the token may see. Errors: `object_not_found`, `validation_error` for a database as a page. */
export const getVisibleBlock = async (
  { store }: Call,
  bearer: Bearer,
  id: string,
  kind: 'page' | 'block' = 'block',
): Promise<FoundBlock> => {
  const blockId = dashed(id)
  const found = await store.content.findBlock(viewerOf(bearer), blockId)
  if (kind === 'page' && found?.type === 'child_database') {
    throw new ApiError(
      'validation_error',
      `Provided ID ${blockId} is a database, not a page. Use the retrieve database API instead.`,
    )
  }
  if (!found || (kind === 'page' && !found.page)) throw notFound(kind, blockId, bearer)
  return found
}

type Trashable = { readonly inTrash: boolean; readonly isTrashedItself?: boolean }

/** Errors: `validation_error` for a page below something in the trash (observed). */
export const refuseBelowTrash = ({ inTrash, isTrashedItself = inTrash }: Trashable): void => {
  if (!inTrash || isTrashedItself) return
  throw new ApiError(
    'validation_error',
    "Can't edit page on block with an archived ancestor. You must unarchive the ancestor before editing page.",
  )
}

/** Errors: `validation_error` for what is in the trash, or below something that is. Contract §14. */
export const refuseInTrash = (block: Trashable): void => {
  refuseBelowTrash(block)
  if (!block.inTrash) return
  throw new ApiError(
    'validation_error',
    "Can't edit block that is archived. You must unarchive the block before editing.",
  )
}
