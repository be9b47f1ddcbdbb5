import type { Page } from '../../../domain/content/page.js'
import type { Schema } from '../../../domain/content/property.js'
import { keysOf, type RowKey } from '../../../domain/content/row-keys.js'
import type { Edit, FoundBlock, NewPage } from '../../../ports/content.js'
import type { ScannedRow } from '../../../ports/databases.js'
import { ifGuardHeld, statement, type Write, write } from '../statement.js'

type Keyed = { workspaceId: string; dataSourceId: string; keys: string }

const inserting = `
  insert into row_keys (workspace_id, page_id, property_id, data_source_id, created_at, sort_key,
    words)
  select cast(:workspaceId as text), r.page_id, r.property_id, cast(:dataSourceId as text),
    r.created_at, r.sort_key, r.words`

const replacing = `
  on conflict (workspace_id, page_id, property_id) do update set
    data_source_id = excluded.data_source_id, created_at = excluded.created_at,
    sort_key = excluded.sort_key, words = excluded.words`

const columns = 'page_id text, property_id text, created_at bigint, sort_key text, words text'

const insertKeys = statement<Keyed>(
  'insert_row_keys',
  `${inserting} from rows :keys as r (${columns}) where ${ifGuardHeld}`,
)

const replaceKeys = statement<Keyed>(
  'replace_row_keys',
  `${inserting} from rows :keys as r (${columns}) where ${ifGuardHeld} ${replacing}`,
)

/**
 * Of rows that somebody has edited since, the keys are of that edit. The `cross join` has SQLite, which knows no figures,
 * begin with the rows.
 */
const replaceUnchanged = statement<Keyed>(
  'replace_keys_of_unchanged_rows',
  `${inserting} from rows :keys as r (${columns}, edited_at bigint, edited_by text)
   cross join blocks b
   where b.workspace_id = :workspaceId and b.block_id = r.page_id
     and b.edited_at = r.edited_at and b.edited_by = r.edited_by ${replacing}`,
)

const columnsOf = (pageId: string, createdAt: number, { propertyId, key, words }: RowKey) => ({
  page_id: pageId,
  property_id: propertyId,
  created_at: createdAt,
  sort_key: key,
  words,
})

/** The write of the keys of a row that is made in the same commit. */
export const keysOfNewRow = (
  workspaceId: string,
  dataSourceId: string,
  schema: Schema,
  page: NewPage,
  { by, at }: Edit,
): Write => {
  const { pageId } = page
  const stamped = { blockId: pageId, createdAt: at, createdBy: by, editedAt: at, editedBy: by }
  const keys = keysOf(schema, stamped, page).map((key) => columnsOf(pageId, at, key))
  return write(insertKeys, { workspaceId, dataSourceId, keys: JSON.stringify(keys) })
}

/** The write of those keys of a row that a change makes others of. */
export const keysOfChange = (
  workspaceId: string,
  block: FoundBlock,
  page: Page,
  schema: Schema,
): Write[] => {
  const former = new Map(
    block.page ? keysOf(schema, block, block.page).map((key) => [key.propertyId, key]) : [],
  )
  const changed = keysOf(schema, block, page).filter(({ propertyId, key, words }) => {
    const before = former.get(propertyId)
    return before?.key !== key || before.words !== words
  })
  if (changed.length === 0) return []
  const { blockId, createdAt, parentId: dataSourceId } = block
  const keys = JSON.stringify(changed.map((key) => columnsOf(blockId, createdAt, key)))
  return [write(replaceKeys, { workspaceId, dataSourceId, keys })]
}

/** The write of the keys of rows as they were read. */
export const keysOfRead = (
  workspaceId: string,
  dataSourceId: string,
  schema: Schema,
  rows: readonly ScannedRow[],
): Write => {
  const keys = rows.flatMap((row) => {
    const { blockId, createdAt, editedAt, editedBy } = row
    const edited = { edited_at: editedAt, edited_by: editedBy }
    return keysOf(schema, row, row.page).map((key) => ({
      ...columnsOf(blockId, createdAt, key),
      ...edited,
    }))
  })
  return write(replaceUnchanged, { workspaceId, dataSourceId, keys: JSON.stringify(keys) })
}
