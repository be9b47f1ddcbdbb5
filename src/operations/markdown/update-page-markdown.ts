import { ApiError } from '../../contract/errors.js'
import { draftsFrom } from '../../domain/content/block.js'
import { refusalBelow } from '../../domain/content/block-refusal.js'
import { type ContentNode, nodesIn } from '../../domain/content/content-tree.js'
import { positionsBetween } from '../../domain/content/positions.js'
import { editMarkdown } from '../../domain/markdown/edit-markdown.js'
import { matchBlocks } from '../../domain/markdown/match-blocks.js'
import { readBlocks } from '../../domain/markdown/read-blocks.js'
import { writeBlock } from '../../domain/markdown/write-blocks.js'
import type { FoundBlock, NewBlock } from '../../ports/content.js'
import { accept } from '../async-tasks/task.js'
import { contend } from '../contend.js'
import { mayRead } from '../content/answer.js'
import { refuseTooMany, rowsOf } from '../content/insert-blocks.js'
import { readTree } from '../content/read-tree.js'
import { editOf, getVisibleBlock, refuseInTrash, viewerOf } from '../content/viewer.js'
import type { Call } from '../deps.js'
import type { Bearer, Operation } from '../operation.js'
import { answerMarkdown, MAX_BLOCKS, surroundingsOf } from './answer.js'
import { requestsFrom } from './requests.js'

/**
 * Changes the content of a page as if its markdown were a text. Blocks that read the same before and after stay, with
 * their ids; the others go to the trash, and new ones come in their place, all at once. Errors: `object_not_found`,
 * `validation_error`. Notion: reference/update-page-markdown.
 */
export const updatePageMarkdown: Operation<'updatePageMarkdown'> = async (
  call,
  bearer,
  { params, body },
) => {
  await contend(async () => {
    const page = await getPage(call, bearer, params.page_id)
    const tree = await treeOf(call, bearer, page)
    const around = await surroundingsOf(call, bearer, page.blockId, tree)
    const before = tree.map((node) => writeBlock(node, around))
    const after = readBlocks(editMarkdown(before.join('\n'), body))
    const kept = matchBlocks(
      before,
      after.map(({ source }) => source),
    )
    const stays = new Set(kept.map(([index]) => index))
    const gone = tree.filter((_, index) => !stays.has(index))
    if (!mayDelete(body)) refuseDeleting(gone)
    const placed = new Map(kept.map(([from, to]) => [to, tree[from]?.block.blockId]))
    const rows = await rowsBetween(call, bearer, page, after, placed)
    if (rows === undefined) return undefined
    if (rows.length === 0 && gone.length === 0) return true
    const ids = gone.map(({ block }) => block.blockId)
    const { workspaceId } = viewerOf(bearer)
    const edit = editOf(call, bearer)
    return (await call.store.content.rewrite(workspaceId, page, rows, ids, edit)) || undefined
  })
  const changed = await getVisibleBlock(call, bearer, params.page_id)
  const answer = mayRead(bearer) ? await answerMarkdown(call, bearer, changed) : unread(changed)
  if (!body.allow_async) return answer
  return accept(call, bearer, 'PATCH /v1/pages/:page_id/markdown', answer)
}

/** Who may update but not read is told which page it was, and that its content was left out. Contract §13. */
const unread = ({ blockId }: FoundBlock) => ({
  object: 'page_markdown' as const,
  id: blockId,
  markdown: '',
  truncated: true,
  unknown_block_ids: [blockId],
})

type Body = Parameters<Operation<'updatePageMarkdown'>>[2]['body']

const mayDelete = (body: Body): boolean => {
  switch (body.type) {
    case 'insert_content':
      return false
    case 'replace_content_range':
      return body.replace_content_range.allow_deleting_content === true
    case 'update_content':
      return body.update_content.allow_deleting_content === true
    case 'replace_content':
      return body.replace_content.allow_deleting_content === true
  }
}

const refuseDeleting = (gone: readonly ContentNode[]) => {
  const held = nodesIn(gone).filter(({ block: { type } }) => type.startsWith('child_'))
  if (held.length === 0) return
  const ids = held.map(({ block }) => block.blockId).join(', ')
  throw new ApiError(
    'validation_error',
    `This would delete child pages or databases: ${ids}. Keep their tags in the markdown, or set \`allow_deleting_content\`.`,
  )
}

const getPage = async (call: Call, bearer: Bearer, id: string) => {
  const found = await getVisibleBlock(call, bearer, id)
  const { page, blockId, type } = found
  if (type !== 'child_page' || page === null) {
    throw new ApiError('validation_error', `Provided ID ${blockId} is a ${type}, not a page.`)
  }
  refuseInTrash(found)
  return { ...found, page }
}

const treeOf = async (
  call: Call,
  bearer: Bearer,
  { blockId }: FoundBlock,
): Promise<readonly ContentNode[]> => {
  const viewer = viewerOf(bearer)
  const find = (id: string) => call.store.content.findBlock(viewer, id)
  const sight = { asker: viewer, find }
  const { tree, next } = await readTree(call, sight, blockId, [], MAX_BLOCKS)
  if (next.length === 0) return tree
  throw new ApiError(
    'validation_error',
    `A page of more than ${MAX_BLOCKS} blocks cannot be changed as markdown. Use the block endpoints.`,
  )
}

/** What is new, each run of it behind the block before that stays; undefined: there was no room. */
const rowsBetween = async (
  call: Call,
  bearer: Bearer,
  page: FoundBlock,
  blocks: ReturnType<typeof readBlocks>,
  placed: ReadonlyMap<number, string | undefined>,
): Promise<NewBlock[] | undefined> => {
  const fresh = blocks.flatMap((block, index) => (placed.has(index) ? [] : [{ block, index }]))
  const requests = requestsFrom(fresh.map(({ block }) => block))
  const drafts = draftsFrom(requests, new Map())
  refuseTooMany(drafts, 'the markdown')
  const refusal = refusalBelow(page, drafts)
  if (refusal !== undefined) throw new ApiError('validation_error', refusal)
  const { workspaceId } = viewerOf(bearer)
  const { store } = call
  const rows: NewBlock[] = []
  for (let at = 0; at < fresh.length; ) {
    const first = fresh[at]?.index ?? 0
    let count = 1
    while (fresh[at + count]?.index === first + count) count += 1
    const behind = placed.get(first - 1) ?? 'start'
    const gap = await store.content.findGap(workspaceId, page.blockId, behind)
    if (!gap) return undefined
    const positions = positionsBetween(gap.after, gap.before, count)
    if (!positions) {
      await store.content.spread(workspaceId, page.blockId)
      return undefined
    }
    rows.push(...rowsOf(call, page.blockId, drafts.slice(at, at + count), positions))
    at += count
  }
  return rows
}
