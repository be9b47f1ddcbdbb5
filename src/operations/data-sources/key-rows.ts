import type { FoundDataSource, RowMark } from '../../ports/databases.js'
import type { Call } from '../deps.js'

/** Rows that are keyed in one commit. */
const BATCH = 500

/**
 * Gives every row of a data source the keys that its schema asks for. A row that is edited meanwhile gets them with its
 * edit.
 */
export const keyRows = async (
  { store }: Pick<Call, 'store'>,
  workspaceId: string,
  { dataSourceId, schema, keysVersion }: FoundDataSource,
): Promise<void> => {
  const { databases } = store
  let after: RowMark | undefined
  do {
    const rows = await databases.scanRows(workspaceId, dataSourceId, BATCH, undefined, after)
    if (rows.length > 0) await databases.keyRows(workspaceId, dataSourceId, schema, rows)
    after = rows.length === BATCH ? rows.at(-1) : undefined
  } while (after)
  await databases.markKeyed(workspaceId, dataSourceId, keysVersion)
}
