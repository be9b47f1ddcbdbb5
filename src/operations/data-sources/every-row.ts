import type { Filter } from '../../domain/query/filter.js'
import type { Place, Sort } from '../../domain/query/sort.js'
import type { FoundDataSource } from '../../ports/databases.js'
import { viewerOf } from '../content/viewer.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'
import { findRows } from './find-rows.js'
import { judgedRows } from './judged-rows.js'
import { keyRows } from './key-rows.js'
import { MAX_ROWS } from './query-data-source.js'

/** Rows that are read at once. */
const STRIDE = 2000

/** The ids of all rows that satisfy a filter, in the order of the sorts; `isCut`: there are more than a query answers. */
export const everyRow = async (
  call: Call,
  bearer: Bearer,
  source: FoundDataSource,
  filter: Filter,
  sorts: readonly Sort[],
): Promise<{ readonly ids: readonly string[]; readonly isCut: boolean }> => {
  const { workspaceId } = viewerOf(bearer)
  const judge = judgedRows(call, bearer, source, filter, sorts)
  const asking = { now: call.clock(), me: bearer.bot.owner?.userId }
  if (!source.isKeyed) await keyRows(call, workspaceId, source)
  const ids: string[] = []
  let from: Place | undefined
  do {
    const asked = { filter, sorts, inTrash: false, from, limit: STRIDE + 1 }
    const found = await findRows(call, workspaceId, source, asked, asking, judge)
    ids.push(...found.slice(0, STRIDE).map(({ place }) => place.id))
    from = found[STRIDE]?.place
  } while (from && ids.length < MAX_ROWS)
  return { ids: ids.slice(0, MAX_ROWS), isCut: from !== undefined }
}
