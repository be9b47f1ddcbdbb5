import { ApiError } from '../../contract/errors.js'
import type { FoundBlock } from '../../ports/content.js'
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
    refuseTrash(found, inTrash, kind)
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

const refuseTrash = (found: FoundBlock, inTrash: boolean, kind: 'page' | 'block'): void => {
  if (kind === 'page') refuseBelowTrash(found)
  if (found.parentType !== null) return
  throw new ApiError(
    'validation_error',
    inTrash
      ? 'Archiving workspace level pages via API not supported.'
      : 'Unarchiving workspace level pages not supported by the API',
  )
}

/**
 * Makes a change that a request asks for together with the trash (observed): before the thing goes there, or after it
 * came out. What is refused then has changed nothing on the way into the trash.
 */
export const changeAroundTrash = async <T>(
  call: Call,
  bearer: Bearer,
  { id, kind = 'block', inTrash }: TrashRequest,
  change: () => Promise<T>,
): Promise<T> => {
  if (inTrash === false) await setTrash(call, bearer, id, false, kind)
  if (inTrash) refuseTrash(await getVisibleBlock(call, bearer, id, kind), true, kind)
  const changed = await change()
  if (inTrash) await setTrash(call, bearer, id, true, kind)
  return changed
}

type TrashRequest = {
  readonly id: string
  readonly kind?: 'page' | 'block'
  readonly inTrash: boolean | undefined
}
