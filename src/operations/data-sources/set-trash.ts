import { contend } from '../contend.js'
import { editOf, viewerOf } from '../content/viewer.js'
import { getVisibleDataSource } from '../databases/find.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'

/** Puts a data source with its rows in the trash, or takes it out. Errors: `object_not_found`. */
export const setTrashOfDataSource = (
  call: Call,
  bearer: Bearer,
  id: string,
  inTrash: boolean,
): Promise<true> =>
  contend(async () => {
    const found = await getVisibleDataSource(call, bearer, id)
    if (found.isTrashedItself === inTrash) return true
    const { workspaceId } = viewerOf(bearer)
    const place = { blockId: found.dataSourceId, pageId: null }
    const edit = editOf(call, bearer)
    const done = await call.store.content.setTrash(workspaceId, place, inTrash, edit)
    return done || undefined
  })
