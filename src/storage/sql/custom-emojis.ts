import type { CustomEmoji } from '../../domain/content/custom-emoji.js'
import type { CustomEmojiStore } from '../../ports/custom-emojis.js'
import type { Database } from './database.js'
import { statement, type Write, write } from './statement.js'

type Place = { workspaceId: string; id: string }

const insert = statement<Place & { position: number; name: string; url: string }>(
  'insert_custom_emoji',
  `insert into custom_emojis (workspace_id, emoji_id, position, name, url)
   values (:workspaceId, :id, :position, :name, :url)`,
)

const list = statement<
  Place & { position: number; name: string; named: number; limit: number },
  CustomEmoji
>(
  'list_custom_emojis',
  `select emoji_id as "id", name as "name", url as "url" from custom_emojis
   where workspace_id = :workspaceId
     and (position, emoji_id) >= (cast(:position as bigint), cast(:id as text))
     and (cast(:named as bigint) = 0 or name = :name)
   order by position, emoji_id limit :limit`,
)

const findPosition = statement<Place, { position: number }>(
  'find_position_of_custom_emoji',
  `select position as "position" from custom_emojis
   where workspace_id = :workspaceId and emoji_id = :id`,
)

const findMany = statement<{ workspaceId: string; ids: readonly string[] }, CustomEmoji>(
  'find_custom_emojis',
  `select emoji_id as "id", name as "name", url as "url" from custom_emojis
   where workspace_id = :workspaceId and emoji_id in (:ids...)`,
)

export const insertCustomEmoji = (emoji: CustomEmoji, workspaceId: string, at: number): Write =>
  write(insert, { ...emoji, workspaceId, position: at })

export const createCustomEmojiStore = (db: Database): CustomEmojiStore => ({
  async list(workspaceId, limit, { name, from }) {
    const found = from && (await db.get(findPosition, { workspaceId, id: from }))
    if (from !== undefined && !found) return undefined
    const { position } = found || { position: Number.MIN_SAFE_INTEGER }
    const named = { name: name ?? '', named: name === undefined ? 0 : 1 }
    return db.all(list, { workspaceId, position, id: from ?? '', ...named, limit })
  },

  async findMany(workspaceId, ids) {
    return ids.length === 0 ? [] : db.all(findMany, { workspaceId, ids })
  },
})
