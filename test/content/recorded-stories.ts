import type { Json, Tolerance } from '../support/recordings.js'

/** A recorded request and its answer. */
export type Case = {
  readonly name: string
  readonly version: string
  readonly method: string
  readonly path: string
  readonly body?: Json
  readonly answer: Json
}

/** Requests that speak of what the one before made. All others stand alone. */
const inOrder: readonly (readonly string[])[] = [
  [
    'append_comment_top_page',
    'append_comment_discussion_id',
    'update_comment_rich_text',
    'update_comment_markdown',
    'destroy_comment_by_id',
  ],
  ['create_file_upload_image', 'upload_file_image'],
  [
    'create_file_upload_video',
    'upload_file_video1',
    'upload_file_video2',
    'complete_a_file_upload',
  ],
  [
    'create_data_source_from_database',
    'retrieve_data_source_created',
    'update_data_source_add_property',
    'update_data_source_rename_properties',
    'update_data_source_remove_properties',
  ],
  [
    'create_page_parent_data_source_with_markdown',
    'markdown_page_by_insert_bottom',
    'markdown_page_by_insert_after_todo',
    'markdown_page_by_replace_todo',
    'markdown_page_by_replace_todo_allow_deleting_content',
  ],
  ['create_page_page_start', 'create_page_page_end', 'create_page_after_block'],
  ['create_file_upload_external_url', 'retrieve_a_file_upload'],
  ['move_page_to_data_source', 'move_page_to_page'],
  [
    'retrieve_property_rich_text_limit_5',
    'retrieve_property_rich_text_next_5',
    'retrieve_property_rich_text_last_5',
  ],
  ['query_data_source_limit_2', 'query_data_source_next_2', 'query_data_source_last_2'],
]

/** What is not replayed, and why. docs/fidelity.md says it, too. */
export const unplayed: Readonly<Record<string, string>> = {
  retrieve_block_link_mention: 'no request makes a mention of a link',
  retrieve_block_link_preview_dropbox: 'no request makes a preview of a link',
}

export const stories = (cases: readonly Case[]): readonly (readonly string[])[] => {
  const told = new Set([...inOrder.flat(), ...Object.keys(unplayed)])
  return [...inOrder, ...cases.filter(({ name }) => !told.has(name)).map(({ name }) => [name])]
}

const NAME = 'notion_ruby_mapping'

/** What no request can make: it is left out of a recorded list. */
const isMade = (block: Json): boolean =>
  !['unsupported', 'link_preview'].includes(String(block.type)) &&
  !JSON.stringify(block).includes('"link_preview"')

/** A recorded answer in the words of today, about what can be made here. */
export const toldToday = (one: Case): Case => {
  const { name, path, answer } = one
  const { message, results } = answer as { message?: string; results?: Json[] }
  if (message !== undefined) {
    const today = message
      .replace(/your integration\.$/, `your integration "${NAME}".`)
      .replace('database', path.startsWith('/v1/data_sources/') ? 'data_source' : 'database')
    return {
      ...one,
      answer: { ...answer, message: today.replace('and data_sources', 'and databases') },
    }
  }
  if (name === 'retrieve_users_all') {
    // Of the other integrations of the workspace nothing is told but a name.
    const shown = (results ?? []).filter(
      ({ type, bot }) => type === 'person' || Object.keys(bot as Json).length > 0,
    )
    const own = shown.map((user) => (user.type === 'bot' ? { ...user, name: NAME } : user))
    return { ...one, answer: { ...answer, results: own } }
  }
  if (path.startsWith('/v1/blocks/') && results) {
    return { ...one, answer: { ...answer, results: results.filter(isMade) } }
  }
  return one
}

/** Keys that answers did not have yet when these were recorded. */
const younger = ['in_trash', 'archived', 'is_archived', 'is_locked', 'icon']

const youngerThan: readonly { names: RegExp; keys: readonly string[] }[] = [
  { names: /^retrieve_block_children_block_test_page$/, keys: ['name'] },
  { names: /^append_comment_/, keys: ['display_name'] },
  { names: /(unpermitted)/, keys: ['additional_data'] },
  { names: /^retrieve_(user_token_bot|users_all)$/, keys: ['workspace_id'] },
  // Parents were data sources before they told their database.
  { names: /^(retrieve_page|update_page)_/, keys: ['database_id'] },
  { names: /^retrieve_page_db_template$/, keys: ['has_more', 'public_url'] },
  { names: /^(retrieve|update)_database_/, keys: ['description', 'public_url'] },
]

/** Places where an answer differs, and why. */
const differing: readonly { names: RegExp; at: RegExp; because: string }[] = [
  {
    names: /^(retrieve_page_top|update_page_set_(cover_link|icon_emoji|icon_link))$/,
    at: /^\.parent$/,
    because: 'the page stands in a block, where no request makes one',
  },
  {
    names: /_file_upload$|^retrieve_page_(db_template|wiki)$/,
    at: /^\.parent$/,
    because: 'recorded before there were data sources, as a child of the database',
  },
  {
    names: /./,
    at: /\.unique_id\.number$/,
    because: 'how many rows there were before is not recorded',
  },
  {
    names: /./,
    at: /\.groups\[\d\]\.option_ids$/,
    because: 'no request says to which group an option belongs',
  },
  {
    names: /^create_page_parent_data_source_with_markdown$/,
    at: /^\.properties\.Name\.title|^\.url$/,
    because: 'the recorded answer is that of another request: its title is not the one asked for',
  },
  {
    names: /^query_data_source_filter_properties$/,
    at: /\.url$/,
    because: 'the titles of the rows are not recorded',
  },
  {
    names: /^query_data_source_select_multi_values$/,
    at: /\.rich_text\[13\]\.plain_text$/,
    because: 'a database without a title of its own is mentioned by those of its data sources',
  },
  {
    names: /^update_database_created$/,
    at: /\.synced_property_name$/,
    because: 'recorded in 2022, when the wanted name of the other end was ignored',
  },
  {
    names: /^retrieve_property_verification$/,
    at: /\.state$/,
    because: 'the last day of the verification has passed since',
  },
]

export const tolerance = ({ name }: Case): Tolerance => ({
  younger: new Set([
    ...younger,
    ...youngerThan.filter(({ names }) => names.test(name)).flatMap(({ keys }) => keys),
  ]),
  moved: new Set(['archived', 'in_trash']),
  except: differing.filter(({ names }) => names.test(name)).map(({ at }) => at),
})
