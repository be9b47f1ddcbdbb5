import { ApiError } from '../../contract/errors.js'
import { contend } from '../contend.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'
import { editOf, getVisibleBlock, refuseBelowTrash, viewerOf } from './viewer.js'

/** Puts a block or page in the trash, or takes it out. Errors: `object_not_found`, `validation_error` for a page below something in the trash and for
 * what stands at the top of the workspace. */
export const setTrash = (
  call: Call,
  bearer: Bearer,
  id: string,
  inTrash: boolean,
  kind: 'page' | 'block' = 'block',
): Promise<true> =>
  contend(async () => {
    const found = await getVisibleBlock(call, bearer, id, kind)
    if (kind === 'page') refuseBelowTrash(found)
    if (found.parentType === null) {
      throw new ApiError(
        'validation_error',
        inTrash
          ? 'Archiving workspace level pages via API not supported.'
          : 'Unarchiving workspace level pages not supported by the API',
      )
    }
    if (found.isTrashedItself === inTrash) return true
    const { workspaceId } = viewerOf(bearer)
    const done = await call.store.content.setTrash(
      workspaceId,
      found,
      inTrash,
      editOf(call, bearer),
    )
    return done || undefined
  })
