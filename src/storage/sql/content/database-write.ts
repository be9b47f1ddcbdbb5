import type { Database, DataSource } from '../../../domain/content/database.js'
import { plainTextOf } from '../../../domain/content/rich-text.js'
import { ifGuardHeld, statement } from '../statement.js'
import { othersHold } from './relations.js'
import { jsonOf } from './store.js'
import { isNotAbove } from './write.js'

type DatabaseColumns = {
  workspaceId: string
  databaseId: string
  title: string
  titleText: string
  descriptionText: string
  icon: string | null
  cover: string | null
  inlineAt: number | null
  lockedAt: number | null
}

export const insertDatabase = statement<DatabaseColumns>(
  'insert_database',
  `insert into databases (workspace_id, database_id, title, title_text, description_text, icon,
     cover, inline_at, locked_at)
   select cast(:workspaceId as text), cast(:databaseId as text), cast(:title as text),
     cast(:titleText as text), cast(:descriptionText as text), cast(:icon as text),
     cast(:cover as text), cast(:inlineAt as bigint), cast(:lockedAt as bigint)
   where ${ifGuardHeld}`,
)

export const updateDatabase = statement<DatabaseColumns>(
  'update_database',
  `update databases set title = :title, title_text = :titleText,
     description_text = :descriptionText, icon = :icon, cover = :cover, inline_at = :inlineAt,
     locked_at = :lockedAt
   where workspace_id = :workspaceId and database_id = :databaseId and ${ifGuardHeld}`,
)

type DataSourceColumns = {
  workspaceId: string
  dataSourceId: string
  title: string
  titleText: string
  icon: string | null
  properties: string
}

export const insertDataSource = statement<
  DataSourceColumns & {
    nextNumber: number
    keyedVersion: number
    defaultTemplateId: string | null
  }
>(
  'insert_data_source',
  `insert into data_sources (workspace_id, data_source_id, title, title_text, icon, properties,
     next_number, keys_version, keyed_version, default_template_id)
   select cast(:workspaceId as text), cast(:dataSourceId as text), cast(:title as text),
     cast(:titleText as text), cast(:icon as text), cast(:properties as text),
     cast(:nextNumber as bigint), cast(1 as bigint), cast(:keyedVersion as bigint),
     cast(:defaultTemplateId as text)
   where ${ifGuardHeld}`,
)

/** The guard of what is put below a block and changes schemas elsewhere. */
export const touchParentAndOthers = statement<{
  workspaceId: string
  blockId: string
  others: string
  by: string
  at: number
}>(
  'touch_parent_block_and_others',
  `update blocks set edited_at = :at, edited_by = :by
   where workspace_id = :workspaceId and block_id = :blockId and trashed_at is null
     and ${othersHold}`,
)

/** The guard of what is put at the top of a workspace and changes schemas elsewhere. */
export const holdOthers = statement<{ workspaceId: string; others: string }>(
  'hold_others_of_workspace',
  `update workspaces set name = name where workspace_id = :workspaceId and ${othersHold}`,
)

/** Of two who change a schema upon the same reading one wins. */
export const updateDataSource = statement<
  DataSourceColumns & { former: string; others: string; otherKeys: number }
>(
  'update_data_source',
  `update data_sources set title = :title, title_text = :titleText, icon = :icon,
     properties = :properties, keys_version = keys_version + :otherKeys
   where workspace_id = :workspaceId and data_source_id = :dataSourceId
     and properties = :former and ${othersHold}`,
)

export const touchDataSource = statement<{
  workspaceId: string
  dataSourceId: string
  titleWords: string
  by: string
  at: number
}>(
  'touch_data_source',
  `update blocks set edited_at = :at, edited_by = :by, title_words = :titleWords
   where workspace_id = :workspaceId and block_id = :dataSourceId and ${ifGuardHeld}`,
)

export const setTitleWords = statement<{
  workspaceId: string
  dataSourceId: string
  titleWords: string
}>(
  'set_title_words',
  `update blocks set title_words = :titleWords
   where workspace_id = :workspaceId and block_id = :dataSourceId and ${ifGuardHeld}`,
)

type Numbered = { workspaceId: string; dataSourceId: string; number: number; former: string }

const isNext = `workspace_id = :workspaceId and data_source_id = :dataSourceId
     and next_number = :number and properties = :former`

/** Takes the next number of a row, if nobody has, and nobody has changed the schema. */
export const takeNumber = statement<Numbered>(
  'take_row_number',
  `update data_sources set next_number = next_number + 1 where ${isNext}`,
)

/** The same for a row that names options for the first time. */
export const takeNumberAndExtend = statement<Numbered & { properties: string }>(
  'take_row_number_and_extend',
  `update data_sources set next_number = next_number + 1, properties = :properties where ${isNext}`,
)

/** The same, if a page may become the row. */
export const takeNumberForMove = statement<{
  workspaceId: string
  parentId: string
  blockId: string
  number: number
  former: string
}>(
  'take_row_number_for_move',
  `update data_sources set next_number = next_number + 1
   where workspace_id = :workspaceId and data_source_id = :parentId
     and next_number = :number and properties = :former and ${isNotAbove}
     and exists (
       select 1 from blocks m where m.workspace_id = :workspaceId and m.block_id = :blockId
         and m.trashed_at is null)`,
)

export const markKeyed = statement<{
  workspaceId: string
  dataSourceId: string
  keysVersion: number
}>(
  'mark_data_source_keyed',
  `update data_sources set keyed_version = :keysVersion
   where workspace_id = :workspaceId and data_source_id = :dataSourceId
     and keys_version = :keysVersion`,
)

export const databaseColumns = (database: Database, at: number) => ({
  title: plainTextOf(database.title),
  titleText: JSON.stringify(database.title),
  descriptionText: JSON.stringify(database.description),
  icon: jsonOf(database.icon),
  cover: jsonOf(database.cover),
  inlineAt: database.isInline ? at : null,
  lockedAt: database.isLocked ? at : null,
})

export const dataSourceColumns = ({ title, icon, schema }: DataSource) => ({
  title: plainTextOf(title),
  titleText: JSON.stringify(title),
  icon: jsonOf(icon),
  properties: JSON.stringify(schema),
})
