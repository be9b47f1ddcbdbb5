import { ApiError } from '../../contract/errors.js'
import { countOf, type Draft } from '../../domain/content/block.js'
import { positionsBetween } from '../../domain/content/positions.js'
import { timeOrdered } from '../../lib/uuid.js'
import type { Edit, FoundBlock, NewBlock } from '../../ports/content.js'
import { contend } from '../contend.js'
import { type Call, type Deps, newId } from '../deps.js'
import type { Bearer } from '../operation.js'
import { notFound, viewerOf } from './viewer.js'

/** How many blocks one request may create, those below others included. Contract §4.3. */
const MAX_BLOCKS = 1000

/** Blocks made together lie together; version 8, as the service mints for content. */
export const newBlockId = (deps: Deps): string => timeOrdered(deps.clock(), newId(deps), 8)

/** Errors: `validation_error`. */
export const refuseTooMany = (
  drafts: readonly Draft[],
  where = 'body.children and below',
): void => {
  const count = countOf(drafts)
  if (count <= MAX_BLOCKS) return
  throw new ApiError(
    'validation_error',
    `body failed validation: the number of blocks in ${where} should be ≤ \`${MAX_BLOCKS}\`, instead was \`${count}\`.`,
  )
}

/** The rows of blocks at given places below a parent, and of all that stands below them. */
export const rowsOf = (
  call: Call,
  parentId: string,
  drafts: readonly Draft[],
  positions: readonly number[],
): NewBlock[] =>
  drafts.flatMap(({ type, body, children }, index) => {
    const blockId = newBlockId(call)
    const row = { blockId, parentId, type, body, position: positions[index] ?? 0 }
    const below = positionsBetween(undefined, undefined, children.length) ?? []
    return [row, ...rowsOf(call, blockId, children, below)]
  })

/**
 * Inserts blocks below a parent, after a sibling, at its start or its end. Answers the rows, the topmost among them in
 * order. Errors: `validation_error` for a sibling that is none, `object_not_found` for a parent that is gone.
 */
export const insertBelow = (
  call: Call,
  bearer: Bearer,
  parent: FoundBlock,
  drafts: readonly Draft[],
  after: string,
  edit: Edit,
): Promise<NewBlock[]> =>
  contend(async () => {
    const { content } = call.store
    const { workspaceId } = viewerOf(bearer)
    const gap = await content.findGap(workspaceId, parent.blockId, after)
    if (!gap) {
      throw new ApiError(
        'validation_error',
        `Block ID ${after} to append children after is not parented by ${parent.blockId}`,
      )
    }
    const positions = positionsBetween(gap.after, gap.before, drafts.length)
    if (!positions) {
      await content.spread(workspaceId, parent.blockId)
      return undefined
    }
    const rows = rowsOf(call, parent.blockId, drafts, positions)
    const done = await content.insert({ workspaceId, parent }, rows, [], edit)
    if (!done) throw notFound('block', parent.blockId, bearer)
    return rows
  })
