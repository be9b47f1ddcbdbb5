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

/** A block that the token may see. Errors: `object_not_found`. */
export const getVisibleBlock = async (
  { store }: Call,
  bearer: Bearer,
  id: string,
  kind: 'page' | 'block' = 'block',
): Promise<FoundBlock> => {
  const blockId = dashed(id)
  const found = await store.content.findBlock(viewerOf(bearer), blockId)
  if (!found || (kind === 'page' && !found.page)) throw notFound(kind, blockId, bearer)
  return found
}

/** Errors: `validation_error`, in the words of the service. Contract §14. */
export const refuseInTrash = (block: Pick<FoundBlock, 'inTrash'>): void => {
  if (!block.inTrash) return
  throw new ApiError(
    'validation_error',
    "Can't edit block that is archived. You must unarchive the block before editing.",
  )
}
