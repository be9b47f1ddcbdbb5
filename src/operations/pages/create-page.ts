import { ApiError } from '../../contract/errors.js'
import { draftsFrom, refusalBelow } from '../../domain/content/block.js'
import { iconFrom, mediaFrom } from '../../domain/content/media.js'
import { positionsBetween } from '../../domain/content/positions.js'
import { dashed } from '../../lib/uuid.js'
import type { FoundBlock } from '../../ports/content.js'
import { contend } from '../contend.js'
import { answerPage } from '../content/answer.js'
import { newBlockId, refuseTooMany, rowsOf } from '../content/insert-blocks.js'
import { editOf, getVisibleBlock, notFound, refuseInTrash, viewerOf } from '../content/viewer.js'
import type { Call } from '../deps.js'
import type { Bearer, Operation } from '../operation.js'
import { titleFrom } from './title-from.js'

/**
 * Makes a page below another, or a private one at the top of the workspace, with up to 1,000 blocks in it.
 * Errors: `object_not_found`, `validation_error`. Notion: reference/post-page.
 */
export const createPage: Operation<'createPage'> = async (call, bearer, { query, body }) => {
  const drafts = draftsFrom(body.children ?? body.content ?? [])
  refuseTooMany(drafts)
  const refusal = refusalBelow({ type: 'child_page', body: {} }, drafts)
  if (refusal !== undefined) throw new ApiError('validation_error', refusal)
  const page = {
    title: titleFrom(body.properties) ?? [],
    icon: body.icon ? iconFrom(body.icon) : null,
    cover: body.cover ? mediaFrom(body.cover) : null,
    isLocked: false,
  }
  const { workspaceId } = viewerOf(bearer)
  const parent = await parentFor(call, bearer, body.parent)
  const parentId = parent?.blockId ?? workspaceId
  const pageId = await contend(async () => {
    const { content } = call.store
    const gap = await content.findGap(workspaceId, parentId, placeOf(body.position))
    if (!gap) {
      throw new ApiError(
        'validation_error',
        'body.position.after_block should be a child of body.parent.',
      )
    }
    const [position] = positionsBetween(gap.after, gap.before, 1) ?? []
    if (position === undefined) {
      await content.spread(workspaceId, parentId)
      return undefined
    }
    const blockId = newBlockId(call)
    const own = { blockId, parentId, type: 'child_page' as const, body: {}, position }
    const places = positionsBetween(undefined, undefined, drafts.length) ?? []
    const rows = [own, ...rowsOf(call, blockId, drafts, places)]
    const place = { workspaceId, parent }
    const edit = editOf(call, bearer)
    const done = await content.insert(place, rows, [{ ...page, pageId: blockId }], edit)
    if (!done) throw notFound('page', parentId, bearer)
    return blockId
  })
  const made = await getVisibleBlock(call, bearer, pageId, 'page')
  return answerPage(call, bearer, made, query.filter_properties)
}

type Body = Parameters<Operation<'createPage'>>[2]['body']

/** Null: the top of the workspace, which only a bot with a person behind it may write. */
const parentFor = async (
  call: Call,
  bearer: Bearer,
  parent: Body['parent'],
): Promise<FoundBlock | null> => {
  if ('page_id' in parent) {
    const found = await getVisibleBlock(call, bearer, parent.page_id, 'page')
    refuseInTrash(found)
    return found
  }
  if (bearer.bot.owner !== null) return null
  throw new ApiError(
    'validation_error',
    "Provide a `parent.page_id` or `parent.database_id` parameter to create a page, or use a public integration with `insert_content` capability. Internal integrations aren't owned by a single user, so creating workspace-level private pages is not supported.",
  )
}

const placeOf = (position: Body['position']): string => {
  if (position === undefined) return 'end'
  if (position.type === 'after_block') return dashed(position.after_block.id)
  return position.type === 'page_start' ? 'start' : 'end'
}
