import { ApiError } from '../../contract/errors.js'
import { bodyFrom, typeIn } from '../../domain/content/block.js'
import { refusalOfChange } from '../../domain/content/block-refusal.js'
import { filesInBody } from '../../domain/files/file-use.js'
import { contend } from '../contend.js'
import { answerBlock } from '../content/answer.js'
import { setTrash } from '../content/set-trash.js'
import { editOf, getVisibleBlock, refuseInTrash, viewerOf } from '../content/viewer.js'
import { attachFiles } from '../files/attach-files.js'
import type { Operation } from '../operation.js'

/**
 * Changes what a block holds, or puts it in the trash or out of it. What is given replaces what was there.
 * Errors: `object_not_found`, `validation_error` for another type or a block in the trash.
 * Notion: reference/update-a-block.
 */
export const updateBlock: Operation<'updateBlock'> = async (call, bearer, { params, body }) => {
  const { in_trash = body.archived } = body
  if (in_trash !== undefined) await setTrash(call, bearer, params.block_id, in_trash)
  const type = typeIn(body)
  const said = (type === undefined ? {} : body[type]) as Readonly<Record<string, unknown>>
  const uses = type === undefined ? [] : filesInBody(type, said)
  const block = await contend(async () => {
    const found = await getVisibleBlock(call, bearer, params.block_id)
    if (type === undefined) return found
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
  return answerBlock(call, bearer, block)
}
