import { ApiError } from '../../contract/errors.js'
import type { BlockRequest } from '../../contract/objects/blocks.js'
import { bodyFrom, typeIn } from '../../domain/content/block.js'
import { refusalOfChange } from '../../domain/content/block-refusal.js'
import { filesInBody } from '../../domain/files/file-use.js'
import type { FoundBlock } from '../../ports/content.js'
import { contend } from '../contend.js'
import { answerBlock } from '../content/answer.js'
import { changeAroundTrash } from '../content/set-trash.js'
import { editOf, getVisibleBlock, refuseInTrash, viewerOf } from '../content/viewer.js'
import type { Call } from '../deps.js'
import { attachFiles } from '../files/attach-files.js'
import type { Bearer, Operation } from '../operation.js'

/**
 * Changes what a block holds, or puts it in the trash or out of it. What is given replaces what was there.
 * Errors: `object_not_found`, `validation_error` for another type or a block in the trash.
 * Notion: reference/update-a-block.
 */
export const updateBlock: Operation<'updateBlock'> = async (call, bearer, { params, body }) => {
  const { in_trash: inTrash = body.archived } = body
  const id = params.block_id
  const changed = await changeAroundTrash(call, bearer, { id, inTrash }, () =>
    changeBody(call, bearer, id, body),
  )
  const block = inTrash ? undefined : changed
  return answerBlock(call, bearer, block ?? (await getVisibleBlock(call, bearer, id)))
}

const changeBody = async (
  call: Call,
  bearer: Bearer,
  blockId: string,
  request: BlockRequest,
): Promise<FoundBlock | undefined> => {
  const type = typeIn(request)
  if (type === undefined) return undefined
  const said = request[type] as Readonly<Record<string, unknown>>
  const uses = filesInBody(type, said)
  return contend(async () => {
    const found = await getVisibleBlock(call, bearer, blockId)
    refuseInTrash(found)
    if (found.type !== type) {
      throw new ApiError('validation_error', `Expected block type ${found.type} in request body`)
    }
    const files = await attachFiles(call, bearer, uses)
    const { content } = call.store
    const above =
      type === 'table_row' ? await content.findBlock(viewerOf(bearer), found.parentId) : undefined
    const refusal = refusalOfChange(above, type, bodyFrom(type, said, files))
    if (refusal !== undefined) throw new ApiError('validation_error', refusal)
    const edit = editOf(call, bearer)
    const next = bodyFrom(type, said, files, found.body)
    const { workspaceId } = viewerOf(bearer)
    const done = await content.updateBody(workspaceId, found, next, edit)
    return done ? { ...found, body: next, editedAt: edit.at, editedBy: edit.by } : undefined
  })
}
