import type { Migration } from '../database.js'

/** Data sources are found by search, by the title of their database as well. */
export const titlesOfDataSources: Migration = {
  name: '0008-titles-of-data-sources',
  statements: [
    `update blocks set title_words = (
       select ' ' || lower(substr(s.title || ' ' || d.title, 1, 600)) from data_sources s
       join databases d on d.workspace_id = s.workspace_id and d.database_id = blocks.parent_id
       where s.workspace_id = blocks.workspace_id and s.data_source_id = blocks.block_id)
     where type = 'data_source'`,
  ],
}
