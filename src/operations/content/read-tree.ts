import type { ContentNode, Step } from '../../domain/content/content-tree.js'
import type { FoundBlock, PlacedBlock, Reader, Viewer } from '../../ports/content.js'
import type { Deps } from '../deps.js'

/** Browsers nest elements only so deep; what stands deeper is read from a block of its own. */
const MAX_DEPTH = 30

/** For whom a tree is read, and how that one finds what stands elsewhere. */
export type Sight = {
  readonly asker: Viewer | Reader
  readonly find: (blockId: string) => Promise<FoundBlock | undefined>
}

/** Part of what stands below a block, and where the reading goes on; `next` empty: that was all. */
export type Reading = { readonly tree: readonly ContentNode[]; readonly next: readonly Step[] }

/**
 * Reads what stands below a block in the order in which it is read, at most `limit` blocks, from where an earlier
 * reading ended. Blocks that hold the place where it goes on are read again. Pages and databases stay closed.
 */
export const readTree = async (
  deps: Pick<Deps, 'store'>,
  sight: Sight,
  parentId: string,
  from: readonly Step[],
  limit: number,
): Promise<Reading> => {
  const { content } = deps.store
  const { asker } = sight
  let left = limit
  let next: readonly Step[] = []

  const startAt = async (parent: string, step: Step | undefined) => {
    if (step === undefined) return undefined
    const position = await content.findPosition(asker.workspaceId, parent, step.blockId)
    return position === undefined ? undefined : { position, blockId: step.blockId }
  }

  const read = async (parent: string, path: readonly Step[], trail: readonly Step[]) => {
    const [first, ...deeper] = path
    const start = await startAt(parent, first)
    const blocks = await content.listChildren(asker, parent, left + 1, start)
    const nodes: ContentNode[] = []
    for (const block of blocks) {
      const { blockId } = block
      const isFirst = start !== undefined && nodes.length === 0
      const ordinal = ordinalOf(block, nodes.at(-1), isFirst ? first?.ordinal : undefined)
      const here = [...trail, { blockId, ordinal }]
      if (left === 0) {
        next = here
        break
      }
      left -= 1
      const below = isFirst && start.blockId === blockId ? deeper : []
      nodes.push(await nodeOf(block, ordinal, below, here))
      if (next.length > 0) break
    }
    return { nodes, isContinued: start !== undefined }
  }

  const nodeOf = async (
    block: PlacedBlock,
    ordinal: number | undefined,
    path: readonly Step[],
    here: readonly Step[],
  ): Promise<ContentNode> => {
    const { page } = block
    const node = { block, page, ordinal, children: [], isContinued: false }
    const holder = await holderOf(sight, block)
    const isLost = holder === 'lost'
    if (isLost || holder === undefined) return { ...node, isLost, isTooDeep: false }
    if (here.length >= MAX_DEPTH) return { ...node, isLost, isTooDeep: true }
    const { nodes: children, isContinued } = await read(holder, path, here)
    return { ...node, children, isContinued, isLost, isTooDeep: false }
  }

  const { nodes: tree } = await read(parentId, from, [])
  return { tree, next }
}

/** Whose children stand below a block: its own, or those of the original that it is a copy of. */
export const holderOf = async (
  sight: Sight,
  { blockId, type, body, hasChildren }: PlacedBlock,
): Promise<string | 'lost' | undefined> => {
  if (type === 'child_page' || type === 'child_database') return undefined
  if (!body.synced_from) return hasChildren ? blockId : undefined
  const original = await sight.find(body.synced_from)
  if (!original || original.inTrash) return 'lost'
  return original.hasChildren ? original.blockId : undefined
}

const ordinalOf = (
  { type }: PlacedBlock,
  before: ContentNode | undefined,
  known: number | undefined,
): number | undefined =>
  type === 'numbered_list_item' ? (known ?? (before?.ordinal ?? 0) + 1) : undefined
