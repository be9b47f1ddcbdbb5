import type { Migration } from '../database.js'

/**
 * What filters look for among the words of rows is read from an index that holds nothing else; the one that rows are
 * walked by does without them.
 */
export const wordsOfRows: Migration = {
  name: '0033-words-of-rows',
  statements: [
    `create index row_keys_by_words on row_keys (data_source_id, property_id, words, page_id)
     where words <> ''`,
    'drop index row_keys_in_order',
    `create index row_keys_in_order on row_keys
       (data_source_id, property_id, sort_key, created_at, page_id, workspace_id)`,
  ],
}
