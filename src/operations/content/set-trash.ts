import { contend } from '../contend.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'
import { editOf, getVisibleBlock, viewerOf } from './viewer.js'

/** Puts a block or page in the trash, or takes it out. Errors: `object_not_found`. */
export const setTrash = (
  call: Call,
  bearer: Bearer,
  id: string,
  inTrash: boolean,
  kind: 'page' | 'block' = 'block',
): Promise<true> =>
  contend(async () => {
    const found = await getVisibleBlock(call, bearer, id, kind)
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
