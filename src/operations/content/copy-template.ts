import { filledBody, filledText } from '../../domain/content/template.js'
import type { CopyStep, NewBlock, NewPage, TemplateCopy } from '../../ports/content.js'
import type { Deps } from '../deps.js'
import { newBlockId } from './insert-blocks.js'

/** Blocks that are written at once. */
const BATCH = 500

/** Batches that a request waits for; what is left comes afterwards. */
const AT_ONCE = 2

/** Copies that one look finds. */
const COPIES = 20

/** Begins a copy that has been noted. A copy that is not finished is gone on with by {@link copyTemplates}. */
export const beginCopy = async (deps: Deps, copyId: string): Promise<void> => {
  for (let batch = 0; batch < AT_ONCE; batch++) {
    if (!(await goOn(deps, copyId))) return
  }
}

/** Finishes the copies that wait, whoever began them, and answers how many. */
export const copyTemplates = async (deps: Deps, signal: AbortSignal): Promise<number> => {
  const copies = await deps.store.templates.listCopies(COPIES)
  const faults: unknown[] = []
  for (const { copyId } of copies) {
    try {
      while (!signal.aborted && (await goOn(deps, copyId)));
    } catch (fault) {
      // One that cannot be copied is not to hold up the others.
      faults.push(fault)
    }
  }
  if (faults.length > 0) throw faults[0]
  return copies.length
}

/** Writes one batch, unless somebody else does meanwhile. `false`: nothing is left. */
const goOn = async (deps: Deps, copyId: string): Promise<boolean> => {
  const { templates } = deps.store
  const copy = await templates.findCopy(copyId)
  if (!copy) return false
  const { left, blocks, pages } = await nextBatch(deps, copy)
  await templates.advance(copy, left, blocks, pages, deps.clock())
  return true
}

type Batch = {
  readonly left: readonly CopyStep[]
  readonly blocks: readonly NewBlock[]
  readonly pages: readonly NewPage[]
}

/** Databases stay behind: their rows would have to come along. */
const nextBatch = async (deps: Deps, copy: TemplateCopy): Promise<Batch> => {
  const { workspaceId, pageId, shift, edit, me, timeZone } = copy
  const occasion = { me, timeZone, at: edit.at }
  // What is not shared with the bot is not copied for it.
  const asker = { workspaceId, botId: edit.by }
  const left = [...copy.left]
  const blocks: NewBlock[] = []
  const pages: NewPage[] = []
  for (let step = left.pop(); step; step = blocks.length < BATCH ? left.pop() : undefined) {
    const room = BATCH - blocks.length
    const { of, into, from } = step
    const found = await deps.store.content.listChildren(asker, of, room + 1, from)
    const next = found[room]
    if (next) {
      const { position, blockId } = next
      left.push({ of, into, from: { position, blockId } })
    }
    for (const { blockId: former, type, body, position, page, hasChildren } of found.slice(
      0,
      room,
    )) {
      if (type === 'child_database') continue
      const blockId = newBlockId(deps)
      const place = into === pageId ? position + shift : position
      blocks.push({
        blockId,
        parentId: into,
        type,
        body: filledBody(body, occasion),
        position: place,
      })
      if (page) {
        pages.push({ ...page, title: filledText(page.title, occasion), row: null, pageId: blockId })
      }
      // A copy of a synced block shows what its original holds.
      if (hasChildren && !body.synced_from) left.push({ of: former, into: blockId })
    }
  }
  return { left, blocks, pages }
}
